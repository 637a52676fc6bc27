"""Decides whether the best hit is good enough, or whether nothing in the index matches the query. Pure.

Every query has a nearest passage, however unrelated. The thresholds here are the scores that unrelated queries (random
words, questions on other subjects) reach by chance. They grow with the logarithm of the number of chunks, since more
chunks give more chances, and stop growing where the scores of correct answers begin. In a large index about 9 of 10
queries without an answer stay below them. In a small index they are lower, because there a wrong silence costs more
than a wrong hit. See `benchmarks/quality/README.md`.
"""

import math

from scent.core.search.query import Mode

# Each threshold: its value for an index of one chunk, its growth with the logarithm of their number, and its maximum.
_HYBRID = (0.0, 0.04, 0.36)
# Passages in a language that the model does not read are found by their words, and a few of these may be enough.
_FOREIGN = (0.0, 0.03, 0.27)
# A cosine that is enough by itself, however few words are shared.
_COSINE = (0.19, 0.025, 0.5)
# Cosines alone are less certain: names, above all, mean little to a model.
_DENSE = (0.05, 0.04, 0.36)


def is_by_chance(mode: Mode, score: float, cosine: float, chunks: int, *, foreign: bool) -> bool:
    """Whether the best hit of a search is no better than an unrelated query would reach.

    Args:
        mode: how the search ranked. In a lexical search, any shared word is a match.
        score: the score of the best hit.
        cosine: its cosine with the query; used in a hybrid search only.
        chunks: how many chunks were searched.
        foreign: whether the hit is in a language that the model does not read.
    """
    match mode:
        case Mode.LEXICAL:
            return False
        case Mode.DENSE:
            return score < _threshold(chunks, *_DENSE)
        case Mode.HYBRID if foreign:
            return score < _threshold(chunks, *_FOREIGN)
        case Mode.HYBRID:
            return not is_match(score, cosine, chunks)


def is_match(score: float, cosine: float, chunks: int) -> bool:
    """Whether the best hit among so many chunks beats chance by its hybrid score, or by its cosine alone.

    The cosine counts by itself because a question in other words than the passage shares few words with it, or none,
    and then its hybrid score is at most `scoring.DENSE_WEIGHT` of the cosine.
    """
    return score >= hybrid_threshold(chunks) or cosine >= _threshold(chunks, *_COSINE)


def hybrid_threshold(chunks: int) -> float:
    """The hybrid score that the best hit among so many chunks must reach."""
    return _threshold(chunks, *_HYBRID)


def _threshold(chunks: int, one: float, growth: float, most: float) -> float:
    return min(most, one + growth * math.log(max(1, chunks)))
