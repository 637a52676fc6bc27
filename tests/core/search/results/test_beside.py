"""Where the best hit has most of the query's words, others need about as many, or half its cosine."""

import pytest

from scent.core.search.results.beside import belongs_by_meaning, belongs_by_words


@pytest.mark.parametrize(
    ("share", "best", "belongs"),
    [(1.0, 1.0, True), (0.7, 1.0, True), (0.6, 1.0, False), (0.6, 0.8, True), (0.5, 0.8, False)],
)
def test_a_hit_needs_about_the_share_that_the_best_has(share: float, best: float, *, belongs: bool) -> None:
    assert belongs_by_words(share, best) is belongs


def test_words_decide_nothing_where_even_the_best_hit_has_few() -> None:
    assert belongs_by_words(0.0, 0.49)


def test_other_words_for_the_same_are_told_by_the_cosine_if_it_beats_chance() -> None:
    assert belongs_by_meaning(0.40, best=0.80, least=0.30)
    assert not belongs_by_meaning(0.39, best=0.80, least=0.30)
    assert not belongs_by_meaning(0.02, best=0.02, least=0.30)
