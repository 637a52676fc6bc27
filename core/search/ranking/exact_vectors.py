"""Makes the exact vectors of the best candidates while an index is being refined, so that they rank as they will later.

A search is not to wait for more than a moment: the candidates that rank highest come first, and those for which there
is no time keep their provisional cosines.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from scent.arrays import Rows, Scores, Vector, Vectors
from scent.closing import Closing
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.config import Strategy
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.stored_tokens import chunked_from_tokens
from scent.core.indexing import found_documents
from scent.core.inference.embedding_model import EmbeddingModel
from scent.core.profile import Profile
from scent.core.search.ranking.made_vectors import MadeVectors
from scent.core.system import usable_workers
from scent.errors import UnreachableError
from scent.formats.index.reader import Reader
from scent.formats.index.records import CHUNK_BITS, MOST_CHUNKS

# The most passages that a search embeds for each second that it has: 30 in the usual time.
PER_SECOND: Final = 100
# While one of the first so many is provisional, a search has twice the time.
_FIRST: Final = 3
# So many are embedded between two looks at the clock and at the ranking.
_TOGETHER: Final = 8


class ExactVectors(Closing):
    """Makes exact vectors for the searches of one open index, and remembers them in `made`.

    It notes in the directory `cache` of which documents they are: a run is to refine these first.
    """

    def __init__(
        self, reader: Reader, made: MadeVectors, cache: Path | None, model: Callable[[], EmbeddingModel]
    ) -> None:
        """Load nothing yet; `model` gives the index's model when it is needed."""
        self._reader, self._made_vectors, self._cache, self._model = reader, made, cache, model
        made.open(reader.manifest)
        self._settings = Profile.from_manifest(reader.manifest).chunks
        self._embedder: Embedder | None = None

    def close(self) -> None:
        """Free the encoders."""
        if self._embedder:
            self._embedder.close()

    def cosines(
        self,
        query: Vector,
        rows: Rows,
        cosines: Scores,
        scores: Callable[[Scores], Scores],
        seconds: float,
    ) -> Scores:
        """The cosines (n,) of candidates, exact for those that rank highest.

        Args:
            query: the query's vector (dims,).
            rows: the chunks (n,).
            cosines: their cosines (n,) with the vectors that the index has.
            scores: gives the scores (n,) by which candidates with certain cosines rank.
            seconds: how long vectors may be made.
        """
        inexact = self._reader.provisional(rows)
        cosines = cosines.copy()
        keys = self._reader.keys_of(rows[inexact]).tolist()
        for place, key in zip(np.flatnonzero(inexact).tolist(), keys, strict=True):
            if (known := self._made_vectors.get(key)) is not None:
                cosines[place], inexact[place] = known @ query, False
        started, made, most = time.monotonic(), list[int](), _most(seconds)
        while True:
            best = np.argsort(-scores(cosines), kind="stable")[:most]
            bound = 2 if inexact[best[:_FIRST]].any() else 1  # what is shown first is not to rest on an estimate
            room = min(_room(len(made), time.monotonic() - started, bound * seconds), bound * most - len(made))
            best = best[inexact[best]][: max(0, room)]
            if not len(best):
                break
            try:
                vectors = self._made(rows[best])
            except UnreachableError:  # the server of the model; the search goes on with what it has
                break
            for place, vector in zip(best.tolist(), vectors, strict=True):
                cosines[place], inexact[place] = vector @ query, False
            made += rows[best].tolist()
        self._note(made)
        return cosines

    def vectors(self, rows: Rows, seconds: float) -> Vectors:
        """Exact vectors of some chunks (n,): float32 (m, dims).

        Of the chunks with provisional vectors, only some that lie evenly among them get one: about as many as can be
        made in `seconds`, and at least one.
        """
        inexact = self._reader.provisional(rows)
        stored = self._reader.vectors_at(rows[~inexact]).astype(np.float32)
        left = rows[inexact]
        most = min(len(left), max(1, _most(seconds)))
        chosen = left[np.unique(np.linspace(0, len(left) - 1, most).astype(np.int64))]
        return np.concatenate([stored, *(vector[None] for vector in self._made(chosen))])

    def _note(self, rows: list[int]) -> None:
        """Note the documents of chunks, the best one first, so that an index run refines these first."""
        if rows and self._cache:
            documents = (self._reader.keys_of(np.array(rows)) >> np.uint64(CHUNK_BITS)).tolist()
            found_documents.remember(self._cache, self._reader.manifest, documents)

    def _made(self, rows: Rows) -> list[Vector]:
        """The exact vectors (dims,) of some chunks, which are remembered."""
        if not len(rows):
            return []
        self._embedder = embedder = self._embedder or Embedder(self._model(), self._settings, workers=usable_workers(0))
        documents = [self._document(row, embedder) for row in rows]
        embedded = zip(documents, embedder.documents(documents), strict=True)
        vectors = [each[document.wanted or 0] for document, each in embedded]
        for key, vector in zip(self._reader.keys_of(rows).tolist(), vectors, strict=True):
            self._made_vectors.add(key, vector)
        return vectors

    def _document(self, row: np.int64, embedder: Embedder) -> ChunkedDocument:
        """A chunk by itself; if late vectors are made, in its document, as they depend on the chunks around."""
        rows = np.array([row])
        if self._settings.strategy is Strategy.EARLY:
            return chunked_from_tokens(self._reader.tokens_at(rows), embedder)
        (number,) = (self._reader.keys_of(rows) & np.uint64(MOST_CHUNKS - 1)).tolist()
        segment, document = self._reader.place_of_document(int(self._reader.document_of(rows)[0]))
        tokens = segment.tokens_of(document)
        return replace(chunked_from_tokens(tokens, embedder), wanted=sum(len(each) > 0 for each in tokens[:number]))


def _most(seconds: float) -> int:
    """The most passages that a search embeds if it has so many seconds."""
    return round(PER_SECOND * seconds)


def _room(made: int, taken: float, seconds: float) -> int:
    """How many more passages a search may embed together: it has `seconds`, and `made` took `taken` of them."""
    left = seconds - taken
    return min(_TOGETHER, int(left / (taken / made))) if made and taken else _TOGETHER * (left > 0)
