"""Nothing matches where the best passage is no better than chance, and chance grows with the number of chunks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scent.core.search.no_match import Candidate, bounded_score, is_by_chance, worth_showing
from scent.core.search.ranking.query import Mode

SCORES = st.floats(-1, 1)
CANDIDATES = st.builds(Candidate, SCORES, SCORES, st.floats(0, 1), st.floats(0, 1), st.booleans())
CHUNKS = st.integers(1, 10_000_000)


@given(candidate=CANDIDATES, chunks=CHUNKS)
def test_any_shared_word_is_a_match_in_a_search_by_words(candidate: Candidate, chunks: int) -> None:
    assert not is_by_chance(Mode.LEXICAL, [candidate], chunks)


@given(mode=st.sampled_from([Mode.HYBRID, Mode.DENSE]), candidate=CANDIDATES, chunks=CHUNKS)
def test_more_chunks_never_make_a_score_good_enough(mode: Mode, candidate: Candidate, chunks: int) -> None:
    if is_by_chance(mode, [candidate], chunks):
        assert is_by_chance(mode, [candidate], chunks * 2)


@given(mode=st.sampled_from([Mode.HYBRID, Mode.DENSE]), best=st.lists(CANDIDATES), more=CANDIDATES, chunks=CHUNKS)
def test_one_of_the_best_is_enough(mode: Mode, best: list[Candidate], more: Candidate, chunks: int) -> None:
    alone = is_by_chance(mode, [more], chunks)
    assert is_by_chance(mode, [*best, more], chunks) == (alone and is_by_chance(mode, best, chunks))


@pytest.mark.parametrize("chunks", [1, 100, 10_000_000])
def test_a_cosine_alone_can_be_enough_but_not_in_a_foreign_language(chunks: int) -> None:
    assert not is_by_chance(Mode.HYBRID, [Candidate(-1, cosine=0.6)], chunks)
    assert is_by_chance(Mode.HYBRID, [Candidate(-1, cosine=0.6, foreign=True)], chunks)


@pytest.mark.parametrize("foreign", [True, False])
def test_half_of_a_query_in_one_passage_is_enough(*, foreign: bool) -> None:
    assert not is_by_chance(Mode.HYBRID, [Candidate(-1, exact=0.5, foreign=foreign)], 10_000_000)


def test_a_word_repeated_in_a_short_passage_is_no_more_than_its_share_of_the_query() -> None:
    often = Candidate(score=0.57, cosine=0.28, share=0.3)
    assert bounded_score(often) < 0.29
    assert is_by_chance(Mode.HYBRID, [often], 3_000)


def is_worth_showing(mode: Mode, candidate: Candidate, chunks: int) -> bool:
    score, cosine, exact = (
        np.array([value], np.float32) for value in (candidate.score, candidate.cosine, candidate.exact)
    )
    foreign = np.array([candidate.foreign])
    return bool(worth_showing(mode, score, cosine, exact, foreign=foreign, chunks=chunks)[0])


@given(mode=st.sampled_from(Mode), candidate=CANDIDATES, chunks=CHUNKS)
def test_what_more_chunks_show_fewer_show_as_well(mode: Mode, candidate: Candidate, chunks: int) -> None:
    if is_worth_showing(mode, candidate, chunks * 2):
        assert is_worth_showing(mode, candidate, chunks)


@given(mode=st.sampled_from([Mode.DENSE, Mode.LEXICAL]), candidate=CANDIDATES, chunks=CHUNKS)
def test_what_ends_the_silence_is_shown(mode: Mode, candidate: Candidate, chunks: int) -> None:
    assert is_by_chance(mode, [candidate], chunks) or is_worth_showing(mode, candidate, chunks)


@pytest.mark.parametrize(
    ("score", "is_shown"), [pytest.param(0.25, True, id="above chance"), pytest.param(0.2, False, id="below")]
)
def test_a_passage_below_the_best_needs_less_than_the_best(score: float, *, is_shown: bool) -> None:
    beside = Candidate(score, cosine=0.2, share=score)
    assert is_by_chance(Mode.HYBRID, [beside], 1_000)
    assert is_worth_showing(Mode.HYBRID, beside, 1_000) == is_shown


def test_beside_a_match_a_small_index_asks_for_as_much_as_one_of_300_passages() -> None:
    def worth(*scores: float) -> list[bool]:
        nothing = np.zeros(len(scores), np.float32)
        levels = np.array(scores, np.float32)
        return worth_showing(Mode.HYBRID, levels, nothing, nothing, foreign=nothing > 0, chunks=60).tolist()

    assert worth(0.4, 0.18, 0.15) == [True, True, False]
    assert worth(0.16, 0.15, 0.1) == [True, True, False], "where no passage reaches that, fewer may be enough"


@pytest.mark.parametrize(("foreign", "is_shown"), [(True, True), (False, False)])
def test_few_words_are_enough_below_the_best_in_a_language_that_the_model_does_not_read(
    *, foreign: bool, is_shown: bool
) -> None:
    beside = Candidate(score=0.117, cosine=0.2, share=0.117, foreign=foreign)
    assert is_worth_showing(Mode.HYBRID, beside, 227) == is_shown
