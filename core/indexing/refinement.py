"""The second phase of an index run: gives each chunk with a provisional vector its exact one.

Segments with documents that searches have found come first, then those with new documents. Whenever the
run ends, the next one goes on where it was: also within a document, of which a slow machine embeds for minutes.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from scent.arrays import Mask, Rows, StoredVectors
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.config import Strategy
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.stored_tokens import chunked_from_tokens
from scent.core.indexing import found_documents
from scent.core.indexing.commits import Commits
from scent.core.indexing.stop import Stop, Stopped
from scent.core.indexing.tally import Tally
from scent.errors import ModelError
from scent.formats.index.segment.reader import Segment
from scent.formats.index.writer import Writer

# So many chunks of a document are embedded between two looks at the clock.
_PIECE_CHUNKS: Final = 32


class _Piece(NamedTuple):
    """Chunks whose exact vectors are being made.

    `row` is that of their document, `places` (n,) are theirs in it, `tokens` is the number of their tokens.
    """

    row: int
    places: Rows
    tokens: int
    is_last: bool


@dataclass(slots=True)
class _Started:
    """A document of which some vectors are exact.

    `name` and `row` are its segment and its row there. `vectors` (chunks, dims) are all its vectors, `exact` (chunks,)
    tells which are exact.
    """

    name: str
    row: int
    vectors: StoredVectors
    exact: Mask


class Refinement:
    """Makes the exact vectors of an index, in the segments of `writer`."""

    def __init__(  # noqa: PLR0913, PLR0917  # what it works on, and whom it tells
        self, writer: Writer, embedder: Embedder, cache: Path | None, stop: Stop, tally: Tally, commits: Commits
    ) -> None:
        self._writer, self._embedder, self._cache, self._stop = writer, embedder, cache, stop
        self._tally, self._commits = tally, commits

    def execute(self) -> None:
        """Refine all segments.

        Raises:
            Stopped: a stop was requested; what is refined can be committed.
            DamageError: a document has changed since it was written.
            OSError: the disk is full.
        """
        self._tally.start_refining(self._writer.reader.provisional_chunks())
        while (name := self._next()) is not None:
            self._refine(name)
            self._writer.commit()
        if self._cache:
            found_documents.forget(self._cache, self._writer.reader.manifest)

    def _next(self) -> str | None:
        """The segment to refine next: the one with most of the documents that were found, or else the newest."""
        reader = self._writer.reader
        found = found_documents.read(self._cache, reader.manifest) if self._cache else []
        segments = [segment for segment in reader.segments if segment.is_provisional]
        counts = [int(np.isin(segment.ids[segment.alive], np.array(found, np.uint64)).sum()) for segment in segments]
        best = max(range(len(segments)), key=lambda number: (counts[number], number), default=None)
        return None if best is None else segments[best].entry.name

    def _refine(self, name: str) -> None:
        """Refine all documents of a segment, in order."""
        pending: deque[_Piece] = deque()
        started: _Started | None = None
        embedded = self._embedder.documents(self._pieces(self._writer.reader.segment(name), pending))
        while True:
            try:
                with self._stop.interruptible():  # a large document takes minutes, and nothing is written meanwhile
                    vectors = next(embedded, None)
            except (Stopped, ModelError):
                if started:
                    self._keep(started)
                raise
            if vectors is None:
                return
            piece = pending.popleft()
            started = started or _started(self._writer.reader.segment(name), piece.row)
            started.vectors[piece.places], started.exact[piece.places] = vectors, True
            self._tally.refine(len(vectors), piece.tokens)
            if piece.is_last:
                self._finish(started, name)
                started = None
                self._commits.commit_if_due()
                if piece.tokens:  # a document whose vectors a merge has brought here exact costs nothing
                    self._stop.obey_limit()
            elif self._commits.is_due:
                self._keep(started)

    def _finish(self, started: _Started, name: str) -> None:
        """Write a document all of whose vectors are exact, which was in the segment `name` before it was started."""
        is_kept = started.name != name
        if is_kept:
            self._commits.commit()  # between two commits, only documents of one segment can be written
        self._writer.refine(self._writer.reader.segment(started.name), started.row, started.vectors)
        if is_kept:
            self._commits.commit()

    def _keep(self, started: _Started) -> None:
        """Commit what is done, also of a document that is only started; it gets a segment of its own."""
        self._commits.commit()
        segment = self._writer.reader.segment(started.name)
        document = segment.ids[started.row]
        left = zip(segment.tokens_of(started.row), started.exact.tolist(), strict=True)
        tokens = [np.empty(0, np.int32) if is_exact else each for each, is_exact in left]
        self._writer.refine(segment, started.row, started.vectors, tokens)
        self._commits.commit()
        started.name, started.row = next(
            (segment.entry.name, row)
            for segment in self._writer.reader.segments
            for row in np.flatnonzero(segment.alive & (segment.ids == document)).tolist()
        )

    def _pieces(self, segment: Segment, pending: deque[_Piece]) -> Iterator[ChunkedDocument]:
        """Yield the provisional chunks of each live document of a segment, noting each piece in `pending` first.

        A late vector depends on other chunks, so there a document is one piece.
        """
        is_early = self._embedder.settings.strategy is Strategy.EARLY
        for row in np.flatnonzero(segment.alive).tolist():
            tokens = segment.tokens_of(row)
            left = np.flatnonzero([len(each) > 0 for each in tokens])
            pieces = np.split(left, range(_PIECE_CHUNKS, len(left), _PIECE_CHUNKS)) if is_early else [left]
            for number, places in enumerate(pieces, 1):
                piece = chunked_from_tokens([tokens[place] for place in places.tolist()], self._embedder)
                pending.append(_Piece(row, places, len(piece.tokens), number == len(pieces)))
                yield piece


def _started(segment: Segment, row: int) -> _Started:
    vectors = segment.document_vectors(row)
    return _Started(segment.entry.name, row, vectors, np.zeros(len(vectors), np.bool_))
