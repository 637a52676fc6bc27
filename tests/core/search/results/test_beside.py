"""A hit belongs beside the best ones if it says about as much of the query, by its words and its meaning together."""

import pytest

from scent.core.search.results.beside import Said, belongs, best_of, is_code

ALL_WORDS = Said(cosine=0.6, share=1.0)


def is_beside(cosine: float, share: float, best: Said = ALL_WORDS, *, exact: float = 0.0, words: int = 4) -> bool:
    return belongs(Said(cosine, share, exact), best, words=words, least=0.3)


@pytest.mark.parametrize(
    ("cosine", "share", "beside"), [(0.6, 0.2, True), (0.42, 0.51, True), (0.42, 0.49, False), (0.3, 0.5, False)]
)
def test_words_and_meaning_make_up_for_each_other(cosine: float, share: float, *, beside: bool) -> None:
    assert is_beside(cosine, share) is beside


def test_the_fewer_words_even_the_best_hits_have_the_less_they_count() -> None:
    few = Said(cosine=0.6, share=0.2)
    assert is_beside(0.43, 0.2, few)
    assert is_beside(0.6, 0.0, few)
    assert not is_beside(0.3, 0.2, few)


def test_other_words_for_the_same_are_told_by_a_cosine_that_is_near_the_best_and_beats_chance() -> None:
    assert is_beside(0.46, 0.0)
    assert not is_beside(0.44, 0.0)
    low = Said(cosine=0.32, share=1.0)
    assert not is_beside(0.29, 0.0, low)


def test_a_passage_about_a_name_need_not_contain_it() -> None:
    assert is_beside(0.37, 0.0, words=1)
    assert not is_beside(0.37, 0.0, words=2)


def test_much_of_the_query_in_rare_words_belongs_however_far_the_meaning_is() -> None:
    assert is_beside(0.1, 0.4, exact=0.4)
    assert not is_beside(0.1, 0.4, exact=0.39)


def test_the_best_cosine_and_the_best_share_may_be_of_two_hits() -> None:
    assert best_of([Said(0.3, 0.9, 0.9), Said(0.7, 0.2)]) == Said(0.7, 0.9, 0.9)


def test_what_only_looks_like_a_code_does_not_belong_beside_the_code_itself() -> None:
    alike, itself = Said(0.6, 0.3, 0.2), Said(0.6, 1.0, 1.0)
    assert all(map(is_code, ("DE21 5005 0000", "AB-77163-Q")))
    assert not is_code("invoice AB-77163-Q")
    assert belongs(alike, itself, words=1, least=0.3)
    assert not belongs(alike, itself, words=1, least=0.3, code=True)
    assert belongs(alike, alike, words=1, least=0.3, code=True)


def test_where_no_passage_is_similar_the_words_decide() -> None:
    assert is_beside(-0.1, 0.4, Said(cosine=0.0, share=0.9))
    assert not is_beside(-0.1, 0.1, Said(cosine=0.0, share=0.9))
