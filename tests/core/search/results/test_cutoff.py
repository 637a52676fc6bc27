"""A list of hits ends where they no longer belong beside the best one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scent.core.search.results.cutoff import RISE, SHARE, least_score


def count(scores: list[float]) -> int:
    ranked = np.array(scores, np.float32)
    return int((ranked >= np.float32(least_score(ranked))).sum())


def test_what_is_far_below_the_only_answer_is_left_out() -> None:
    assert count([0.8, 0.21, *[0.2] * 30]) == 1


def test_what_is_nearly_as_good_as_the_best_is_shown() -> None:
    assert count([0.8, 0.7, 0.5, *[0.4] * 30]) == 3


def test_a_passage_that_stands_out_from_those_further_down_is_shown_although_it_is_far_below_the_best() -> None:
    assert count([0.8, 0.4, 0.4, 0.4, *[0.1] * 30]) == 4


def test_where_nothing_is_alike_only_the_nearest_is_shown() -> None:
    assert count([-0.1, -0.2]) == 1
    assert count([0.0, 0.0, -0.2]) == 2


@given(st.lists(st.floats(-1, 2, width=32), min_size=1))
def test_the_best_is_always_shown_and_worse_passages_never_before_better_ones(scores: list[float]) -> None:
    ranked = sorted(scores, reverse=True)
    number = count(ranked)
    assert number >= 1
    assert all(score < ranked[number - 1] for score in ranked[number:])


@given(st.lists(st.floats(0.0625, 2, width=32), min_size=1))
def test_one_of_the_two_reasons_is_enough(scores: list[float]) -> None:
    ranked = np.array(sorted(scores, reverse=True), np.float32)
    best, chance = float(ranked[0]), float(ranked[min(20, len(ranked) - 1)])
    assert least_score(ranked) <= SHARE * best + 1e-6
    assert least_score(ranked) <= chance + RISE * (best - chance) + 1e-6
