"""Looks at the best passages of a search again, with another model: an embedding model here, or a reranker.

Two small models err differently: where the second one disagrees, it is right more often than not. It sees only
the best passages, so an index needs no vectors of it.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from scent.arrays import Scores
from scent.closing import Closing
from scent.core.calibration.remembered import find_or_measure
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.model_place import parse_place
from scent.core.models.reranker_file import is_reranker
from scent.core.search.ranking.made_vectors import MadeVectors
from scent.errors import UsageError

# So many passages are embedded between two looks at the clock.
_TOGETHER: Final = 4


class Look(Protocol):
    """A model for a second look, of any kind.

    `model` is its place as text, and `problem` what the user should know of it; empty if there is nothing.
    """

    model: str
    problem: str

    def scores(self, query: str, keys: Sequence[int], text_of: Callable[[int], str], seconds: float) -> Scores:
        """The scores of passages for a query: see `SecondLook.scores`."""

    def close(self) -> None:
        """Free the model."""


def open_second_look(model: str, cache: Path | None, own_digest: str = "") -> Look:
    """Load the model at a place, as `place_text` gives it; `own_digest` is that of the index's model.

    Raises:
        UsageError: it is the index's own model.
        ModelError: there is no embedding model and no reranker.
    """
    if is_reranker(parse_place(model)):
        from scent.core.search.ranking.pair_look import PairLook  # here, as few have one

        return PairLook(model, cache)
    return SecondLook(model, cache, own_digest)


class SecondLook(Closing):
    """A second embedding model, and the vectors that it has made of an index's passages.

    A context manager; for one thread.
    """

    problem = ""

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
        self._made = MadeVectors()

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
        started, cosines = time.monotonic(), list[float]()
        for first in range(0, len(keys), _TOGETHER):
            some = range(first, min(first + _TOGETHER, len(keys)))
            known = {at: self._made.get(keys[at]) for at in some}
            missing = [at for at in some if known[at] is None]
            if missing and time.monotonic() - started >= seconds:
                break
            made = dict(zip(missing, self._embedder.vectors(map(text_of, missing)), strict=True))
            for at, each in made.items():
                self._made.add(keys[at], each)
            cosines += [float(each @ vector) for each in (known | made).values() if each is not None]
        return self._calibration.query_scores(np.array(cosines, np.float32))
