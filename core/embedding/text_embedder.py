"""Vectors of texts that belong to no index: one a text, in order, as they come.

Owned here: texts of any length made into one vector each.

A text that is longer than what the model takes at once is embedded in pieces, and its vector is their mean, weighted by
their tokens: no word of it is passed over in silence.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import numpy as np

from scent.arrays import Vector, Vectors
from scent.closing import Closing
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.chunking.pooling import normalised
from scent.core.config import ChunkSettings
from scent.core.embedding.embedder import Embedder
from scent.core.models import source as model_source
from scent.core.system import available_processors, default_workers
from scent.core.types import Chunk

# Models of long context take texts of any length; pieces beyond this cost more for each token, and more memory.
_MOST_TOKENS = 512

_END = ChunkedDocument(np.empty(0, np.int32), ())


class TextEmbedder(Closing):
    """Embeds texts with one model. A context manager; `dims` is the length of its vectors."""

    def __init__(self, embedder: Embedder) -> None:
        """Embed with `embedder`, which is closed with this."""
        self.dims = embedder.dims
        self._embedder = embedder
        self._most = embedder.settings.chunk_tokens

    @classmethod
    def open(
        cls, model: Path | None, cache: Path | None = None, *, dims: int = 0, query: bool = False, workers: int = 0
    ) -> Self:
        """Load the model in a file (None: the bundled one) for texts, or for queries, which some models take otherwise.

        `dims` truncates vectors (0: whole); `workers` is 0 for the usual number.

        Raises:
            ModelError: the file is no embedding model.
            UsageError: the model has vectors of fewer than `dims` numbers.
        """
        loaded = model_source.load(model_source.identify(model), cache, prepare=True)
        prompt = loaded.card.query_prompt if query else loaded.card.document_prompt
        around = len(loaded.prefix) + len(loaded.suffix) + (len(loaded.tokenize([prompt])[0]) if prompt else 0)
        most = max(1, min(loaded.trained_tokens, _MOST_TOKENS) - around)
        settings = ChunkSettings(chunk_tokens=most, dims=dims)
        return cls(Embedder(loaded, settings, workers=workers or default_workers(available_processors()), query=query))

    def close(self) -> None:
        """Free the model."""
        self._embedder.close()

    def query(self, text: str) -> Vector:
        """The unit vector (dims,) of a query."""
        return self._embedder.query(text)

    def vectors(self, texts: Iterable[str]) -> Iterator[Vectors]:
        """The unit vector (dims,) of each text; zeros for one without a word. Texts are taken as they are needed."""
        return self.whole([text] for text in texts)

    def whole(self, texts: Iterable[Iterable[str]]) -> Iterator[Vectors]:
        """The same for texts that are given as their parts, so that a large file need not be in memory."""
        running: deque[ChunkedDocument] = deque()

        def pieces() -> Iterator[ChunkedDocument]:
            for parts in texts:
                for part in parts:
                    piece = self._cut(part)
                    if piece.chunks:
                        running.append(piece)
                        yield piece
                running.append(_END)
                yield _END

        total = np.zeros(self.dims, np.float32)
        for vectors in self._embedder.documents(pieces()):
            piece = running.popleft()
            if piece is _END:
                yield normalised(total[None])[0]
                total = np.zeros(self.dims, np.float32)
            else:
                weights = np.array([chunk.last_token - chunk.first_token for chunk in piece.chunks], np.float32)
                total += weights @ vectors

    def _cut(self, text: str) -> ChunkedDocument:
        (tokens,) = self._embedder.model.tokenize([text])
        starts = range(0, len(tokens), self._most)
        ends = (min(start + self._most, len(tokens)) for start in starts)
        return ChunkedDocument(tokens, tuple(Chunk(0, 0, start, end) for start, end in zip(starts, ends, strict=True)))
