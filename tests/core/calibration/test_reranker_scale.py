"""Scores of rerankers are put on the scale of the bundled model's cosines."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scent.core.calibration.calibration import BUNDLED
from scent.core.calibration.reranker_scale import RerankerScale, find_or_measure, measure

Pairs = Sequence[tuple[str, str]]


def of_shared_words(pairs: Pairs) -> list[float]:
    """A reranker for which nothing but the number of words counts that a query and a passage share."""
    return [float(len(set(query.lower().split()) & set(passage.lower().split()))) for query, passage in pairs]


def test_unrelated_passages_and_answers_have_the_means_of_the_bundled_model() -> None:
    scale = RerankerScale(unrelated=-11.2, answer=8.6, spread=9, order=1)
    scores = scale.cosines(np.array([-11.2, 8.6, -1.3, 300, -300]))
    middle = pytest.approx((BUNDLED.query_mean + BUNDLED.answer_mean) / 2, abs=0.03)
    assert scores[[0, 1, 3, 4]].tolist() == pytest.approx([BUNDLED.query_mean, BUNDLED.answer_mean, 1, -1], abs=1e-5)
    assert scores[2] == middle


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(0, 20), st.lists(st.floats(-1e6, 1e6), max_size=9))
def test_any_scores_keep_their_order_between_minus_one_and_one(
    unrelated: float, answer: float, spread: float, scores: list[float]
) -> None:
    scaled = RerankerScale(unrelated, answer, spread, order=0.5).cosines(np.sort(scores))
    assert (np.abs(scaled) <= 1).all()
    assert (np.diff(scaled) >= 0).all()


def test_a_model_that_prefers_answers_tells_them_and_noise_does_not() -> None:
    words = measure(of_shared_words)
    assert words.answer > words.unrelated
    noise = np.random.default_rng(1)
    assert not measure(lambda pairs: noise.standard_normal(len(pairs)).tolist()).tells
    assert measure(lambda pairs: [1.0] * (len(pairs) // 2) + [0.0] * (len(pairs) // 2)).tells


def test_it_is_measured_once(tmp_path: Path) -> None:
    asked = list[int]()

    def scores(pairs: Pairs) -> list[float]:
        asked.append(len(pairs))
        return of_shared_words(pairs)

    first = find_or_measure(scores, "digest", tmp_path)
    assert find_or_measure(scores, "digest", tmp_path) == first
    assert asked == [16]
    find_or_measure(scores, "other", tmp_path)
    assert len(asked) == 2
    for damage in ("", "[1]", '{"unrelated": 1}', '{"unrelated": NaN, "answer": 1, "spread": 1, "order": 1}'):
        (tmp_path / "calibration" / "digest-reranker.json").write_text(damage)
        assert find_or_measure(scores, "digest", tmp_path) == first
