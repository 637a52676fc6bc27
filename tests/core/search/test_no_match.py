"""Nothing matches where the best passage is no better than chance, and chance grows with the number of chunks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scent.core.search.no_match import hybrid_threshold, is_by_chance
from scent.core.search.query import Mode

SCORES = st.floats(-1, 1)
CHUNKS = st.integers(1, 10_000_000)


@given(score=SCORES, cosine=SCORES, chunks=CHUNKS, foreign=st.booleans())
def test_any_shared_word_is_a_match_in_a_search_by_words(
    score: float, cosine: float, chunks: int, *, foreign: bool
) -> None:
    assert not is_by_chance(Mode.LEXICAL, score, cosine, chunks, foreign=foreign)


@given(
    mode=st.sampled_from([Mode.HYBRID, Mode.DENSE]),
    score=SCORES,
    cosine=SCORES,
    chunks=CHUNKS,
    foreign=st.booleans(),
)
def test_more_chunks_never_make_a_score_good_enough(
    mode: Mode,
    score: float,
    cosine: float,
    chunks: int,
    foreign: bool,  # noqa: FBT001  # drawn
) -> None:
    if is_by_chance(mode, score, cosine, chunks, foreign=foreign):
        assert is_by_chance(mode, score, cosine, chunks * 2, foreign=foreign)


@pytest.mark.parametrize("chunks", [1, 100, 10_000_000])
def test_a_cosine_alone_can_be_enough_but_not_in_a_foreign_language(chunks: int) -> None:
    assert not is_by_chance(Mode.HYBRID, -1, 0.6, chunks, foreign=False)
    assert is_by_chance(Mode.HYBRID, -1, 0.6, chunks, foreign=True)


def test_the_threshold_starts_at_nothing_and_ends_where_answers_begin() -> None:
    assert hybrid_threshold(1) == 0
    assert hybrid_threshold(100) == pytest.approx(0.184, abs=1e-3)
    assert hybrid_threshold(1_000_000) == hybrid_threshold(100_000_000) == 0.36
