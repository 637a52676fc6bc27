"""How the two sides of a search become one score that can be compared between queries. Pure.

A cosine can be. BM25 cannot: it grows with the number and rarity of the query's words. Divided by the weight of those
words, it becomes the share of what the query says that a chunk holds, whatever the query. Ranked by a weighted sum of
the two, hits came out as well as with scores scaled anew for each query, and better than with ranks: see
`benchmarks/quality/`.
"""

import math

import numpy as np

from scent.arrays import Mask, Scores

# The dense part of a hybrid score.
DENSE_WEIGHT = 0.65
# The same for a passage in a language that the model does not read.
FOREIGN_WEIGHT = 0.15
# Half of the words is less than half of the evidence: few shared words come about by chance.
SHARE_POWER = 1.3
# The best score that chance finds in an index of one chunk, by how much it grows with the logarithm of their number
# (more chunks, more chances), and where it stops to, because real answers begin there.
_CHANCE_HYBRID = (0.0, 0.04, 0.36)
# Where all that tells is words, and few of them may do.
_CHANCE_FOREIGN = (0.0, 0.03, 0.27)
# What no chance reaches in meaning, however few words are shared.
_CHANCE_COSINE = (0.19, 0.025, 0.5)
# Cosines alone tell less: names, above all, mean little to a model.
_CHANCE_DENSE = (0.05, 0.04, 0.36)


def least_hybrid(chunks: int) -> float:
    """The best hybrid score among so many chunks below which nothing matches.

    Among many it is what about 9 of 10 queries without an answer (random words, questions on other subjects) stay
    under; among few it is lower, where a wrong silence costs more than a wrong hit: see `benchmarks/quality/README.md`.
    """
    return _chance(chunks, *_CHANCE_HYBRID)


def least_foreign(chunks: int) -> float:
    """The same for a passage in a language that the model does not read."""
    return _chance(chunks, *_CHANCE_FOREIGN)


def matches(score: float, cosine: float, chunks: int) -> bool:
    """Whether the best hit among so many chunks is better than chance, by its hybrid score or by its cosine alone.

    A question in other words than the passage's shares few of them, or none, which leaves it less than two thirds of a
    score.
    """
    return score >= least_hybrid(chunks) or cosine >= _chance(chunks, *_CHANCE_COSINE)


def least_dense(chunks: int) -> float:
    """The same for a search by meaning alone."""
    return _chance(chunks, *_CHANCE_DENSE)


def _chance(chunks: int, one: float, growth: float, most: float) -> float:
    return min(most, one + growth * math.log(max(1, chunks)))


def share(bm25: Scores, weight: float) -> Scores:
    """The share of a query's words, weighted by their rarity, that each chunk holds: about 0 to 1, float32 (n,).

    `weight` is the sum of the words' inverse document frequencies, which is what BM25 gives a chunk of average length
    that holds each of them once.
    """
    return np.asarray(bm25 / np.float32(weight), dtype=np.float32) if weight > 0 else np.zeros_like(bm25)


def fused(dense: Scores, lexical: Scores, foreign: Mask | bool = False) -> Scores:  # noqa: FBT001, FBT002  # a mask
    """The hybrid score of chunks, float32 (n,), from their cosines and their shares of the query's words.

    `foreign` says which are in a language that the model does not read, bool (n,), or of all that they are not.
    """
    number = np.float32
    cosine = np.where(foreign, number(FOREIGN_WEIGHT), number(DENSE_WEIGHT))
    words = np.where(foreign, number(1 - FOREIGN_WEIGHT), number(1 - DENSE_WEIGHT))
    # Where the cosine adds little, few words are all that a real answer may have.
    power = np.where(foreign, number(1), number(SHARE_POWER))
    return np.asarray(cosine * dense + words * np.maximum(lexical, 0) ** power, dtype=np.float32)
