"""Embed texts that belong to no index: one vector for each text, in order, as they arrive.

A text that is longer than an input of the model is embedded in pieces. Its vector is their mean,
weighted by their tokens, so that every word counts.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from scent.arrays import Tokens, Vector
from scent.closing import Closing
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.chunking.pooling import normalised
from scent.core.config import ChunkSettings
from scent.core.embedding.device import PROCESSOR, Device
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.model_vectors import prompt_tokens
from scent.core.inference.embedding_model import EmbeddingModel
from scent.core.model_place import Place
from scent.core.models import source as model_source
from scent.core.models.model_source import ModelSource
from scent.core.system import usable_workers
from scent.core.types import Chunk

# The longest piece, even if the model has a longer context: longer pieces cost more time and memory
# per token.
_MAX_PIECE_TOKENS = 512

_END_OF_TEXT = ChunkedDocument(np.empty(0, np.int32), ())


class TextEmbedder(Closing):
    """Embeds texts with one model. A context manager.

    `dims` is the length of its vectors, `digest` that of the model's identity.
    """

    def __init__(self, embedder: Embedder, digest: str) -> None:
        """Use `embedder`, and close it together with this object."""
        self.dims, self.digest = embedder.dims, digest
        self._embedder = embedder
        self._piece_tokens = embedder.settings.chunk_tokens

    @classmethod
    def open(  # noqa: PLR0913 - the options of `scent embed`
        cls,
        model: Place | None,
        cache: Path | None = None,
        *,
        dims: int = 0,
        query: bool = False,
        workers: int = 0,
        device: Device = PROCESSOR,
        known: ModelSource | None = None,
    ) -> Self:
        """Load the model at a place (None: the bundled one).

        Args:
            model: its place.
            cache: the cache directory; None to use no cache.
            dims: truncate vectors to this length; 0 keeps them whole.
            query: embed the texts as queries, with the model's prompt for queries.
            workers: the number of threads; 0 for the default.
            device: on what vectors are computed.
            known: what an index knows of the model there. If it is another one now, that is an error.

        Raises:
            ModelError: there is no embedding model.
            UsageError: the model's vectors have fewer than `dims` numbers.
        """
        source = model_source.identify(model, known, cache=cache)
        loaded = model_source.load(source, cache, patient=True)
        prompt = loaded.query_prompt if query else loaded.document_prompt
        around = len(loaded.prefix) + len(loaded.suffix) + len(prompt_tokens(loaded, prompt))
        piece_tokens = max(1, min(loaded.trained_tokens, _MAX_PIECE_TOKENS) - around)
        settings = ChunkSettings(chunk_tokens=piece_tokens, dims=dims)
        embedder = Embedder(loaded, settings, workers=usable_workers(workers), query=query, device=device)
        return cls(embedder, source.identity.digest)

    @classmethod
    def of_model(cls, model: EmbeddingModel, settings: ChunkSettings, digest: str) -> Self:
        """Use a loaded model to embed each text early, in pieces and at the length of an index with these settings."""
        early = ChunkSettings(chunk_tokens=settings.chunk_tokens, dims=settings.dims)
        return cls(Embedder(model, early), digest)

    def close(self) -> None:
        """Free the model."""
        self._embedder.close()

    def reads(self, language: str) -> bool:
        """Whether the model can be good at a language (ISO 639-1, empty if unknown); True if in doubt."""
        return self._embedder.model.tokenizer.reads(language)

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """The token ids of each text, int32 (tokens,), without special tokens."""
        return self._embedder.model.tokenizer.tokenize(texts)

    def query(self, text: str) -> Vector:
        """The unit vector of a query, float32 (dims,)."""
        return self._embedder.query(text)

    def queries(self, texts: Sequence[str]) -> list[Vector]:
        """The same for several queries, which may share a call of the model."""
        return self._embedder.queries(texts)

    def vectors(self, texts: Iterable[str]) -> Iterator[Vector]:
        """The unit vector of each text, float32 (dims,); zeros for a text without a word.

        Texts are read as they are needed.
        """
        return self.vectors_of_parts([text] for text in texts)

    def vectors_of_parts(self, texts: Iterable[Iterable[str]]) -> Iterator[Vector]:
        """The same for texts that are given in parts, so that a large file need not be in memory."""
        running: deque[ChunkedDocument] = deque()

        def pieces() -> Iterator[ChunkedDocument]:
            for parts in texts:
                for part in parts:
                    piece = self._cut(part)
                    if piece.chunks:
                        running.append(piece)
                        yield piece
                running.append(_END_OF_TEXT)
                yield _END_OF_TEXT

        total = np.zeros(self.dims, np.float32)
        for vectors in self._embedder.documents(pieces()):
            piece = running.popleft()
            if piece is _END_OF_TEXT:
                yield normalised(total[None])[0]
                total = np.zeros(self.dims, np.float32)
            else:
                weights = np.array([chunk.last_token - chunk.first_token for chunk in piece.chunks], np.float32)
                total += weights @ vectors

    def _cut(self, text: str) -> ChunkedDocument:
        """Cut a text into chunks that fit into the model."""
        (tokens,) = self._embedder.model.tokenizer.tokenize([text])
        starts = range(0, len(tokens), self._piece_tokens)
        ends = (min(start + self._piece_tokens, len(tokens)) for start in starts)
        return ChunkedDocument(tokens, tuple(Chunk(0, 0, start, end) for start, end in zip(starts, ends, strict=True)))
