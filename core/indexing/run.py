"""One run on an open index: what is left to do, and what was done.

Owned here: the order of things from the plan to the last commit.
"""

import os
import time
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scent.core.files import roots
from scent.core.files.digest import digest_file
from scent.core.files.walk import Walked
from scent.core.indexing import fast_check
from scent.core.indexing.indexed_files import Differing, IndexedFiles
from scent.core.indexing.plan import KnownFile, Match, Plan
from scent.core.indexing.report import Report, too_large, unseen
from scent.core.indexing.stop import Stop, Stopped
from scent.core.models import source as model_source
from scent.core.profile import Profile
from scent.core.types import Progress
from scent.formats.index.records import ChunkRecord
from scent.formats.index.writer import Writer

if TYPE_CHECKING:
    from scent.arrays import Vectors
    from scent.core.chunking.chunker import Chunked
    from scent.core.reading.pipeline import Item
    from scent.formats.documents.base.document import Document

# A run that is killed loses at most what it did since its last commit.
COMMIT_BYTES = 32 << 20
# Finding the fastest weights takes as long as embedding so many bytes, and pays from the next run on at the latest.
_SETTLED_FROM = 128 << 10


class IndexRun:
    """One run on an open index: what is left to do, and what was done."""

    def __init__(  # noqa: PLR0913 - what `update` was given
        self,
        writer: Writer,
        profile: Profile,
        progress: Progress,
        cache: Path | None,
        stop: Stop,
        *,
        commit_seconds: float,
    ) -> None:
        self._writer = writer
        self._profile = profile
        self._cache = cache
        self._stop = stop
        self._commit_seconds = commit_seconds
        self._held = IndexedFiles(writer.reader)
        self._known: Mapping[bytes, KnownFile] = {}
        self._unchanged = 0
        self._progress = progress
        self._committed = time.monotonic()
        self._file = self._left = self._shown = 0
        self._skipped: list[tuple[bytes, str]] = []
        self._failed: list[tuple[bytes, str]] = []
        self._chunks = self._tokens = self._bytes = 0

    def bring_up_to_date(self, walked: Walked, index: bytes, workers: int) -> Report:
        """Do all that is to be done about what was found; where it is stopped, keep what is done."""
        todo = Plan()
        seen = None
        finished = False
        try:
            with self._stop.interruptible():
                if self._writer.reader.manifest.fingerprint == self._profile.fingerprint:
                    differing = self._held.differing(walked.found)
                else:  # a reset: nothing of the old index is of use
                    differing = Differing(walked.files, {})
                self._known = differing.known
                kept = roots.after(walked, self._writer.roots, differing.known, self._profile.walk, [index])
                todo = differing.plan(walked, digest_file)
                self._unchanged = differing.unchanged + len(todo.unchanged)
            # A file whose content had to be looked at has a time that may not tell of a change.
            if todo == Plan():
                seen = fast_check.seen(walked, self._held.awaits)
            self._writer.set_settings(self._profile.settings())
            self._writer.set_roots(kept)
            self._carry_out(todo)
            self._read_in(todo, workers)
            # What is known of 100,000 files takes 60 MB, which a merge shall not have to stand beside.
            del self._held, self._known
            self._writer.merge(stretch=self._stop.interruptible)
            finished = True
        except Stopped:
            pass
        return self._report(todo, walked, self._writer.commit(finished=finished, seen=seen if finished else None))

    def _carry_out(self, todo: Plan) -> None:
        """Do everything that needs no model: content that is gone, or has another name or time now."""
        for match in (*todo.touched, *todo.moved, *todo.copied):
            self._carry(match)
        for known in (*todo.removed, *(match.known for match in todo.moved)):
            self._writer.remove(self._held.ids(known))

    def _read_in(self, todo: Plan, workers: int) -> None:
        """Read, embed and add all files whose content is new."""
        if not (todo.resumed or todo.changed or todo.added):
            return
        # Here, as they take longer to load than to see that nothing has changed.
        from scent.core.chunking.chunker import chunk
        from scent.core.embedding.embedder import Embedder
        from scent.core.embedding.tune import settle
        from scent.core.reading.pipeline import Work, items
        from scent.core.reading.pool import Readers

        works = [
            *(Work(match.stat, match.known, match.known.parts) for match in todo.resumed),
            *(Work(match.stat, match.known) for match in todo.changed),
            *(Work(stat) for stat in todo.added),
        ]
        self._left = len(works)
        size = sum(work.stat.size for work in works)
        self._progress.start(len(works), size)
        with self._stop.interruptible():
            if size >= _SETTLED_FROM:
                settle(self._profile.model, self._cache)
            model = model_source.load(self._profile.model, self._cache, prepare=True)
        with Readers() as readers, Embedder(model, self._profile.chunks, workers=workers) as embedder:
            ahead: deque[tuple[Item, Chunked]] = deque()
            usual = self._profile.chunks.chunk_tokens

            def chunked() -> "Iterator[Chunked]":
                for item in items(works, self._reject, readers):
                    most = None if model.reads(item.record.language) else embedder.most_foreign
                    ahead.append((item, chunk(item.document, model.tokenize, usual, most)))
                    yield ahead[-1][1]

            embedded = embedder.documents(chunked())
            while True:
                with self._stop.interruptible():  # a large document takes minutes, and touches nothing on disk
                    vectors = next(embedded, None)
                if vectors is None:
                    return
                self._add(*ahead.popleft(), vectors)

    def _report(self, todo: Plan, walked: Walked, generation: int) -> Report:
        """What the run came to."""
        unread = {path for path, _ in self._failed}
        added = sum(stat.path not in unread for stat in todo.added)
        changed = sum(match.stat.path not in unread for match in (*todo.changed, *todo.resumed))
        # What is changed is read before what is new, so what is left of a stopped run is at the end.
        not_added = min(added, self._left)
        return Report(
            added=added - not_added,
            changed=max(0, changed - (self._left - not_added)),
            moved=len(todo.moved) + len(todo.copied),
            touched=len(todo.touched),
            removed=len(todo.removed),
            unchanged=self._unchanged,
            skipped=(*too_large(walked), *self._skipped),
            failed=(*unseen(walked), *self._failed),
            chunks=self._chunks,
            tokens=self._tokens,
            bytes=self._bytes,
            generation=generation,
            stopped=self._stop.asked,
            left=self._left,
        )

    def _carry(self, match: Match) -> None:
        """Record a file's known content under the name, size and time that it has now."""
        old = self._known.get(match.stat.path)
        first = 0
        for row, record in self._held.records(match.known):
            stat = match.stat
            carried = record._replace(path=stat.path, size=stat.size, mtime_ns=stat.mtime_ns, file=first)
            number = self._writer.carry(row, carried)
            first = first or number
        if old is not None:
            self._writer.remove(self._held.ids(old))

    def _add(self, item: "Item", chunked: "Chunked", vectors: "Vectors") -> None:
        """Add one document to the index; with a file's first one, its last version goes."""
        work, record = item.work, item.record
        if record.part == 0:
            self._file = 0
            if work.known is not None:
                self._writer.remove(self._held.ids(work.known))
        elif record.part == work.keep and work.known is not None:
            self._file = work.known.file
        record = record._replace(file=self._file)
        number = self._writer.add(record, item.document.text, chunk_records(item.document, chunked), vectors)
        self._file = self._file or number
        if record.failed:
            self._failed.append((record.path, record.problem))
            self._progress.warn(f"{os.fsdecode(record.path)}: {record.problem}")
        elif record.problem:
            self._skipped.append((record.path, record.problem))
        self._chunks += len(chunked.chunks)
        self._tokens += len(chunked.tokens)
        # A part's characters stand for its bytes until the file is done: a large one moves the bar as it goes.
        size = (
            work.stat.size - self._shown if record.last else min(len(item.document.text), work.stat.size - self._shown)
        )
        self._shown = 0 if record.last else self._shown + size
        self._left -= record.last
        self._bytes += work.stat.size if record.last else 0
        self._progress.advance(record.path, size, len(chunked.tokens))
        if self._writer.pending_bytes >= COMMIT_BYTES or time.monotonic() - self._committed >= self._commit_seconds:
            self._writer.commit()
            self._committed = time.monotonic()

    def _reject(self, path: bytes, reason: str) -> None:
        self._failed.append((path, reason))
        self._shown = 0
        self._left -= 1
        self._progress.warn(f"{os.fsdecode(path)}: {reason}")


def chunk_records(document: "Document", chunked: "Chunked") -> list[ChunkRecord]:
    """Where a document's chunks stand in its file: by characters of the whole file's text, and by lines from 1."""
    records: list[ChunkRecord] = []
    place, line = 0, document.line
    for piece in chunked.chunks:
        line += document.text.count("\n", place, piece.start)
        last = line + document.text.count("\n", piece.start, piece.end - 1)
        start, end = piece.start + document.offset, piece.end + document.offset
        turns = tuple(turn._replace(start=turn.start + document.offset) for turn in piece.turns)
        records.append(ChunkRecord(start, end, line, last, piece.heading, piece.place, turns))
        place = piece.start
    return records
