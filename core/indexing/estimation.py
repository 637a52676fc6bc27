"""Gives passages provisional vectors where they have none yet, because no table of static vectors was known.

The table of a model that does not come with scent is made in the first run that has much to refine; until then,
words alone find the passages.
"""

from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from scent.arrays import Tokens
from scent.core.embedding import made_table
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.provisional import ProvisionalVectors
from scent.core.embedding.static_table import StaticTable
from scent.core.indexing.commits import Commits
from scent.core.indexing.stop import Stop
from scent.formats.index.segment.reader import Segment
from scent.formats.index.writer import Writer

# A table is made where refining takes this many times as long.
_WORTH: Final = 4
# Documents from which the table learns how rare pieces are.
_SAMPLE: Final = 2000


class Estimation:
    """Estimates vectors in the segments of `writer`. `digest` is the SHA-256 of the embedder's model file, in hex."""

    def __init__(  # noqa: PLR0913, PLR0917  # what a run consists of
        self, writer: Writer, embedder: Embedder, digest: str, cache: Path | None, stop: Stop, commits: Commits
    ) -> None:
        self._writer, self._embedder, self._digest = writer, embedder, digest
        self._cache, self._stop, self._commits = cache, stop, commits

    def execute(self) -> None:
        """Estimate all vectors that are missing, if there is a table, or it is worth its time to make one.

        Raises:
            Stopped: a stop was requested; what is estimated can be committed.
            DamageError: a document has changed since it was written.
            OSError: the disk is full.
        """
        names = [segment.entry.name for segment in self._writer.reader.segments if _has_no_estimates(segment)]
        if not names or (table := self._table()) is None:
            return
        provisional = ProvisionalVectors(table, self._embedder.dims)
        for name in names:
            self._estimate(name, provisional)
            self._writer.commit()

    def _table(self) -> StaticTable | None:
        """The table of the model, made now if that is worth it."""
        dims = self._embedder.dims
        if known := made_table.open_table(self._digest, dims, self._cache):
            return known
        if not self._embedder.model.has_pieces or self._cache is None or dims % 2 or self._stop.has_limit:
            return None
        sample = self._sample()
        tokens = sum(map(len, sample)) / len(sample) * self._writer.reader.provisional_chunks()
        if tokens < _WORTH * made_table.tokens_to_make(self._embedder):
            return None
        with self._stop.interruptible():
            table = made_table.make(self._embedder, self._digest, sample)
        made_table.keep(table, self._cache)
        return table

    def _sample(self) -> list[Tokens]:
        """The tokens of provisional passages of some documents, evenly from all segments."""
        segments = [segment for segment in self._writer.reader.segments if _has_no_estimates(segment)]
        places = [(segment, row) for segment in segments for row in np.flatnonzero(segment.alive).tolist()]
        some = islice(places, None, None, max(1, len(places) // _SAMPLE))
        return [tokens for segment, row in some for tokens in segment.tokens_of(row) if len(tokens)]

    def _estimate(self, name: str, provisional: ProvisionalVectors) -> None:
        """Estimate the vectors of a segment, in order."""
        for row in np.flatnonzero(self._writer.reader.segment(name).alive).tolist():
            segment = self._writer.reader.segment(name)
            tokens, vectors = segment.tokens_of(row), segment.document_vectors(row)
            missing = np.array([len(each) > 0 for each in tokens], np.bool_)
            vectors[missing] = provisional.of_tokens([each for each in tokens if len(each)])
            self._writer.refine(segment, row, vectors, tokens)
            self._commits.commit_if_due()
            with self._stop.interruptible():
                pass


def _has_no_estimates(segment: Segment) -> bool:
    """Whether the provisional vectors of a segment are zeros: all of them, or none."""
    if not segment.is_provisional:
        return False
    some = np.flatnonzero(segment.provisional)[:8]
    return len(some) > 0 and not segment.vectors_at(some).any()
