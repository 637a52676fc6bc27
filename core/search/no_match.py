"""Decides which hits are better than chance, and whether nothing in the index matches the query. Pure.

Every query has a nearest passage, however unrelated. The thresholds here are the scores that unrelated queries (random
words, questions on other subjects) reach by chance. They grow with the logarithm of the number of chunks, since more
chunks give more chances, and stop growing where the scores of correct answers begin. In an index of a few passages they
are low, because there a wrong silence costs more than a wrong hit. See `benchmarks/quality/README.md`.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from scent.arrays import Mask, Scores
from scent.core.search.ranking import scoring
from scent.core.search.ranking.query import Mode

# Each threshold: its values for so many chunks, between which it grows with the logarithm of their number. A hybrid
# score tells little where a few chunks are searched, and much where there are thousands.
_HYBRID = {1: 0.0, 30: 0.16, 300: 0.21, 2_000: 0.29}
# Passages in a language that the model does not read are found by their words, and a few of these may be enough.
_FOREIGN = {1: 0.0, 8_000: 0.27}
# A cosine that is enough by itself, however few words are shared.
_COSINE = {1: 0.25, 100: 0.33, 10_000: 0.39, 300_000: 0.46}
# Cosines alone are less certain: names, above all, mean little to a model.
_DENSE = {1: 0.12, 1_000: 0.36}
# So much of a query, exactly in one passage, is enough by itself.
_EVIDENT_FROM = 0.5
# So many of the best chunks are asked: the first may owe its rank to a word that says little.
ASKED = 10
# A hit of a list in which something matches needs this share of a threshold.
_SHARE_BESIDE_A_MATCH = 0.8
# Low thresholds keep a small index from a wrong silence. Beside a match there is none to fear: there the thresholds are
# at least those of an index of so many chunks.
_CHUNKS_BESIDE_A_MATCH = 300
# And this share in a language that the model does not read, where a passage that answers may have few of the words.
_SHARE_WHERE_UNREAD = 0.6


class Candidate(NamedTuple):
    """One of the best chunks of a search.

    Attributes:
        score: its score.
        cosine: its cosine with the query; 0 where the search compares no vectors.
        share: the share of the query's words, weighted by rarity, that it contains. Its term coverage may be
            higher, since a word counts for more in a short chunk: that ranks well, but "rules of cricket" is not
            answered by a short passage on rules.
        exact: the share that it contains exactly.
        foreign: whether it is in a language that the model does not read.
    """

    score: float
    cosine: float = 0.0
    share: float = 0.0
    exact: float = 0.0
    foreign: bool = False


def is_by_chance(mode: Mode, best: Iterable[Candidate], chunks: int) -> bool:
    """Whether the best chunks of a search are no better than those of an unrelated query.

    Args:
        mode: how the search ranked. In a lexical search, any shared word is a match.
        best: the best chunks; only so many are taken from it as the answer needs.
        chunks: how many chunks were searched.
    """
    return mode is not Mode.LEXICAL and not any(_is_match(mode, candidate, chunks) for candidate in best)


def _is_match(mode: Mode, candidate: Candidate, chunks: int) -> bool:
    """Whether a chunk beats chance by its score, by its cosine alone, or by what it contains exactly.

    The cosine counts by itself because a question in other words than the passage shares few words with it, or none,
    and then its hybrid score is at most `scoring.DENSE_WEIGHT` of the cosine.
    """
    if mode is Mode.DENSE:
        return candidate.score >= _threshold(chunks, _DENSE)
    if candidate.exact >= _EVIDENT_FROM:
        return True
    if candidate.foreign:
        return candidate.score >= _threshold(chunks, _FOREIGN)
    return candidate.cosine >= _threshold(chunks, _COSINE) or bounded_score(candidate) >= _threshold(chunks, _HYBRID)


def worth_showing(  # noqa: PLR0913  # all that tells a chunk from chance
    mode: Mode, scores: Scores, cosines: Scores, exact: Scores, *, foreign: Mask, chunks: int
) -> Mask:
    """Which chunks of a search that found something are hits rather than the rest of the index: bool (n,).

    Each has to beat chance by itself, though by less than the one that ends the silence. The whole term coverage counts
    here, so that no passage has to be read.

    Args:
        mode: how the search ranked. In a lexical search, any shared word is a match.
        scores: the scores of the chunks without what exact words add (n,).
        cosines: their cosines with the query (n,).
        exact: the shares of the query that they contain exactly (n,).
        foreign: which are in a language that the model does not read (n,).
        chunks: how many chunks were searched.
    """
    if mode is Mode.LEXICAL:
        return np.ones(len(scores), np.bool_)
    if mode is Mode.DENSE:
        return np.asarray(scores >= _SHARE_BESIDE_A_MATCH * _threshold(chunks, _DENSE))
    by_itself = exact >= _SHARE_BESIDE_A_MATCH * _EVIDENT_FROM
    by_itself |= foreign & (scores >= _SHARE_WHERE_UNREAD * _threshold(chunks, _FOREIGN))

    def worth_among(size: int) -> Mask:
        hybrid, cosine = (_SHARE_BESIDE_A_MATCH * _threshold(size, each) for each in (_HYBRID, _COSINE))
        return np.asarray(by_itself | np.logical_not(foreign) & ((scores >= hybrid) | (cosines >= cosine)))

    worth = worth_among(max(chunks, _CHUNKS_BESIDE_A_MATCH))
    return worth if worth.any() else worth_among(chunks)


def least_cosine(chunks: int) -> float:
    """The cosine by which a hit of a list in which something matches beats chance."""
    return _SHARE_BESIDE_A_MATCH * _threshold(max(chunks, _CHUNKS_BESIDE_A_MATCH), _COSINE)


def bounded_score(candidate: Candidate) -> float:
    """The hybrid score of a chunk whose term coverage is its share of the query's words."""
    cosine, share = np.array([[candidate.cosine], [candidate.share]], np.float32)
    return float(scoring.hybrid_scores(cosine, share)[0])


def _threshold(chunks: int, values: Mapping[int, float]) -> float:
    sizes = [math.log(size) for size in values]
    return float(np.interp(math.log(max(1, chunks)), sizes, list(values.values())))
