"""What a search needs of a reranker, whatever its kind."""

import math
from abc import abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from scent.closing import Closing
from scent.core.system import usable_workers
from scent.errors import ModelError

# Each pair needs memory for the values between layers.
_MOST_PARALLEL: Final = 8


class Reranker(Closing):
    """Scores a query together with a passage. A context manager.

    `name` is what people call the model.
    """

    name: str

    @property
    def parallel(self) -> int:
        """How many pairs are scored side by side."""
        return min(usable_workers(0), _MOST_PARALLEL)

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The scores of queries with passages, each as `score` gives it.

        Raises:
            ModelError: see `score`.
        """
        with ThreadPoolExecutor(self.parallel) as threads:
            return list(threads.map(lambda pair: self.score(*pair), pairs))

    def score(self, query: str, passage: str) -> float:
        """How well a passage answers a query, on the model's own scale: more is better.

        A passage that is too long is cut at its end, and so is a query that would leave less than half of the room.

        Raises:
            ModelError: the model could not be run, or gave a score that is not a number.
        """
        score = self._score(query, passage)
        if not math.isfinite(score):
            message = f"{self.name} gave a score that is not a number"
            raise ModelError(message, hint="the file may be damaged; try another model")
        return score

    @abstractmethod
    def _score(self, query: str, passage: str) -> float: ...
