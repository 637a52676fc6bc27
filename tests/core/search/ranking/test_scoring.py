"""The score of a hybrid search."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scent.core.search.ranking import scoring


def test_a_passage_that_the_model_does_not_read_is_judged_by_its_words() -> None:
    cosines, coverages = np.array([0.6, 0.3], np.float32), np.array([0.2, 0.6], np.float32)
    assert np.argmax(scoring.hybrid_scores(cosines, coverages)) == 0
    assert np.argmax(scoring.hybrid_scores(cosines, coverages, np.array([True, True]))) == 1


@given(st.lists(st.tuples(*[st.floats(-1, 1, width=32)] * 3, st.booleans()), min_size=1, max_size=9))
def test_what_a_second_look_has_not_seen_keeps_its_order_and_passes_nothing(
    passages: list[tuple[float, float, float, bool]],
) -> None:
    scores, cosines, second, seen = map(np.array, zip(*passages, strict=True))
    ranked = scoring.with_second_look(*(each.astype(np.float32) for each in (scores, cosines, second)), seen)
    np.testing.assert_allclose(ranked[seen], (scores + 0.3 * (second - cosines))[seen], atol=1e-6)
    unseen = np.flatnonzero(~seen)
    for one in unseen:
        assert ranked[one] <= scores[one] + 1e-6
        behind = scores >= scores[one]
        assert (ranked[behind] >= ranked[one] - 1e-6).all()
