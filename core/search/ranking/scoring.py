"""Combines cosines and BM25 scores into one score that can be compared between queries. Pure.

A cosine is comparable between queries. A BM25 score is not, because it grows with the number and the rarity of the
query's words. Divided by the weight of those words, it becomes the term coverage: the share of the query, from about 0
to 1, that a chunk contains. The hybrid score is a weighted sum of the cosine and the term coverage. In our measurements
it ranks as well as scores that are rescaled for each query, and better than rank fusion: see `benchmarks/quality/`.

To add a ranking signal, compute it for the candidates in `Ranker.ranked`, and combine it here.
"""

import numpy as np

from scent.arrays import Mask, Scores

# The weight of the cosine in a hybrid score; the term coverage has the rest.
DENSE_WEIGHT = 0.65
# The same for a static model, whose cosines tell less: benchmarks/quality/README.md compares weights.
STATIC_WEIGHT = 0.3
# The same for a passage in a language that the model does not read.
FOREIGN_WEIGHT = 0.15
# Half of the words is less than half of the evidence: a few shared words come about by chance.
COVERAGE_POWER = 1.3

# What a second model has of the weight of the cosine.
SECOND_WEIGHT = 0.3
# What the exact evidence adds to a score: this much for all of the query, and hardly anything for a small part of it.
EXACT_WEIGHT = 0.6
EXACT_POWER = 2.0
# Where the query is an identifier: how far the best passage that defines it is before those that use it, and what these
# have before passages with only its words.
DEFINITION_LEAD = 0.1
USE_BONUS = 0.3
# What a program made keeps so much of its score: a word that stands only there is still found.
GENERATED_WEIGHT = 0.25


def weight_of(pooling: str) -> float:
    """The weight of the cosine in a hybrid score, for a model with this pooling."""
    return STATIC_WEIGHT if pooling == "static" else DENSE_WEIGHT


def exact_bonus(shares: Scores, weight: float = EXACT_WEIGHT) -> Scores:
    """What shares of the query that stand exactly in chunks add to their scores, float32 (n,)."""
    return np.asarray(np.float32(weight) * shares ** np.float32(EXACT_POWER), dtype=np.float32)


def generated_last(scores: Scores, generated: Mask) -> Scores:
    """The scores (n,), where the chunks that a program made (n,) rank behind what people wrote."""
    return np.where(generated & (scores > 0), np.float32(GENERATED_WEIGHT) * scores, scores)


def with_second_look(scores: Scores, cosines: Scores, second: Scores, seen: Mask) -> Scores:
    """The scores (n,) after a second look: a part of the cosine's weight goes to the score by another model (n,).

    What it has not `seen` (n,) keeps its order, and sinks as far as what sank farthest: it must not rank before a
    passage that was looked at and had been before it.
    """
    moved = np.where(seen, np.float32(SECOND_WEIGHT) * (second - cosines), np.float32(0))
    sunk = min(float(moved[seen].min(initial=0)), 0)
    return np.asarray(scores + np.where(seen, moved, np.float32(sunk)), np.float32)


def term_coverage(bm25: Scores, weight: float) -> Scores:
    """The share of a query's words, weighted by rarity, that each chunk contains: about 0 to 1, float32 (n,).

    `weight` is the sum of the words' inverse document frequencies. BM25 gives that score to a chunk of average length
    that contains each word once.
    """
    return np.asarray(bm25 / np.float32(weight), dtype=np.float32) if weight > 0 else np.zeros_like(bm25)


def hybrid_scores(
    cosines: Scores,
    coverages: Scores,
    foreign: Mask | bool = False,  # noqa: FBT001, FBT002  # a mask
    *,
    dense_weight: float | Scores = DENSE_WEIGHT,
) -> Scores:
    """The hybrid scores of chunks, float32 (n,), from their cosines and their term coverages.

    `foreign` marks the chunks in a language that the model does not read: bool (n,), or one value for all.
    `dense_weight` is the weight of the cosine in all others, one for all or one for each.
    """
    number = np.float32
    cosine_weight = np.where(foreign, number(FOREIGN_WEIGHT), np.asarray(dense_weight, number))
    word_weight = np.where(foreign, number(1 - FOREIGN_WEIGHT), np.asarray(1 - dense_weight, number))
    # A correct answer in a foreign language may share only a few words with the query.
    power = np.where(foreign, number(1), number(COVERAGE_POWER))
    return np.asarray(cosine_weight * cosines + word_weight * np.maximum(coverages, 0) ** power, dtype=np.float32)
