"""Bring an open index up to date with the files that a walk found. `IndexRun.execute` has the steps in order.

1. Plan: compare the files on disk with the files in the index.
2. Copy and remove: carry out what needs no model.
3. Read and embed: read new content, cut it into chunks, embed them, and add them to the index.
4. Merge segments, and commit.

An `OSError` from the writer (a full disk) ends the run; the last commit stays valid.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scent.core.embedding.device import PROCESSOR, Device
from scent.core.files import roots
from scent.core.files.digest import content_digest
from scent.core.files.file_list import FileStat
from scent.core.files.walk import WalkResult
from scent.core.indexing.commits import Commits
from scent.core.indexing.model_calibration import measure_cosines, measure_languages
from scent.core.indexing.planning import left_out, missing_files
from scent.core.indexing.planning.fast_check import summarize
from scent.core.indexing.planning.grown_files import resume_grown
from scent.core.indexing.planning.indexed_files import IndexedFiles, PossibleChanges
from scent.core.indexing.planning.missing_files import MissingFiles
from scent.core.indexing.planning.plan import FileMatch, IndexedFile, Plan
from scent.core.indexing.report import Report, Unread
from scent.core.indexing.stop import Stop, Stopped
from scent.core.indexing.tally import Tally
from scent.core.indexing.unread import unread_passages
from scent.core.model_place import place_text
from scent.core.models import source as model_source
from scent.core.profile import Profile
from scent.core.types import Progress
from scent.errors import ModelError, ReadError, UsageError
from scent.formats.index.records import NO_DIGEST, DocumentRecord
from scent.formats.index.writer import Writer

if TYPE_CHECKING:
    from scent.core.indexing.vector_reuse import VectorReuse
    from scent.core.inference.embedding_model import EmbeddingModel

# Fewer bytes are embedded at once, which takes some seconds and saves a commit.
_TWO_PHASES_FROM = 256 << 10
# Measuring which weights are fastest takes about as long as embedding this many bytes.
_TUNE_FROM_BYTES = 128 << 10
_CHUNK_BYTES = 512  # about


class IndexRun:
    """One run on an open index."""

    def __init__(  # noqa: PLR0913  # the arguments of `update`
        self,
        writer: Writer,
        profile: Profile,
        progress: Progress,
        cache: Path | None,
        stop: Stop,
        *,
        commit_seconds: float,
        prune: bool = False,
        ready: bool = False,
        device: Device = PROCESSOR,
    ) -> None:
        self._device = device
        self._writer = writer
        self._profile = profile
        self._cache = cache
        self._stop = stop
        self._prune = prune
        self._ready = ready
        self._commits = Commits(writer, commit_seconds)
        self._tally = Tally(progress)
        self._indexed = IndexedFiles(writer.reader)
        self._related: Mapping[bytes, IndexedFile] = {}
        self._started_ns = 0  # of the walk: files were compared after this moment

    def execute(self, walked: WalkResult, index: bytes, workers: int) -> Report:
        """Run all steps. If the run is stopped, commit what is done.

        Args:
            walked: The files on disk.
            index: The index directory, which is never indexed itself.
            workers: Number of embedding threads.
        """
        self._started_ns = walked.started_ns
        plan, unchanged, summary, finished = Plan(), 0, None, False
        unread_before = Unread()
        missing: list[MissingFiles] = []
        try:
            with self._stop.interruptible():
                changes = self._possible_changes(walked)
                known = changes.related.keys() - self._indexed.directories
                new_roots = roots.updated_roots(walked, self._writer.roots, known, self._profile.walk, [index])
                plan = changes.make_plan(walked, content_digest, self._covered_though_missing(walked))
                resume_grown(plan)
                opened = [file for file in plan.removed if file.path in self._indexed.directories]
                plan.removed = [file for file in plan.removed if file.path not in self._indexed.directories]
                missing, dropped = self._keep_missing(plan, walked)
                # A root that became a link elsewhere stays one while its files stay: only so do later runs look for it.
                new_roots += [each.root for each in missing if each.root not in new_roots]
                new_roots = [root for root in new_roots if root not in dropped]
                unchanged = changes.unchanged_count + len(plan.unchanged)
            # `plan.unchanged` must be empty too: it lists files that had to be compared by content,
            # because their mtime does not prove that they are unchanged.
            if plan == Plan() and not (missing or self._indexed.denied):
                summary = summarize(walked, self._indexed.missing_modules)
            if plan != Plan() and not self._starts_over:
                unread_before = unread_passages(self._writer.reader)
            self._writer.set_settings(self._profile.settings())
            marks = missing_files.updated_marks(new_roots, self._writer.root_marks, missing, walked.started_ns)
            self._writer.set_roots(new_roots)
            self._writer.set_root_marks(marks)
            self._copy_and_remove(plan)
            self._record_too_large(plan.too_large)
            self._record_unread(walked, opened)
            course = self._profile, self._cache, self._stop
            measure_cosines(self._writer, *course)
            self._read(plan, workers)
            if not self._ready:
                measure_languages(self._writer, *course)
            self._merge()
            finished = True
        except Stopped:
            pass
        generation = self._writer.commit(finished=finished, seen=summary if finished else None)
        report = self._tally.report(
            plan,
            walked,
            unchanged=unchanged,
            generation=generation,
            provisional=self._writer.reader.provisional_chunks(),
            stopped="" if finished else self._stop.reason,
        )
        return replace(report, missing=tuple(missing), unread=self._newly_unread(plan, unread_before))

    def _newly_unread(self, plan: Plan, before: Unread) -> Unread | None:
        """The passages that the model does not read, if they have become many since there were those of `before`."""
        if before.many or plan == Plan():
            return None
        now = unread_passages(self._writer.reader)
        return now if now.many else None

    @property
    def _starts_over(self) -> bool:
        """Whether the index was made with other settings, so that nothing in it can be used."""
        return self._writer.reader.manifest.fingerprint != self._profile.fingerprint

    def _covered_though_missing(self, walked: WalkResult) -> list[bytes]:
        """Roots whose files count as gone from there: they may have moved, and with `prune` they are given up."""
        given_up = [root for root, _ in walked.refused if self._prune and not os.path.lexists(root)]
        before = self._writer.roots
        moved = missing_files.moved_or_deleted(before, self._writer.root_marks)
        return [*given_up, *moved, *roots.linked_roots(before, walked)]

    def _keep_missing(self, plan: Plan, walked: WalkResult) -> tuple[list[MissingFiles], list[bytes]]:
        """Take out of the plan what must not be removed without proof; return that, and the roots to drop."""
        if self._prune:
            return [], [root for root, _ in walked.refused if not os.path.lexists(root)]
        before, marks = self._writer.roots, self._writer.root_marks
        if self._starts_over:  # what is missing cannot be embedded again
            plan = self._indexed.possible_changes(walked).make_plan(walked, _no_content)
        missing, moved = missing_files.keep_missing(plan, walked, self._indexed.paths, before, marks)
        if self._starts_over and missing:
            first = missing[0]
            raise UsageError(
                f"starting over would lose the missing files of {os.fsdecode(first.root)}: {first.missing:,} "
                f"({first.reason})",
                hint="if a disk is not mounted, mount it; if the files are deleted, add --prune",
            )
        return missing, moved

    def _possible_changes(self, walked: WalkResult) -> PossibleChanges:
        if self._starts_over:
            changes = PossibleChanges(walked.found.sorted(), {})
        else:
            changes = self._indexed.possible_changes(walked)
        self._related = changes.related
        return changes

    def _copy_and_remove(self, plan: Plan) -> None:
        """Record new paths and mtimes for known content, and remove files that are gone."""
        for match in plan.touched:
            self._touch(match)
        for match in (*plan.moved, *plan.copied):
            self._copy(match)
        for file in (*plan.removed, *(match.indexed for match in plan.moved)):
            self._writer.remove(self._indexed.document_ids(file))

    def _record_too_large(self, files: Sequence[FileStat]) -> None:
        """Record files above the size limit, and tell of those that are new: a growing log is told of once."""
        for stat in files:
            before = self._related.get(stat.path)
            record = left_out.too_large(stat, self._profile.walk.max_size, self._started_ns)
            self._add_without_text(record)
            self._tally.leave_out(stat.path, record.problem, again=before is not None and before.digest == NO_DIGEST)

    def _record_unread(self, walked: WalkResult, opened: Sequence[IndexedFile]) -> None:
        """Record directories that could not be looked into, tell of new ones, and forget those that opened."""
        for path, reason in walked.unread:
            if path not in self._related or path not in self._indexed.directories:
                record = left_out.unread(path, reason, self._started_ns)
                self._add_without_text(record)
                self._tally.miss(path, record.problem)
        for file in opened:
            self._writer.remove(self._indexed.document_ids(file))

    def _add_without_text(self, record: DocumentRecord) -> None:
        """Add the record of something that was not read, in place of what the index has for its path."""
        import numpy as np  # as few runs meet one

        self._remove_old_version(record.path)
        self._writer.add(record, "", [], np.empty((0, self._profile.dims), np.float16))

    def _touch(self, match: FileMatch) -> None:
        """Record the size and mtime of a file on disk in its last document, which tells what holds for the file."""
        documents = self._indexed.document_records(match.indexed)
        ids = self._indexed.document_ids(match.indexed)
        self._copy_documents(match, documents[-1:], 0 if len(ids) == 1 else match.indexed.file)
        self._writer.remove(ids[-1:])

    def _copy(self, match: FileMatch) -> None:
        """Copy an indexed file's documents to the path, size and mtime of a file on disk."""
        self._copy_documents(match, self._indexed.document_records(match.indexed), 0)
        self._remove_old_version(match.stat.path)

    def _copy_documents(self, match: FileMatch, documents: Sequence[tuple[int, DocumentRecord]], file: int) -> None:
        """Copy documents, with their rows, to the file on disk with the id `file`; 0: that of the first of them."""
        stat = match.stat
        for row, record in documents:
            copied = record._replace(
                path=stat.path,
                size=stat.size,
                mtime_ns=stat.mtime_ns,
                digest=match.indexed.digest,
                file=file,
                indexed_ns=self._started_ns,
            )
            document_id = self._writer.add_copy(row, copied)
            file = file or document_id

    def _read(self, plan: Plan, workers: int) -> None:
        """Read what is new, so that it can be searched; then make the vectors that are still provisional exact."""
        changed = [*plan.resumed, *plan.changed, *plan.reread]
        files = [*plan.added, *(match.stat for match in changed)]
        if not files and (self._ready or not self._writer.reader.manifest.provisional):
            return
        if not self._ready:
            with self._stop.interruptible():
                model_source.verify(self._profile.model)
        size = sum(file.size for file in files) - sum(match.known_bytes for match in plan.resumed)
        try:
            if files:
                self._take_in(plan, size, workers)
            self._forget_files()
            self._writer.commit()
            provisional = self._writer.reader.manifest.provisional
            if files and provisional:
                self._tally.ready(self._writer.reader.live_chunks())
            if provisional and not self._ready:
                self._refine(workers)
        except ModelError:  # such as a server that does not answer any more; the next run goes on from here
            self._writer.commit()
            raise

    def _take_in(self, plan: Plan, size: int, workers: int) -> None:
        """Read and add the files of a plan whose content is new, of so many bytes."""
        # Imported here: loading these takes longer than finding that nothing has changed.
        from scent.core.embedding.embedder import Embedder
        from scent.core.indexing.intake import Intake
        from scent.core.indexing.preparing.job import PreparingJob
        from scent.core.indexing.preparing.preparer import sizes_of

        source = self._profile.model
        instant = model_source.is_instant(source)  # so provisional vectors would save no time
        two_phases = not instant and (self._ready or self._stop.has_limit or size >= _TWO_PHASES_FROM)
        with self._stop.interruptible():
            # Provisional vectors need no weights, which take time and memory.
            model = model_source.load_vocabulary(source, self._cache) if two_phases else self._load_model(size)
        with Embedder(model, self._profile.chunks, workers=workers, device=self._device) as embedder:
            course = self._stop, self._tally, self._commits
            reuse = self._reuse(embedder.dims)
            intake = Intake(self._writer, self._indexed, self._related, embedder, reuse, *course)
            job = PreparingJob(
                place_text(source.place or model_source.BUNDLED),
                source.identity.digest,
                embedder.dims,
                sizes_of(embedder),
                self._cache,
                exact=instant,
            )
            # Other processes map what this one has loaded, if the cache could keep it.
            shared = instant and self._cache is not None and size >= _TWO_PHASES_FROM
            shared = shared and all(file.exists() for file in model_source.files_in_use(source, self._cache))
            intake.add(plan, job if two_phases or shared else None, workers)

    def _refine(self, workers: int) -> None:
        """Make the vectors that are still provisional exact."""
        from scent.core.embedding.embedder import Embedder
        from scent.core.indexing.estimation import Estimation
        from scent.core.indexing.refinement import Refinement

        digest = self._profile.model.identity.digest
        with self._stop.interruptible():
            model = self._load_model(_CHUNK_BYTES * self._writer.reader.provisional_chunks())
        with Embedder(model, self._profile.chunks, workers=workers, device=self._device) as embedder:
            Estimation(self._writer, embedder, digest, self._cache, self._stop, self._commits).execute()
            Refinement(self._writer, embedder, self._cache, self._stop, self._tally, self._commits).execute()

    def _load_model(self, size: int) -> "EmbeddingModel":
        """Load the model to embed `size` bytes of files."""
        from scent.core.embedding.tune import tune_if_new

        if size >= _TUNE_FROM_BYTES:
            tune_if_new(self._profile.model, self._cache)
        return model_source.load(self._profile.model, self._cache, patient=True)

    def _reuse(self, dims: int) -> "VectorReuse":
        """The vectors of the index, unless it is started over."""
        from scent.core.indexing.vector_reuse import VectorReuse

        reader = self._writer.reader
        segments = () if self._starts_over else reader.segments
        return VectorReuse(segments, dims, self._profile.chunks.strategy)

    def _remove_old_version(self, path: bytes) -> None:
        if (file := self._related.get(path)) is not None:
            self._writer.remove(self._indexed.document_ids(file))

    def _forget_files(self) -> None:
        """Free the files of the index: they take up to 60 MB, which a merge and the embedding need."""
        vars(self).pop("_indexed", None)
        self._related = {}

    def _merge(self) -> None:
        self._forget_files()
        self._writer.merge(interruptible=self._stop.interruptible)


def _no_content(path: bytes, _size: int) -> bytes:
    raise ReadError(f"{os.fsdecode(path)}: not read, because only its absence matters")
