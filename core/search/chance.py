"""Tells which of a search's ranked chunks are better than chance: `no_match` has the thresholds and the reasons."""

from collections.abc import Sequence

import numpy as np

from scent.arrays import Mask, Rows, Scores
from scent.core.search.no_match import ASKED, Candidate, is_by_chance, least_cosine, worth_showing
from scent.core.search.ranking.query import Mode, Query, column
from scent.core.search.results.grouping import ChunkRun
from scent.formats.index.reader import Reader


class Ranked:
    """The ranked chunks of a query, best first: their rows (n,), their scores (n,), and which are foreign (n,).

    `foreign` is one value if it is the same for all; `chunks` is how many were searched.
    """

    def __init__(  # noqa: PLR0913  # all that a search knows of its candidates
        self, reader: Reader, query: Query, rows: Rows, scores: Scores, *, foreign: Mask | bool, chunks: int
    ) -> None:
        self._reader = reader
        self._query = query
        self._rows = rows
        self._scores = scores
        self._foreign = np.broadcast_to(foreign, rows.shape)
        self._chunks = chunks

    def nothing_matches(self) -> bool:
        """Whether the best of them are no better than those of an unrelated query."""
        query = self._query
        candidates = (
            Candidate(
                score,
                query.cosines.get(row, 0.0),
                query.share_of(self._reader.passage(row)) if query.coverages.get(row) else 0.0,
                query.exact.get(row, 0.0),
                foreign,
            )
            for row, score, foreign in zip(
                self._rows[:ASKED].tolist(), self._scores[:ASKED].tolist(), self._foreign[:ASKED].tolist(), strict=True
            )
        )
        return is_by_chance(query.mode, candidates, self._chunks)

    def mark(self, runs: Sequence[ChunkRun]) -> None:
        """Mark those of `runs`, which are made of these chunks, that are no better than chance, and unmark none.

        The query learns by which cosine others belong beside the best one.
        """
        query, rows = self._query, self._rows.tolist()
        cosines, exact, bonuses = (column(each, rows) for each in (query.cosines, query.exact, query.bonuses))
        levels = self._scores - bonuses
        worth = worth_showing(self._query.mode, levels, cosines, exact, foreign=self._foreign, chunks=self._chunks)
        if self._query.mode is Mode.HYBRID and not self._foreign[:1].any():
            self._query.least_cosine = least_cosine(self._chunks)
            self._query.unread = frozenset(self._rows[self._foreign].tolist())
        shown = set(self._rows[worth].tolist())
        for run in runs:
            run.by_chance |= shown.isdisjoint(range(run.first, run.last + 1))
