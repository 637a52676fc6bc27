"""How the two sides of a search become one score that can be compared between queries. Pure.

A cosine can be. BM25 cannot: it grows with the number and rarity of the query's words. Divided by the weight of those
words, it becomes the share of what the query says that a chunk holds, whatever the query. Ranked by a weighted sum of
the two, hits came out as well as with scores scaled anew for each query, and better than with ranks: see
`benchmarks/quality/`.
"""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

# The dense part of a hybrid score.
DENSE_WEIGHT = 0.6


def share(bm25: Scores, weight: float) -> Scores:
    """The share of a query's words, weighted by their rarity, that each chunk holds: about 0 to 1, float32 (n,).

    `weight` is the sum of the words' inverse document frequencies, which is what BM25 gives a chunk of average length
    that holds each of them once.
    """
    return np.asarray(bm25 / np.float32(weight), dtype=np.float32) if weight > 0 else np.zeros_like(bm25)


def fused(dense: Scores, lexical: Scores) -> Scores:
    """The hybrid score of chunks, float32 (n,), from their cosines and their shares of the query's words."""
    return np.asarray(DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * lexical, dtype=np.float32)
