"""The writer of an index: it collects documents and removals, and commits a new generation.

A commit makes new files durable under names that no manifest contains yet, replaces the manifest in
one step, and then removes what the new manifest does not name. So whenever the process dies, the
manifest on disk names only complete files.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from scent.arrays import StoredVectors, Tokens
from scent.closing import Closing
from scent.errors import DamageError, MismatchError
from scent.formats.index import manifest, manifest_file, merge
from scent.formats.index.directory import remove_unnamed
from scent.formats.index.lexical.names import names_of
from scent.formats.index.lexical.writer import LexicalWriter
from scent.formats.index.locked_index import LockedIndex, lock_index
from scent.formats.index.manifest import LEXICAL_VERSION, Manifest, RootMark, Seen
from scent.formats.index.reader import Reader
from scent.formats.index.records import MOST_CHUNKS, ChunkRecord, DocumentRecord, Piece
from scent.formats.index.segment.pending_removals import PendingRemovals
from scent.formats.index.segment.reader import Segment
from scent.formats.index.segment.refined import RefinedSegment
from scent.formats.index.segment.writer import SegmentWriter, cut_text
from scent.formats.index.storage import layout
from scent.formats.index.vectors.graph import GRAPH_FROM

# The lexical index is rebuilt when more than one in this many of its entries is deleted.
_LEXICAL_DEAD = 4

# A context manager round work that takes long; an exception that it raises undoes that work.
Interruptible = Callable[[], AbstractContextManager[None]]


class Writer(Closing):
    """The writer of an index: a context manager.

    A writer made by `open` holds the lock until it is closed. Closing it drops what was not
    committed. When any method but `open` raises, everything uncommitted is dropped and the writer
    can be used again.

    Attributes:
        reader: the last committed generation.
        pending_bytes: bytes of text and vectors that are not committed yet.
    """

    _next: Manifest
    _segment: SegmentWriter | None = None
    _refined: RefinedSegment | None = None
    _lexical: LexicalWriter | None = None
    reader: Reader
    pending_bytes: int

    def __init__(self, locked: LockedIndex, graph_from: int) -> None:
        self._held = locked.held
        self._index = locked.held.inside
        self._empty = locked.empty
        self._resources = ExitStack()
        self._graph_from = graph_from
        self._reload()

    @classmethod
    def open(  # noqa: PLR0913  # what an index is, and how to open it
        cls,
        index: Path,
        *,
        fingerprint: str,
        settings: dict[str, Any],
        dims: int,
        wait: float = 0,
        reset: bool = False,
        graph_from: int = GRAPH_FROM,
    ) -> Self:
        """Lock the index in the directory `index` and open it to write.

        See `lock_index` and `open_locked` for the arguments and errors.
        """
        with ExitStack() as resources:
            locked = resources.enter_context(
                lock_index(index, fingerprint=fingerprint, settings=settings, dims=dims, wait=wait)
            )
            _check_fingerprint(locked, reset=reset)
            writer = cls(locked, graph_from)
            writer._resources = resources.pop_all()
            return writer

    @classmethod
    def open_locked(cls, locked: LockedIndex, *, reset: bool = False, graph_from: int = GRAPH_FROM) -> Self:
        """Open an index to write whose lock the caller holds, and keeps.

        Args:
            locked: the index.
            reset: start over if the fingerprint differs; the old documents stay until the first
                commit.
            graph_from: a segment of at least this many chunks gets a graph.

        Raises:
            MismatchError: the index was made with another fingerprint.
            DamageError: a file has changed since it was written.
            OSError: a file cannot be read.
        """
        _check_fingerprint(locked, reset=reset)
        return cls(locked, graph_from)

    def close(self) -> None:
        """Drop what was not committed, and release the lock."""
        try:
            self._discard()
            self.reader.close()
        finally:
            self._resources.close()

    @property
    def roots(self) -> tuple[bytes, ...]:
        """The roots, as the next commit writes them."""
        return self._next.roots

    def set_roots(self, roots: Iterable[bytes]) -> None:
        """Replace the roots."""
        self._next = self._next._replace(roots=tuple(roots))

    @property
    def root_marks(self) -> dict[bytes, RootMark]:
        """How the roots are recognised, by path."""
        return {mark.path: mark for mark in self._next.root_marks}

    def set_root_marks(self, marks: Iterable[RootMark]) -> None:
        """Replace what is known of the roots."""
        self._next = self._next._replace(root_marks=tuple(marks))

    @property
    def calibration(self) -> dict[str, Any] | None:
        """What was measured of the model, as the next commit writes it; None: nothing yet."""
        return self._next.calibration

    def set_calibration(self, calibration: dict[str, Any]) -> None:
        """Replace what was measured of the model."""
        self._next = self._next._replace(calibration=calibration)

    def set_settings(self, settings: dict[str, Any]) -> None:
        """Replace the settings.

        Those that decide vectors must stay the same, because the fingerprint stays.
        """
        self._next = self._next._replace(settings=settings)

    def add(
        self,
        record: DocumentRecord,
        text: str,
        chunks: Sequence[ChunkRecord],
        vectors: NDArray[np.floating[Any]],
        tokens: Sequence[Tokens] = (),
    ) -> int:
        """Add a document.

        Args:
            record: what is known of it; its `file` is 0 or the id of the file's first document.
            text: its text, which begins at character `record.offset` of the file's text.
            chunks: its chunks in order, with offsets in the file's text.
            vectors: their vectors (n, dims), each of length 1; a provisional one may be zero.
            tokens: for each chunk whose vector is provisional its tokens, and none for each other;
                without them, all vectors are exact.

        Returns:
            The document's id.

        Raises:
            ValueError: chunks, text and vectors do not fit each other.
            OSError: the disk is full.
        """
        matrix = self._matrix(vectors, len(chunks))
        if tokens and len(tokens) != len(chunks):
            raise ValueError("a document's tokens do not fit its chunks")
        end = record.offset + len(text)
        if any(not record.offset <= chunk.start <= chunk.end <= end for chunk in chunks):
            raise ValueError("a chunk lies outside of its document")
        return self._append(record, cut_text(text, record.offset, chunks), chunks, matrix, tokens)

    def refine(
        self, segment: Segment, row: int, vectors: NDArray[np.floating[Any]], tokens: Sequence[Tokens] = ()
    ) -> None:
        """Give the first live document of a segment of `self.reader` other vectors, under the same id.

        The document moves to a new segment, which stands before its old one. So ids of live
        documents stay ascending, and the lexical index stays as it is. Documents of one segment
        come between two commits.

        Args:
            segment: the segment.
            row: the document's row there.
            vectors: its chunks' vectors (n, dims), each of length 1.
            tokens: as in `add`; without them, all vectors are exact.

        Raises:
            ValueError: there are uncommitted changes of another kind, or another document is next.
            DamageError: the document has changed since it was written.
            OSError: the disk is full.
        """
        if self._segment is not None or (self._refined and self._refined.source is not segment):
            raise ValueError("documents of one segment are refined between two commits")
        matrix = self._matrix(vectors, int(segment.chunk_counts[row]))
        try:
            if self._refined is None:
                directory = layout.segment_directory(self._index, self._take_name())
                self._refined = RefinedSegment(directory, self._next.dims, segment)
            size = self._refined.add(row, matrix, tokens)
        except BaseException:
            self._discard()
            raise
        self._removals.add_row(segment, row)
        self.pending_bytes += size + matrix.nbytes

    def convert(self, vectors_of: Callable[[Segment, int], tuple[NDArray[np.floating[Any]], Sequence[Tokens]]]) -> None:
        """Give all documents vectors of another fingerprint, under the same ids, and commit; all else stays.

        Only for a writer opened with `reset` and another fingerprint, before any change. The lexical index stays.

        Args:
            vectors_of: gives for a row of a segment what `refine` takes: vectors and tokens.

        Raises:
            ValueError: vectors and tokens do not fit their document.
            DamageError: a document has changed since it was written.
            OSError: the disk is full; the last generation stays, as it does if `vectors_of` raises.
        """
        current, entries = self.reader.manifest, []
        try:
            for source in self.reader.segments:
                directory = layout.segment_directory(self._index, self._take_name())
                self._refined = RefinedSegment(directory, self._next.dims, source)
                for row in np.flatnonzero(source.alive).tolist():
                    vectors, tokens = vectors_of(source, row)
                    self._refined.add(row, self._matrix(vectors, int(source.chunk_counts[row])), tokens)
                entries.append(self._refined.finish(self._graph_from))
            kept = self._next._replace(lexical=current.lexical, created_ns=current.created_ns)
            self._publish(kept._replace(segments=tuple(each for each in entries if each.documents)))
        except BaseException:
            self._discard()
            raise

    def add_copy(self, document: int, record: DocumentRecord) -> int:
        """Add a copy of a live document under `record`, for the same content at another path.

        Args:
            document: global document row of `self.reader`.
            record: what is known of the new document; its offset, line and title must be those of
                the old one.

        Returns:
            The new document's id.

        Raises:
            DamageError: the old document has changed since it was written.
            OSError: the disk is full.
        """
        segment, row = self.reader.place_of_document(document)
        vectors, tokens = segment.document_vectors(row), segment.tokens_of(row)
        return self._append(record, segment.pieces(row), segment.chunk_records(row), vectors, tokens)

    def remove(self, documents: Iterable[int]) -> None:
        """Remove the documents with these ids; searches find them until the next commit.

        Unknown ids are ignored.
        """
        for number in documents:
            if number < self._next.next_document and self._removals.add(number):
                self._lexical_writer().remove(number)

    def commit(self, *, finished: bool = False, seen: Seen | None = None) -> int:
        """Make all changes durable and visible in one step; do nothing without changes.

        Args:
            finished: record that a run has finished now, even without changes.
            seen: what that run saw, if it had nothing to do.

        Returns:
            The generation's number.

        Raises:
            OSError: the disk is full; the last generation stays.
        """
        current = self.reader.manifest
        if self._next == current and not (self._removals or finished):
            return current.generation
        try:
            segments = []
            for entry in self._next.segments:
                if self._refined and entry.name == self._refined.source.entry.name:
                    segments.append(self._refined.finish(self._graph_from))
                segments.append(self._removals.apply(entry))
            if self._segment is not None:
                entry = self._segment.finish(self._segment.directory.name, self._graph_from)
                segments.append(self._removals.apply_to_pending(entry))
            lexical = self._next.lexical
            if self._lexical is not None:
                lexical = self._lexical.finish(self._lexical.directory.name)
            live = tuple(entry for entry in segments if len(entry.dead) < entry.documents)
            return self._publish(self._next._replace(segments=live, lexical=lexical), finished=finished, seen=seen)
        except BaseException:
            self._discard()
            raise

    def merge(self, *, purge: bool = False, interruptible: Interruptible = nullcontext) -> int:
        """Commit, then merge segments where that pays. Readers are not disturbed.

        Args:
            purge: rewrite every segment that still holds anything of a removed document.
            interruptible: entered round each merge.

        Returns:
            How many segments were rewritten.

        Raises:
            DamageError: a segment has changed since it was written.
            OSError: the disk is full; the last generation stays.
        """
        self.commit()
        rewritten = 0
        while (run := merge.choose_from(self.reader.segments, purge=purge)) is not None:
            self.rewrite(*run, interruptible=interruptible)
            rewritten += run[1] - run[0]
        lexical = self.reader.manifest.lexical
        if lexical is not None and (
            lexical.version != LEXICAL_VERSION or lexical.deleted > (0 if purge else lexical.entries // _LEXICAL_DEAD)
        ):
            self._rebuild_lexical()
        return rewritten

    def rewrite(self, start: int, end: int, *, interruptible: Interruptible = nullcontext) -> None:
        """Replace the segments from `start` to `end` (exclusive) by one with their live documents.

        Commit.
        """
        entries = self.reader.manifest.segments
        directory = layout.segment_directory(self._index, self._take_name())
        with interruptible():
            sources = self.reader.segments[start:end]
            merged = merge.merge_segments(sources, directory, self._next.dims, self._graph_from)
        segments = (*entries[:start], *([merged] if merged.documents else []), *entries[end:])
        self._publish(self._next._replace(segments=segments))

    def _rebuild_lexical(self) -> None:
        """Build a new lexical index from the segments' texts, and commit it."""
        self._lexical = self._lexical_from_texts()
        entry = self._lexical.finish(self._lexical.directory.name)
        self._publish(self._next._replace(lexical=entry))

    def _matrix(self, vectors: NDArray[np.floating[Any]], chunks: int) -> StoredVectors:
        """The vectors (chunks, dims) of a document as they are stored."""
        matrix = np.asarray(vectors, np.float16)
        if chunks > MOST_CHUNKS or matrix.shape != (chunks, self._next.dims):
            raise ValueError("a document's vectors do not fit its chunks")
        if not np.isfinite(matrix).all():
            raise ValueError("a vector holds something that is not a number")
        return matrix

    def _append(  # all that a document consists of
        self,
        record: DocumentRecord,
        pieces: Sequence[Piece],
        chunks: Sequence[ChunkRecord],
        vectors: StoredVectors,
        tokens: Sequence[Tokens],
    ) -> int:
        number = self._next.next_document
        try:
            if self._segment is None:
                self._segment = SegmentWriter(layout.segment_directory(self._index, self._take_name()), self._next.dims)
            self._segment.add(number, record, pieces, chunks, vectors, tokens=tokens)
            if chunks:
                names = names_of(record, self._next.roots)
                self._lexical_writer().add_document(number, record, pieces, chunks, names)
        except BaseException:
            self._discard()
            raise
        self._next = self._next._replace(next_document=number + 1)
        self.pending_bytes += sum(len(piece.text) for piece in pieces) + vectors.nbytes
        return number

    def _lexical_writer(self) -> LexicalWriter:
        if self._lexical is None:
            entry = self._next.lexical
            if entry is not None and entry.version != LEXICAL_VERSION:
                # Terms of two versions must not stand in one index.
                self._lexical = self._lexical_from_texts()
                return self._lexical
            base = None if entry is None else (layout.lexical_directory(self._index, entry.name), entry)
            try:
                self._lexical = LexicalWriter(layout.lexical_directory(self._index, self._take_name()), base)
            except (DamageError, FileNotFoundError):
                self._lexical = self._lexical_from_texts()
        return self._lexical

    def _lexical_from_texts(self) -> LexicalWriter:
        directory = layout.lexical_directory(self._index, self._take_name())
        return merge.rebuild_lexical(self.reader.segments, directory, self._next.roots)

    def _take_name(self) -> str:
        number = self._next.next_name
        self._next = self._next._replace(next_name=number + 1)
        return layout.directory_name(number)

    def _publish(self, contents: Manifest, *, finished: bool = False, seen: Seen | None = None) -> int:
        contents = manifest.next_generation(contents, finished=finished, seen=seen)
        self._held.check()
        # From here on the manifest on disk tells what stays: it may be the new one although an error follows.
        self._segment = self._refined = self._lexical = None
        manifest_file.store(self._index, contents)
        self._reload()
        return contents.generation

    def _discard(self) -> None:
        """Drop what was not committed, and continue from the last commit."""
        # Once only: tantivy panics where a second attempt follows one that failed.
        unfinished = [pending for pending in (self._segment, self._refined, self._lexical) if pending is not None]
        self._segment = self._refined = self._lexical = None
        for pending in unfinished:
            if self._held.is_safe():
                pending.discard()
        self._reload()

    def _reload(self) -> None:
        """Start from the manifest on disk, and remove what it does not name."""
        self.reader = Reader.open(self._index, lexical=False)
        current = self.reader.manifest
        # Until a reset is committed, a failure must not restore the old settings, or vectors of
        # both would be mixed.
        self._next = current if current.fingerprint == self._empty.fingerprint else self._reset(current)
        self._removals = PendingRemovals(self.reader.segments, self._next.next_document)
        self._segment = self._refined = self._lexical = None
        self.pending_bytes = 0
        if self._held.is_safe():
            remove_unnamed(self._index, current)

    def _reset(self, current: Manifest) -> Manifest:
        """Return an empty index with the new settings.

        Ids and names of the `current` one are not used again.
        """
        return self._empty._replace(
            generation=current.generation,
            roots=current.roots,
            root_marks=current.root_marks,
            next_document=current.next_document,
            next_name=current.next_name,
        )


def _check_fingerprint(locked: LockedIndex, *, reset: bool) -> None:
    """Check that vectors of two fingerprints are not mixed.

    This is done under the lock: another process may have reset the index just before.
    """
    if locked.current.fingerprint != locked.empty.fingerprint and not reset:
        raise MismatchError(
            "the index was made with other settings",
            hint="use the same settings, or embed everything again with --reindex",
        )
