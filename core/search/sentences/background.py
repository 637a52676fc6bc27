"""What the lines of a stream are like, learnt as they are read: how rare words are, and how well lines match.

A score says little where all lines are alike: those of a log differ from prose as a whole, and each query is nearer to
some logs than to others. So the score of a log line is told by how far it stands out from the lines before it.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scent.arrays import Mask, Scores
from scent.formats.index.lexical.function_words import MOST_WEIGHT, function_words
from scent.formats.index.lexical.stemming import stemmed
from scent.formats.index.lexical.words import words

# Before a line is read, a stream is taken for this many lines, of which this share has a word of the query.
_WORD_LINES, _WORD_SHARE = 20, 0.02
# How many words are remembered: some 4 MB.
_MOST_KNOWN = 1 << 15
# The same for the scores of log lines: their number, mean and standard deviation, which are those of our log.
_LINES, _MEAN, _DEVIATION = 64, 0.085, 0.065
# Where most lines match, they must not hide each other; where hardly any differ, small differences must not count.
_MOST_MEAN, _DEVIATIONS = 0.14, (0.04, 0.08)
# A standard deviation, on the scale of scores: with it, log lines and sentences need the same least score.
_SCALE = 0.082


class LogScores:
    """The scores of the log lines of a stream so far: their number, and for each query their sum and sum of squares."""

    def __init__(self, queries: int) -> None:
        """Begin a stream, for so many queries."""
        self._lines = 0
        self._sum = np.zeros(queries)
        self._squares = np.zeros(queries)

    def standing_out(self, scores: Scores) -> Scores:
        """The scores (lines, queries) of the next log lines by how far each stands out from those before it."""
        number = _LINES + self._lines + np.arange(len(scores))[:, None]
        mean = (_LINES * _MEAN + self._sum + _before(scores)) / number
        squares = _LINES * (_DEVIATION**2 + _MEAN**2) + self._squares + _before(scores**2)
        deviation = np.clip(np.sqrt(np.maximum(squares / number - mean**2, 0)), *_DEVIATIONS)
        self._lines += len(scores)
        self._sum += scores.sum(axis=0)
        self._squares += (scores**2).sum(axis=0)
        raised = _MEAN + _SCALE * (scores - np.minimum(mean, _MOST_MEAN)) / deviation
        return np.asarray(np.minimum(raised, 1), np.float32)


def _before(values: Scores) -> npt.NDArray[np.float64]:
    """For each row, the sum of the rows before it."""
    return np.cumsum(values, axis=0, dtype=np.float64) - values


class Background:
    """The lines of one stream so far, as the queries see them. Its size does not depend on their number.

    `scores` are those of its log lines, `estimates` what was expected of all of them before any was embedded.
    """

    def __init__(self, queries: Sequence[str]) -> None:
        """Begin a stream."""
        # The different terms of all queries, and which of them are each query's: bool (queries, terms).
        asked = [stemmed(words(query), "") for query in queries]
        self._terms = {term: place for place, term in enumerate(dict.fromkeys(term for each in asked for term in each))}
        self._owned: Mask = np.array([[term in set(each) for term in self._terms] for each in asked], np.bool_)
        self._most = np.array([self._most_weights(query) for query in queries])
        # The places in `_terms` of words that were read lately, -1 for others.
        self._known: dict[str, int] = {}
        self._sentences = 0
        self._with_term = np.zeros(len(self._terms))
        self.scores, self.estimates = LogScores(len(queries)), LogScores(len(queries))

    def _most_weights(self, query: str) -> list[float]:
        """The most that each term may weigh: a word that only joins others tells little, however rare it is."""
        joining = set(stemmed(sorted(function_words(words(query), ["en"])), ""))
        return [MOST_WEIGHT if term in joining else np.inf for term in self._terms]

    def coverages(self, texts: Sequence[str]) -> Scores:
        """The share of each query's words that each of the next sentences has, by their rarity so far.

        Returns float32 (texts, queries).
        """
        present = np.zeros((len(texts), len(self._terms)), np.float32)
        for row, text in enumerate(texts):
            present[row, self._places_of(text)] = 1
        number = self._sentences + _WORD_LINES + np.arange(len(texts))[:, None]
        with_term = self._with_term + _WORD_SHARE * _WORD_LINES + _before(present)
        rarity = np.log(1 + (number - with_term + 0.5) / (with_term + 0.5))
        self._sentences += len(texts)
        self._with_term += present.sum(axis=0)
        shares = []
        for owned, most in zip(self._owned, self._most, strict=True):
            weights = np.where(owned, np.minimum(rarity, most), 0)
            shares.append((weights * present).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9))
        return np.stack(shares, axis=1).astype(np.float32)

    def _places_of(self, text: str) -> list[int]:
        """The places in `_terms` of the terms that a text has."""
        found = words(text)
        new = [word for word in found if word not in self._known]
        self._known.update(zip(new, (self._terms.get(term, -1) for term in stemmed(new, "")), strict=True))
        places = {self._known[word] for word in found} - {-1}
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        return list(places)
