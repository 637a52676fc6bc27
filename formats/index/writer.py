"""The one writer of an index: it collects documents, and commits them as a new generation.

Owned here: the order of a commit, and document ids.

A commit makes new files durable under names that nobody knows yet, then replaces the manifest in one step, then
removes what the new manifest no longer names. Whenever the process dies, the manifest on disk names only files that
are complete.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from scent.arrays import StoredVectors
from scent.closing import Closing
from scent.errors import DamageError
from scent.formats.index import manifest, merge
from scent.formats.index.claim import Claim, claimed
from scent.formats.index.directory import collect
from scent.formats.index.lexical.lexical import LexicalWriter
from scent.formats.index.manifest import Manifest, Seen
from scent.formats.index.mismatch import mismatch
from scent.formats.index.reader import Reader
from scent.formats.index.records import MOST_CHUNKS, ChunkRecord, DocumentRecord, Piece
from scent.formats.index.segment.removals import Removals
from scent.formats.index.segment.segment_writer import SegmentWriter, cut
from scent.formats.index.storage import layout
from scent.formats.index.vectors.graph import GRAPH_FROM

# Where more than one in so many entries of the lexical index is deleted, it is written anew.
_LEXICAL_DEAD = 4


class Writer(Closing):
    """The writer of an index: a context manager; one that was made by `open` holds the lock until it is closed.

    What was not committed by then is forgotten. When any method but `open` raises, what was not committed is gone and
    the writer can go on.
    """

    _next: Manifest
    _segment: SegmentWriter | None = None
    _lexical: LexicalWriter | None = None
    pending_bytes: int

    def __init__(self, claim: Claim, graph_from: int) -> None:
        self._index = claim.directory
        self._wanted = claim.wanted
        self._resources = ExitStack()
        self._graph_from = graph_from
        self.reader: Reader
        self._settle()

    @classmethod
    def open(  # noqa: PLR0913  # what an index is, and how to get at it
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
        """Claim the index in the directory `index`, with what `claimed` is told, and open it to write as `under` does.

        Raises what both raise.
        """
        with ExitStack() as resources:
            claim = resources.enter_context(
                claimed(index, fingerprint=fingerprint, settings=settings, dims=dims, wait=wait)
            )
            return cls.under(claim, reset=reset, graph_from=graph_from, resources=resources)

    @classmethod
    def under(
        cls, claim: Claim, *, reset: bool = False, graph_from: int = GRAPH_FROM, resources: ExitStack | None = None
    ) -> Self:
        """Open an index to write for whoever holds the claim to it.

        Args:
            claim: which index, and how it is wanted.
            reset: start over where the fingerprint differs; the old documents stay until the first commit.
            graph_from: chunks from which on a segment gets a graph.
            resources: what the writer takes over, to close it when it is closed.

        Raises:
            MismatchError: the index was made with another fingerprint.
            DamageError: the index is not what was written.
            OSError: it cannot be read.
        """
        if claim.current.fingerprint != claim.wanted.fingerprint and not reset:
            raise mismatch(claim.current.settings, claim.wanted.settings)
        writer = cls(claim, graph_from)
        if resources is not None:
            writer._resources = resources.pop_all()
        return writer

    def close(self) -> None:
        """Forget what was not committed, and release the lock."""
        try:
            self._discard()
            self.reader.close()
        finally:
            self._resources.close()

    @property
    def roots(self) -> tuple[bytes, ...]:
        """The roots as they will be committed."""
        return self._next.roots

    def add_root(self, root: bytes) -> None:
        """Add a root, unless it is one already."""
        if root not in self._next.roots:
            self.set_roots((*self._next.roots, root))

    def set_roots(self, roots: Iterable[bytes]) -> None:
        """Replace the roots."""
        self._next = self._next._replace(roots=tuple(roots))

    def set_settings(self, settings: dict[str, Any]) -> None:
        """Replace the settings; those that decide vectors must be the same, for the fingerprint stays."""
        self._next = self._next._replace(settings=settings)

    def add(
        self, record: DocumentRecord, text: str, chunks: Sequence[ChunkRecord], vectors: npt.NDArray[np.floating[Any]]
    ) -> int:
        """Add a document.

        Args:
            record: what is known of it; its `file` is 0 or the id of the file's first document.
            text: its text, which starts at character `record.offset` of the file's.
            chunks: its chunks in order, by offsets in the file's text.
            vectors: their vectors (n, dims), each of length 1.

        Returns:
            The document's id.

        Raises:
            ValueError: chunks, text and vectors do not fit each other.
            OSError: the disk is full.
        """
        matrix = np.asarray(vectors, np.float16)
        if len(chunks) > MOST_CHUNKS or matrix.shape != (len(chunks), self._next.dims):
            raise ValueError("a document's vectors do not fit its chunks")
        if not np.isfinite(matrix).all():
            raise ValueError("a vector holds something that is not a number")
        end = record.offset + len(text)
        if any(not record.offset <= chunk.start <= chunk.end <= end for chunk in chunks):
            raise ValueError("a chunk lies outside of its document")
        return self._append(record, cut(text, record.offset, chunks), chunks, matrix)

    def carry(self, document: int, record: DocumentRecord) -> int:
        """Add a live document's chunks, text and vectors once more, under `record`: the same content at another path.

        Args:
            document: a global document row of `self.reader`.
            record: what is known of the new one; its offset, line and title must be those of the old one.

        Returns:
            The new document's id.
        """
        segment, row = self.reader.place_of_document(document)
        return self._append(record, segment.pieces(row), segment.chunk_records(row), segment.document_vectors(row))

    def remove(self, documents: Iterable[int]) -> None:
        """Remove the documents with these ids; they are found until the next commit. Unknown ids are passed over."""
        for number in documents:
            if number < self._next.next_document and self._removals.add(number):
                self._lexical_writer().remove(number)

    def commit(self, *, finished: bool = False, seen: Seen | None = None) -> int:
        """Make everything since the last commit durable and visible, in one step. Without changes it does nothing.

        Args:
            finished: note that a run has finished now, even if it changed nothing.
            seen: what that run saw, if it had nothing to do.

        Returns:
            The generation's number.

        Raises:
            OSError: the disk is full; the last generation stands.
        """
        current = self.reader.manifest
        if self._next == current and not (self._removals or finished):
            return current.generation
        try:
            segments = [self._removals.applied(entry) for entry in self._next.segments]
            if self._segment is not None:
                entry = self._segment.finish(self._segment.directory.name, self._graph_from)
                segments.append(self._removals.applied_to_pending(entry))
            lexical = self._next.lexical
            if self._lexical is not None:
                lexical = self._lexical.finish(self._lexical.directory.name)
            kept = tuple(entry for entry in segments if len(entry.dead) < entry.documents)
            return self._publish(self._next._replace(segments=kept, lexical=lexical), finished=finished, seen=seen)
        except BaseException:
            self._discard()
            raise

    def merge(self, *, purge: bool = False, stretch: Callable[[], AbstractContextManager[None]] = nullcontext) -> int:
        """Commit, then merge segments where that pays. Readers are not disturbed.

        Args:
            purge: rewrite everything that still holds anything of a removed document.
            stretch: holds what takes long, and may be broken off there by any exception: then that merge is undone.

        Returns:
            How many segments were rewritten.

        Raises:
            DamageError: a segment is not what was written.
            OSError: the disk is full; the last generation stands.
        """
        self.commit()
        rewritten = 0
        while (run := merge.choose_from(self.reader.segments, purge=purge)) is not None:
            self.rewrite(*run, stretch=stretch)
            rewritten += run[1] - run[0]
        lexical = self.reader.manifest.lexical
        if lexical is not None and lexical.deleted > (0 if purge else lexical.entries // _LEXICAL_DEAD):
            self.rebuild_lexical()
        return rewritten

    def rewrite(
        self, start: int, end: int, *, stretch: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> None:
        """Commit one segment with the live documents of those from `start` to `end` (exclusive) in their place."""
        entries = self.reader.manifest.segments
        directory = layout.segment_directory(self._index, self._take_name())
        with stretch():
            merged = merge.merged(self.reader.segments[start:end], directory, self._next.dims, self._graph_from)
        segments = (*entries[:start], *([merged] if merged.documents else []), *entries[end:])
        self._publish(self._next._replace(segments=segments))

    def rebuild_lexical(self) -> None:
        """Commit a lexical index made anew from the segments' texts."""
        self._lexical = self._lexical_from_texts()
        entry = self._lexical.finish(self._lexical.directory.name)
        self._publish(self._next._replace(lexical=entry))

    def _append(
        self,
        record: DocumentRecord,
        pieces: Sequence[Piece],
        chunks: Sequence[ChunkRecord],
        vectors: StoredVectors,
    ) -> int:
        number = self._next.next_document
        try:
            if self._segment is None:
                self._segment = SegmentWriter(layout.segment_directory(self._index, self._take_name()), self._next.dims)
            self._segment.add(number, record, pieces, chunks, vectors)
            if chunks:
                self._lexical_writer().add_document(number, record, pieces, chunks)
        except BaseException:
            self._discard()
            raise
        self._next = self._next._replace(next_document=number + 1)
        self.pending_bytes += sum(len(piece.text) for piece in pieces) + vectors.nbytes
        return number

    def _lexical_writer(self) -> LexicalWriter:
        if self._lexical is None:
            entry = self._next.lexical
            base = None if entry is None else (layout.lexical_directory(self._index, entry.name), entry)
            try:
                self._lexical = LexicalWriter(layout.lexical_directory(self._index, self._take_name()), base)
            except (DamageError, FileNotFoundError):
                self._lexical = self._lexical_from_texts()
        return self._lexical

    def _lexical_from_texts(self) -> LexicalWriter:
        return merge.words_anew(self.reader.segments, layout.lexical_directory(self._index, self._take_name()))

    def _take_name(self) -> str:
        number = self._next.next_name
        self._next = self._next._replace(next_name=number + 1)
        return layout.directory_name(number)

    def _started_over(self, current: Manifest) -> Manifest:
        """An empty index of the wanted settings in place of `current`, whose numbers are not used again."""
        return self._wanted._replace(
            generation=current.generation,
            roots=current.roots,
            next_document=current.next_document,
            next_name=current.next_name,
        )

    def _publish(self, contents: Manifest, *, finished: bool = False, seen: Seen | None = None) -> int:
        contents = manifest.following(contents, finished=finished, seen=seen)
        manifest.store(self._index, contents)
        self._settle()
        return contents.generation

    def _discard(self) -> None:
        """Forget what was not committed, and go on from what is."""
        for pending in (self._segment, self._lexical):
            if pending is not None:
                pending.discard()
        self._settle()

    def _settle(self) -> None:
        """Start from the manifest on disk, whatever happened before, and remove what it does not name."""
        self.reader = Reader.open(self._index, lexical=False)
        current = self.reader.manifest
        # As long as a reset is not committed, a failure must not lead back to the old settings: vectors would mix.
        self._next = current if current.fingerprint == self._wanted.fingerprint else self._started_over(current)
        self._removals = Removals(self.reader.segments, self._next.next_document)
        self._segment = self._lexical = None
        self.pending_bytes = 0
        collect(self._index, current)
