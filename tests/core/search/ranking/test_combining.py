"""How scores for several texts become one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scent.core.search.ranking.combining import LIKE_WEIGHT, UNLIKE_WEIGHT, least, less, more

SCORES = arrays(np.float32, 5, elements=st.floats(-1, 2, width=32))


@given(st.lists(SCORES, min_size=1, max_size=4))
def test_the_least_score_counts_whatever_the_order_of_the_texts(scores: list[np.ndarray]) -> None:
    combined = least(scores)
    assert all((combined <= each).all() for each in scores)
    np.testing.assert_array_equal(combined, least(scores[::-1]))
    np.testing.assert_array_equal(least([combined, scores[0]]), combined)


@given(SCORES, SCORES)
def test_what_is_not_wanted_never_raises_a_score(scores: np.ndarray, unwanted: np.ndarray) -> None:
    combined = less(scores, unwanted)
    assert (combined <= scores).all()
    np.testing.assert_array_equal(combined[unwanted <= 0], scores[unwanted <= 0])
    assert (scores - combined <= UNLIKE_WEIGHT * np.maximum(unwanted, 0) + 1e-6).all()


@given(SCORES, SCORES)
def test_an_example_moves_a_score_towards_its_cosine(scores: np.ndarray, cosines: np.ndarray) -> None:
    combined = more(scores, cosines)
    np.testing.assert_allclose(combined - scores, LIKE_WEIGHT * (cosines - scores), atol=1e-5)
