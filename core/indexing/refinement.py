"""The second phase of an index run: gives each chunk with a provisional vector its exact one.

Documents that are new come first. Whenever the run ends, the next one goes on where it was.
"""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from scent.arrays import Mask
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.stored_tokens import chunked_from_tokens
from scent.core.indexing.commits import Commits
from scent.core.indexing.stop import Stop
from scent.core.indexing.tally import Tally
from scent.formats.index.segment.reader import Segment
from scent.formats.index.writer import Writer


class _Pending(NamedTuple):
    """A document whose exact vectors are being made: its row, which chunks (n,) get one, and their tokens in all."""

    row: int
    provisional: Mask
    tokens: int


class Refinement:
    """Makes the exact vectors of an index, in the segments of `writer`."""

    def __init__(self, writer: Writer, embedder: Embedder, stop: Stop, tally: Tally, commits: Commits) -> None:
        self._writer, self._embedder, self._stop = writer, embedder, stop
        self._tally, self._commits = tally, commits

    def execute(self) -> None:
        """Refine all segments, the newest first.

        Raises:
            Stopped: a stop was requested; what is refined can be committed.
            DamageError: a document has changed since it was written.
            OSError: the disk is full.
        """
        self._tally.start_refining(self._writer.reader.provisional_chunks())
        while names := [segment.entry.name for segment in self._writer.reader.segments if segment.is_provisional]:
            self._refine(names[-1])
            self._writer.commit()

    def _refine(self, name: str) -> None:
        """Refine all documents of a segment, in order."""
        pending: deque[_Pending] = deque()
        embedded = self._embedder.documents(self._documents(self._segment(name), pending))
        while True:
            with self._stop.interruptible():  # a large document takes minutes, and nothing is written meanwhile
                vectors = next(embedded, None)
            if vectors is None:
                return
            document, segment = pending.popleft(), self._segment(name)
            all_vectors = segment.document_vectors(document.row)
            all_vectors[document.provisional] = vectors
            self._writer.refine(segment, document.row, all_vectors)
            self._tally.refine(len(vectors), document.tokens)
            self._commits.commit_if_due()
            self._stop.obey_limit()

    def _documents(self, segment: Segment, pending: deque[_Pending]) -> Iterator[ChunkedDocument]:
        """Yield the provisional chunks of each live document of a segment, noting the document in `pending` first."""
        for row in np.flatnonzero(segment.alive).tolist():
            tokens = segment.tokens_of(row)
            rest = chunked_from_tokens(tokens, self._embedder)
            pending.append(_Pending(row, np.array([len(each) > 0 for each in tokens], np.bool_), len(rest.tokens)))
            yield rest

    def _segment(self, name: str) -> Segment:
        """The segment as the last commit left it."""
        return next(segment for segment in self._writer.reader.segments if segment.entry.name == name)
