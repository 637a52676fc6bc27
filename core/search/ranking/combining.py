"""Ranks by several texts at once: a query and more that must hold, texts to keep away from, and passages as examples.

Each text is ranked by itself, as if it were the query. Then the scores of a passage are combined: the least of those of
texts that must all hold, less a part of its score for a text that is not wanted, and more the nearer it is to an
example. The least is the intersection of fuzzy sets, as in SetCSE (Liu, ICLR 2024); `benchmarks/quality/` compares the
ways.
"""

from collections.abc import Sequence

import numpy as np

from scent.arrays import Mask, Rows, Scores
from scent.core.search.ranking.evidence import united
from scent.core.search.ranking.query import Mode, Query
from scent.core.search.ranking.ranker import Ranker
from scent.core.search.ranking.reference import Reference
from scent.formats.index.reader import Reader

# How much of the score for a text that is not wanted is taken away.
UNLIKE_WEIGHT = 0.5
# The weight of an example in the score; what the texts ask for has the rest.
LIKE_WEIGHT = 0.3


class Combined:
    """A query and what it is combined with, for one index.

    `texts` are the queries that a passage must all answer, the user's first.
    """

    def __init__(
        self,
        reader: Reader,
        ranker: Ranker,
        texts: Sequence[Query],
        unlike: Sequence[Query] = (),
        like: Sequence[Reference] = (),
    ) -> None:
        """Rank nothing yet."""
        self._reader, self._ranker = reader, ranker
        self.texts = texts
        self._unlike = unlike
        self._like = like
        # The chunks that were ranked last (n,), and their scores for each text.
        self._rows: Rows = np.empty(0, np.int64)
        self._scores: list[Scores] = []

    def ranked(self, mask: Mask | None, candidates: int) -> tuple[Rows, Scores]:
        """The rows (n,) and the scores (n,) of the candidates of all texts and examples, best first."""
        rankings = [self._ranker.ranked(query, mask, candidates) for query in self.texts]
        if self.is_one_query:
            self._rows, self._scores = rankings[0][0], [rankings[0][1]]
            return rankings[0]
        near = [self._reader.nearest(each.vector, candidates, mask)[0] for each in self._like]
        rows = united([rows for rows, _ in rankings] + near)
        rows = rows[~np.isin(rows, united([each.rows for each in self._like]))]
        each_text = [
            self._ranker.scores_at(query, ranking, rows) for query, ranking in zip(self.texts, rankings, strict=True)
        ]
        scores = self._like_examples(least(each_text), rows)
        for query in self._unlike:
            unwanted = self._ranker.scores_at(query, self._ranker.ranked(query, mask, candidates), rows)
            scores = less(scores, unwanted)
        order = np.lexsort((rows, -scores))
        if self.texts[0].mode is Mode.LEXICAL:  # what has no word of a text does not answer it
            order = order[scores[order] > 0]
        self._rows, self._scores = rows, each_text
        return rows[order], scores[order]

    @property
    def is_one_query(self) -> bool:
        """Whether the query is combined with nothing."""
        return len(self.texts) == 1 and not self._unlike and not self._like

    def scores_of(self, number: int, rows: Rows) -> Scores:
        """The scores (n,) for one of `texts` of some of the chunks that were ranked last."""
        order = np.argsort(self._rows)
        return self._scores[number][order][np.searchsorted(self._rows[order], rows)]

    def _like_examples(self, scores: Scores, rows: Rows) -> Scores:
        for each in self._like:
            cosines = self._ranker.calibration.passage_scores(self._reader.scores(each.vector, rows))
            scores = more(scores, cosines)
        return scores


def least(scores: Sequence[Scores]) -> Scores:
    """The least of several scores of each passage (n,)."""
    return np.asarray(np.minimum.reduce(scores), np.float32)


def less(scores: Scores, unwanted: Scores) -> Scores:
    """Scores (n,) less a part of those for a text that is not wanted (n,)."""
    return np.asarray(scores - np.float32(UNLIKE_WEIGHT) * np.maximum(unwanted, 0), np.float32)


def more(scores: Scores, cosines: Scores) -> Scores:
    """Scores (n,) with the cosines (n,) of the passages with an example."""
    return np.asarray(np.float32(1 - LIKE_WEIGHT) * scores + np.float32(LIKE_WEIGHT) * cosines, np.float32)
