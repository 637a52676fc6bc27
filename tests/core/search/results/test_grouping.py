"""Neighbouring chunks become one hit if they are nearly as good, up to a length, and never across documents."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scent.core.search.results.grouping import JOINED_FROM, LONGEST_RUN, grouped


def runs(chunks: list[tuple[int, float, int]], limit: int = 10) -> list[tuple[int, int, int]]:
    """The first row, the last row and the best row of each run of chunks, which are (row, score, document)."""
    rows, scores, documents = zip(*chunks, strict=True)
    groups = grouped(np.array(rows), np.array(scores, np.float32), np.array(documents), limit)
    return [(run.first, run.last, run.best) for run in groups]


def test_a_neighbour_that_is_nearly_as_good_joins() -> None:
    assert runs([(5, 1.0, 0), (6, 0.95, 0)]) == [(5, 6, 5)]
    assert runs([(5, 1.0, 0), (4, 0.95, 0)]) == [(4, 5, 5)]
    assert runs([(5, 1.0, 0), (6, 0.8, 0)]) == [(5, 5, 5), (6, 6, 6)]


def test_neither_another_document_nor_a_third_chunk_joins() -> None:
    assert runs([(5, 1.0, 0), (6, 0.95, 1)]) == [(5, 5, 5), (6, 6, 6)]
    assert runs([(5, 1.0, 0), (6, 0.99, 0), (7, 0.98, 0)]) == [(5, 6, 5), (7, 7, 7)]


@given(st.lists(st.tuples(st.integers(0, 40), st.floats(0.1, 1)), unique_by=lambda each: each[0], min_size=1))
def test_runs_are_short_disjoint_and_of_similar_scores(chunks: list[tuple[int, float]]) -> None:
    ranked = sorted(((row, score, row // 10) for row, score in chunks), key=lambda each: -each[1])
    scores = {row: score for row, score, _ in ranked}
    groups = runs(ranked, limit=100)
    rows = [row for first, last, _ in groups for row in range(first, last + 1)]
    assert sorted(rows) == sorted(scores)
    for first, last, best in groups:
        assert last - first < LONGEST_RUN
        assert first // 10 == last // 10
        assert min(scores[first], scores[last]) >= JOINED_FROM * scores[best] - 1e-6
