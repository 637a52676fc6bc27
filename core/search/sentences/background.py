"""What the lines of a stream are like, learnt as they are read: how rare words are, and how well lines match.

A score says little where all lines are alike: those of a log differ from prose as a whole, and each query is nearer to
some logs than to others. So the score of a log line is told by how far it stands out from the lines before it.
"""

from collections.abc import Sequence

import numpy as np

from scent.arrays import Mask, Scores
from scent.formats.index.lexical.function_words import MOST_WEIGHT, function_words
from scent.formats.index.lexical.stemming import stemmed
from scent.formats.index.lexical.words import words

# Before a line is read, a stream is taken for this many lines, of which this share has a word of the query.
_WORD_LINES, _WORD_SHARE = 20, 0.02
# The same for the scores of log lines: their number, mean and standard deviation, which are those of our log.
_LINES, _MEAN, _DEVIATION = 64, 0.085, 0.065
# Where most lines match, they must not hide each other; where hardly any differ, small differences must not count.
_MOST_MEAN, _DEVIATIONS = 0.14, (0.04, 0.08)
# A standard deviation, on the scale of scores: with it, log lines and sentences need the same least score.
_SCALE = 0.082


class Background:
    """The lines of one stream so far, as the queries see them. Its size does not depend on their number."""

    def __init__(self, queries: Sequence[str]) -> None:
        """Begin a stream."""
        # The different terms of all queries, and which of them are each query's: bool (queries, terms).
        asked = [stemmed(words(query), "") for query in queries]
        self._terms = {term: place for place, term in enumerate(dict.fromkeys(term for each in asked for term in each))}
        self._owned: Mask = np.array([[term in set(each) for term in self._terms] for each in asked], np.bool_)
        self._most = np.array([self._most_weights(query) for query in queries])
        self._sentences = 0
        self._with_term = np.zeros(len(self._terms))
        self._lines = 0
        self._sum = np.zeros(len(queries))
        self._squares = np.zeros(len(queries))

    def _most_weights(self, query: str) -> list[float]:
        """The most that each term may weigh: a word that only joins others tells little, however rare it is."""
        joining = set(stemmed(sorted(function_words(words(query), ["en"])), ""))
        return [MOST_WEIGHT if term in joining else np.inf for term in self._terms]

    def coverages(self, text: str) -> Scores:
        """The share of each query's words that the next sentence has, by their rarity so far, float32 (queries,)."""
        present = np.zeros(len(self._terms), np.bool_)
        present[[self._terms[term] for term in stemmed(words(text), "") if term in self._terms]] = True
        number = self._sentences + _WORD_LINES
        with_term = self._with_term + _WORD_SHARE * _WORD_LINES
        rarity = np.log(1 + (number - with_term + 0.5) / (with_term + 0.5))
        weights = np.where(self._owned, np.minimum(rarity, self._most), 0)
        self._sentences += 1
        self._with_term += present
        return np.asarray((weights @ present) / np.maximum(weights.sum(axis=1), 1e-9), np.float32)

    def standing_out(self, scores: Scores) -> Scores:
        """The scores (queries,) of the next log line by how far they stand out from those of the lines before it."""
        number = _LINES + self._lines
        mean = (_LINES * _MEAN + self._sum) / number
        variance = (_LINES * (_DEVIATION**2 + _MEAN**2) + self._squares) / number - mean**2
        deviation = np.clip(np.sqrt(np.maximum(variance, 0)), *_DEVIATIONS)
        self._lines += 1
        self._sum += scores
        self._squares += scores**2
        raised = _MEAN + _SCALE * (scores - np.minimum(mean, _MOST_MEAN)) / deviation
        return np.asarray(np.minimum(raised, 1), np.float32)
