"""Ranks the best passages of a search again, by what another model makes of them."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scent.arrays import Rows, Scores
from scent.closing import Closing
from scent.core.search.ranking import scoring
from scent.core.search.ranking.query import Query, column
from scent.core.types import Combination, Rerank
from scent.errors import UnreachableError, UsageError
from scent.formats.index.reader import Reader

if TYPE_CHECKING:
    from scent.core.search.ranking.second_look import Look


def check_rerank(rerank: Rerank, combination: Combination) -> None:
    """Make sure that there is one text to rank again for.

    Raises:
        UsageError: a second look is asked for, and more texts than the query.
    """
    if rerank.model and (combination.both or combination.unlike or combination.like):
        message = "--rerank ranks again for one text, so it does not go with --and, --unlike or --like"
        raise UsageError(message, hint="leave out --rerank, or the other texts")


class Reranking(Closing):
    """Second looks at the passages of an open index. What the user should know goes into `warnings`."""

    def __init__(self, reader: Reader, cache: Path | None, warnings: list[str]) -> None:
        """Load nothing yet; `cache` is the cache directory."""
        self._reader, self._cache, self._warnings = reader, cache, warnings
        self._look: Look | None = None

    def close(self) -> None:
        """Free the model."""
        if self._look:
            self._look.close()

    def ranked(self, query: Query, rows: Rows, scores: Scores, rerank: Rerank) -> tuple[Rows, Scores]:
        """The rows (n,) and their scores after a second look at the best of them, best first.

        A deeper search has more candidates, but neither more passages to look at nor more time.
        """
        if not rerank.model or not len(rows):
            return rows, scores
        self._look_at([row for row in rows[: rerank.best].tolist() if row not in query.second], query, rerank)
        seen = np.array([row in query.second for row in rows.tolist()], np.bool_)
        if not seen.any():
            return rows, scores
        second, cosines = (column(each, rows.tolist()) for each in (query.second, query.cosines))
        scores = scoring.with_second_look(scores, cosines, second, seen)
        order = np.argsort(-scores, kind="stable")
        return rows[order], scores[order]

    def _look_at(self, best: list[int], query: Query, rerank: Rerank) -> None:
        """Have the second model score as many of some rows as there is time for; `query` gets the scores."""
        best = best[: max(0, rerank.best - len(query.second))]
        if not best or query.look_failed:
            return
        keys = self._reader.keys_of(np.array(best, np.int64)).tolist()
        try:
            look = self._opened(rerank.model)
            started, left = time.monotonic(), rerank.seconds - query.look_seconds
            second = look.scores(query.text, keys, lambda at: self._reader.passage(best[at]).text, left)
            query.look_seconds += time.monotonic() - started
        except UnreachableError as error:
            self._warnings.append(f"not ranked again, as {error.message}")
            query.look_failed = True
            return
        query.second.update(zip(best, second.tolist(), strict=False))

    def _opened(self, model: str) -> "Look":
        """The second model at a place; the last one stays open for the next query."""
        if self._look is None or self._look.model != model:
            from scent.core.search.ranking.second_look import open_second_look  # loads what embeds passages

            self.close()
            self._look = None
            self._look = open_second_look(model, self._cache, self._reader.manifest.settings["model"]["digest"])
        if self._look.problem and self._look.problem not in self._warnings:
            self._warnings.append(self._look.problem)
        return self._look
