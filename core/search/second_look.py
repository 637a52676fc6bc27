"""Looks at the best passages of a search again, with another embedding model.

Two small models err differently: where the second one disagrees, it is right more often than not. It sees only
the best passages, so an index needs no vectors of it.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from scent.arrays import Scores, Vector
from scent.closing import Closing
from scent.core.calibration.remembered import find_or_measure
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.model_place import parse_place
from scent.errors import UsageError

# So many passages are embedded between two looks at the clock.
_TOGETHER: Final = 4
# The most vectors that are remembered, 1.5 KB each where they have 384 numbers.
_MOST: Final = 4_096


class SecondLook(Closing):
    """A second model, and the vectors that it has made of an index's passages. A context manager; for one thread."""

    def __init__(self, model: str, cache: Path | None, own_digest: str = "") -> None:
        """Load the model at a place, as `place_text` gives it; `own_digest` is that of the index's model.

        Raises:
            UsageError: it is the index's own model.
            ModelError: there is no embedding model.
        """
        self.model = model
        self._embedder = TextEmbedder.open(parse_place(model), cache)
        if self._embedder.digest == own_digest:
            self._embedder.close()
            raise UsageError(
                "--rerank names the model of the index itself", hint="name another one; scent models lists some"
            )
        self._calibration = find_or_measure(self._embedder, self._embedder.digest, 0, cache)
        self._vectors: dict[int, Vector] = {}

    def close(self) -> None:
        """Free the model."""
        self._embedder.close()

    def scores(self, query: str, keys: Sequence[int], text_of: Callable[[int], str], seconds: float) -> Scores:
        """The cosines of a query with passages, on the scale of all models: float32 (m,), of the first m of n.

        Args:
            query: the query.
            keys: the keys of the passages in the index (n,), the best first.
            text_of: gives the text of one by its place.
            seconds: how long vectors may be made; those that are remembered cost nothing.

        Raises:
            UnreachableError: the server of the model does not answer.
        """
        vector = self._embedder.query(query)
        started, place = time.monotonic(), 0
        while place < len(keys):
            missing = [at for at in range(place, min(place + _TOGETHER, len(keys))) if keys[at] not in self._vectors]
            if missing and time.monotonic() - started >= seconds:
                break
            for at, made in zip(missing, self._embedder.vectors(text_of(at) for at in missing), strict=True):
                self._remember(keys[at], made)
            place = min(place + _TOGETHER, len(keys))
        cosines = np.array([self._vectors[key] @ vector for key in keys[:place]], np.float32)
        return self._calibration.query_scores(cosines)

    def _remember(self, key: int, vector: Vector) -> None:
        self._vectors[key] = vector
        if len(self._vectors) > _MOST:
            del self._vectors[next(iter(self._vectors))]
