"""Embed queries, with one encoder. A search loads this module, and not the embedder of documents."""

from collections.abc import Sequence

import numpy as np

from scent.arrays import Vector
from scent.core.embedding.model_vectors import prompt_tokens, unit_vectors
from scent.core.inference.embedding_model import EmbeddingModel, WindowEncoder, WindowInput

# The rest of a longer query is ignored.
_MAX_TOKENS = 512


class QueryEmbedder:
    """Embeds queries as vectors of `dims` numbers. Close it to free its encoder."""

    def __init__(self, model: EmbeddingModel, dims: int) -> None:
        """Create an encoder for the longest query."""
        self.model = model
        self.dims = dims
        self._max_tokens = min(model.trained_tokens, _MAX_TOKENS)
        self._encoder = model.encoder(self._max_tokens)

    def close(self) -> None:
        """Free the encoder."""
        self._encoder.close()

    def vector(self, text: str) -> Vector:
        """The unit vector of a query, float32 (dims,). Text beyond the length of the model is ignored."""
        return self.vectors([text])[0]

    def vectors(self, texts: Sequence[str]) -> list[Vector]:
        """The same for several queries, which may share a call of the model."""
        return query_vectors(self._encoder, self.model, texts, dims=self.dims, max_tokens=self._max_tokens)


def query_vectors(
    encoder: WindowEncoder, model: EmbeddingModel, texts: Sequence[str], *, dims: int, max_tokens: int
) -> list[Vector]:
    """The unit vectors, float32 (dims,), of the first `max_tokens` tokens of each query.

    The tokens include the special ones and the prompt.
    """
    windows = [_query_window(model, text, max_tokens) for text in texts]
    calls = [windows] if model.packed else [[window] for window in windows]
    return [np.asarray(unit_vectors(model, each, dims)[0]) for call in calls for each in encoder.chunk_vectors(call)]


def _query_window(model: EmbeddingModel, text: str, max_tokens: int) -> WindowInput:
    """What passes through the model of a query."""
    room = max_tokens - len(model.prefix) - len(model.suffix)
    tokens = np.concatenate([prompt_tokens(model, model.query_prompt), *model.tokenizer.tokenize([text])])[:room]
    whole = np.concatenate([model.prefix, tokens, model.suffix])
    return WindowInput(whole, np.array([[0, len(whole)]], np.int32), 0, 0)
