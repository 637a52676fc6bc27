"""The second phase of an index run: gives each chunk with a provisional vector its exact one.

Segments with documents that searches have found come first, then those with new documents. Whenever the
run ends, the next one goes on where it was.
"""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from scent.arrays import Mask
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.stored_tokens import chunked_from_tokens
from scent.core.indexing import found_documents
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
        pending: deque[_Pending] = deque()
        embedded = self._embedder.documents(self._documents(self._writer.reader.segment(name), pending))
        while True:
            with self._stop.interruptible():  # a large document takes minutes, and nothing is written meanwhile
                vectors = next(embedded, None)
            if vectors is None:
                return
            document, segment = pending.popleft(), self._writer.reader.segment(name)
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
