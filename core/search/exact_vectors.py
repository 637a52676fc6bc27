"""Makes the exact vectors of the best candidates while an index is being refined, so that they rank as they will later.

A search is not to wait for more than a moment: the candidates that rank highest come first, and those for which there
is no time keep their provisional cosines.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from scent.arrays import Rows, Scores, Vector, Vectors
from scent.closing import Closing
from scent.core.config import Strategy
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.stored_tokens import chunked_from_tokens
from scent.core.indexing import found_documents
from scent.core.inference.model import Model
from scent.core.profile import Profile
from scent.core.search.made_vectors import MadeVectors
from scent.core.system import usable_workers
from scent.formats.index.reader import Reader
from scent.formats.index.records import CHUNK_BITS

# The most passages that a search embeds, and the seconds that it has for them.
MOST_PASSAGES: Final = 30
MOST_SECONDS: Final = 0.4
# So many are embedded between two looks at the clock and at the ranking.
_TOGETHER: Final = 8


class ExactVectors(Closing):
    """Makes exact vectors for the searches of one open index, and remembers them in `made`.

    It notes in the directory `cache` of which documents they are: a run is to refine these first.
    """

    def __init__(self, reader: Reader, made: MadeVectors, cache: Path | None) -> None:
        self._reader, self._made_vectors, self._cache = reader, made, cache
        made.open(reader.manifest)
        self._settings = Profile.from_manifest(reader.manifest).chunks
        # A late vector depends on the passages around, which would have to be embedded as well.
        self._can = self._settings.strategy is Strategy.EARLY
        self._embedder: Embedder | None = None

    def close(self) -> None:
        """Free the contexts."""
        if self._embedder:
            self._embedder.close()

    def cosines(
        self,
        query: Vector,
        rows: Rows,
        cosines: Scores,
        model: Callable[[], Model],
        scores: Callable[[Scores], Scores],
    ) -> Scores:
        """The cosines (n,) of candidates, exact for those that rank highest.

        Args:
            query: the query's vector (dims,).
            rows: the chunks (n,).
            cosines: their cosines (n,) with the vectors that the index has.
            model: gives the index's model.
            scores: gives the scores (n,) by which candidates with certain cosines rank.
        """
        if not self._can:
            return cosines
        inexact = self._reader.provisional(rows)
        cosines = cosines.copy()
        keys = self._reader.keys_of(rows[inexact]).tolist()
        for place, key in zip(np.flatnonzero(inexact).tolist(), keys, strict=True):
            if (known := self._made_vectors.get(key)) is not None:
                cosines[place], inexact[place] = known @ query, False
        started, made = time.monotonic(), list[int]()
        while (room := min(_room(len(made), time.monotonic() - started), MOST_PASSAGES - len(made))) > 0:
            best = np.argsort(-scores(cosines), kind="stable")[:MOST_PASSAGES]
            best = best[inexact[best]][:room]
            if not len(best):
                break
            for place, vector in zip(best.tolist(), self._made(rows[best], model), strict=True):
                cosines[place], inexact[place] = vector @ query, False
            made += rows[best].tolist()
        self._note(made)
        return cosines

    def vectors(self, rows: Rows, model: Callable[[], Model]) -> Vectors:
        """Exact vectors of some chunks (n,): float32 (m, dims).

        Of the chunks with provisional vectors, only some that lie evenly among them get one.
        """
        inexact = self._reader.provisional(rows) if self._can else np.zeros(len(rows), np.bool_)
        stored = self._reader.vectors_at(rows[~inexact]).astype(np.float32)
        left = rows[inexact]
        chosen = left[np.unique(np.linspace(0, len(left) - 1, min(len(left), MOST_PASSAGES)).astype(np.int64))]
        return np.concatenate([stored, *(vector[None] for vector in self._made(chosen, model))])

    def _note(self, rows: list[int]) -> None:
        """Note the documents of chunks, the best one first, so that an index run refines these first."""
        if rows and self._cache:
            documents = (self._reader.keys_of(np.array(rows)) >> np.uint64(CHUNK_BITS)).tolist()
            found_documents.remember(self._cache, self._reader.manifest, documents)

    def _made(self, rows: Rows, model: Callable[[], Model]) -> list[Vector]:
        """The exact vectors (dims,) of some chunks, which are remembered."""
        if not len(rows):
            return []
        self._embedder = embedder = self._embedder or Embedder(model(), self._settings, workers=usable_workers(0))
        documents = (chunked_from_tokens([tokens], embedder) for tokens in self._reader.tokens_at(rows))
        vectors = [each[0] for each in embedder.documents(documents)]
        for key, vector in zip(self._reader.keys_of(rows).tolist(), vectors, strict=True):
            self._made_vectors.add(key, vector)
        return vectors


def _room(made: int, seconds: float) -> int:
    """How many more passages a search may embed together, after so many in so many seconds."""
    left = MOST_SECONDS - seconds
    return min(_TOGETHER, int(left / (seconds / made))) if made and seconds else _TOGETHER * (left > 0)
