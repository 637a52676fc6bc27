"""How two rankings of the same candidates become one. Pure.

The sum of scaled scores beat rank fusion on every collection measured (see `benchmarks/quality/`).
"""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

# The dense part of a hybrid score.
DENSE_WEIGHT = 0.6


def scaled(scores: Scores) -> Scores:
    """Scores moved and stretched to run from 0 to 1 over the candidates; all 0 where they do not differ."""
    if not len(scores):
        return scores
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def fused(dense: Scores, lexical: Scores, weight: float = DENSE_WEIGHT) -> Scores:
    """A weighted sum of both, each scaled: float32 (candidates,), higher is better.

    `lexical` is 0 for a candidate without a word of the query.
    """
    return np.asarray(weight * scaled(dense) + (1 - weight) * scaled(lexical), dtype=np.float32)
