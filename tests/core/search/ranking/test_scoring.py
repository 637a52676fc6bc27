"""The score of a hybrid search."""

import numpy as np

from scent.core.search.ranking import scoring


def test_a_passage_that_the_model_does_not_read_is_judged_by_its_words() -> None:
    cosines, coverages = np.array([0.6, 0.3], np.float32), np.array([0.2, 0.6], np.float32)
    assert np.argmax(scoring.hybrid_scores(cosines, coverages)) == 0
    assert np.argmax(scoring.hybrid_scores(cosines, coverages, np.array([True, True]))) == 1
