"""Scores the sentences of a stream for one or more queries.

A stream has no statistics of words before it is read. So the score of a sentence is the hybrid score of a search, with
the rarity of words in the lines so far. A log line is compared with the lines before it: see `background`.

Few sentences come near a query. So all of them get estimated cosines first, from the model's table of static vectors,
and only those that may match pass through the model: see `benchmarks/quality/README.md`.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final, Self

import numpy as np

from scent.arrays import Mask, Scores, Vectors
from scent.closing import Closing
from scent.core.calibration.calibration import BUNDLED, Calibration
from scent.core.calibration.remembered import find_or_measure
from scent.core.embedding.made_table import open_table
from scent.core.embedding.static_table import StaticTable
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.model_place import Place
from scent.core.reading.language import language_of
from scent.core.search.ranking import scoring
from scent.core.search.sentences.background import Background, LogScores
from scent.core.search.sentences.log_lines import is_log_line, message_words

# The weight of the cosine in the score of a log line: its words are less like those of a question than prose is.
_LOG_DENSE_WEIGHT: Final = 0.85
# The messages of a log repeat. So many of their vectors are kept.
_MOST_KEPT: Final = 4096
# How much better than its estimate a score may be, and that of a sentence in a language that the model does not read.
_MARGIN: Final = 0.15
_FOREIGN_MARGIN: Final = 0.2


class Scorer(Closing):
    """Scores sentences for `queries`. A context manager."""

    def __init__(
        self,
        queries: Sequence[str],
        vectors: Vectors,
        embedder: TextEmbedder,
        table: StaticTable | None,
        calibration: Calibration = BUNDLED,
    ) -> None:
        """Compare with `queries`, whose unit vectors are the rows of `vectors` (queries, dims).

        The scorer closes the embedder. Without a table of its model, all sentences are embedded. `calibration` is what
        was measured of the model.
        """
        self.queries = queries
        self._vectors = vectors
        self._embedder = embedder
        self._table = table
        self._calibration = calibration
        # The cosines of messages with the queries, (queries,) each.
        self._messages: dict[str, Scores] = {}

    @classmethod
    def open(cls, queries: Sequence[str], model: Place | None, cache: Path | None, *, workers: int = 0) -> Self:
        """Load a model file (None: the bundled model).

        Raises:
            ModelError: the file is not an embedding model.
        """
        embedder = TextEmbedder.open(model, cache, workers=workers)
        vectors = np.stack(embedder.queries(queries))
        calibration = find_or_measure(embedder, embedder.digest, 0, cache)
        return cls(queries, vectors, embedder, open_table(embedder.digest, embedder.dims, cache), calibration)

    def close(self) -> None:
        """Free the model."""
        self._embedder.close()

    def scores(self, texts: Sequence[str], background: Background, least: float) -> tuple[Scores, Mask]:
        """The scores of the next sentences of a stream, float32 (texts, queries), and which are estimates, (texts,).

        An estimated score is below `least`.

        Raises:
            ModelError: the model gave a vector that is not a number.
        """
        logged = np.array([is_log_line(text) for text in texts])
        messages = [message_words(text) if is_logged else "" for text, is_logged in zip(texts, logged, strict=True)]
        hybrid = partial(self._hybrid, background.coverages(texts), logged)
        if self._table is None:
            cosines = self._exact(texts, messages)
            estimated: Mask = np.zeros(len(texts), np.bool_)
        else:
            cosines = self._estimates(self._table, texts, messages)
            expected = _standing_out(hybrid(cosines), logged, background.estimates)
            estimated = self._too_low(texts, logged, expected.max(axis=1), least)
            likely = np.flatnonzero(~estimated).tolist()
            if likely:
                cosines[likely] = self._exact([texts[at] for at in likely], [messages[at] for at in likely])
        scores = _standing_out(hybrid(cosines), logged, background.scores)
        scores[estimated] = np.minimum(scores[estimated], np.nextafter(np.float32(least), np.float32(-1)))
        return scores, estimated

    def _hybrid(self, coverages: Scores, logged: Mask, cosines: Scores) -> Scores:
        """The hybrid scores of sentences (texts, queries), of which some are log lines, (texts,)."""
        weights = np.where(logged, np.float32(_LOG_DENSE_WEIGHT), np.float32(scoring.DENSE_WEIGHT))
        scaled = self._calibration.query_scores(cosines)
        return scoring.hybrid_scores(scaled, coverages, dense_weight=weights[:, None])

    def _too_low(self, texts: Sequence[str], logged: Mask, expected: Scores, least: float) -> Mask:
        """Which sentences can hardly reach `least`, by their expected scores: (texts,)."""
        # Where cosines lie close together, an error of the estimate is a greater part of a score.
        margin, foreign = (np.float32(self._calibration.slope * each) for each in (_MARGIN, _FOREIGN_MARGIN))
        too_low = expected + margin < least
        # Few are as near as that the language matters, and telling it needs a model of its own.
        for at in np.flatnonzero(too_low & ~logged & (expected + foreign >= least)).tolist():
            too_low[at] = self._embedder.reads(language_of(texts[at]))
        return too_low

    def _estimates(self, table: StaticTable, texts: Sequence[str], messages: Sequence[str]) -> Scores:
        """The estimated cosines of texts with the queries, float32 (texts, queries)."""
        places = {text: place for place, text in enumerate(dict.fromkeys([*texts, *messages]))}
        vectors = table.vectors(self._embedder.tokenize(list(places))) @ self._vectors.T
        of_texts = vectors[[places[text] for text in texts]]
        of_messages = vectors[[places[message] for message in messages]]
        has_message = np.array([bool(message) for message in messages])
        return np.where(has_message[:, None], (of_texts + of_messages) / 2, of_texts)

    def _exact(self, texts: Sequence[str], messages: Sequence[str]) -> Scores:
        """The cosines of texts with the queries, float32 (texts, queries).

        That of a log line is the mean of two: of the line, and of the words of its message.
        """
        new = [message for message in dict.fromkeys(messages) if message and message not in self._messages]
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}  # equal sentences are common
        vectors = np.stack(list(self._embedder.vectors([*places, *new]))) @ self._vectors.T
        self._messages.update(zip(new, vectors[len(places) :].copy(), strict=True))
        cosines = vectors[[places[text] for text in texts]]
        for place, message in enumerate(messages):
            if message:
                cosines[place] = (cosines[place] + self._messages[message]) / 2
        if len(self._messages) > _MOST_KEPT:
            self._messages.clear()
        return np.asarray(cosines, np.float32)


def _standing_out(scores: Scores, logged: Mask, before: LogScores) -> Scores:
    """The scores (texts, queries), those of log lines by how far they stand out from the lines `before`."""
    scores = scores.copy()
    scores[logged] = before.standing_out(scores[logged])
    return scores
