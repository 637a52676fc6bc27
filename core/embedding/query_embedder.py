"""Embed queries, on one context. A search loads this module, and not the embedder of documents."""

import numpy as np

from scent.arrays import Vector
from scent.core.embedding.model_vectors import pool_chunks, prompt_tokens, unit_vectors
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import Model

# The rest of a longer query is ignored.
_MAX_TOKENS = 512


class QueryEmbedder:
    """Embeds queries as vectors of `dims` numbers. Close it to free its context."""

    def __init__(self, model: Model, dims: int) -> None:
        """Create a context for the longest query."""
        self.model = model
        self.dims = dims
        self._max_tokens = min(model.trained_tokens, _MAX_TOKENS)
        self._encoder = Encoder(model, batch_tokens=self._max_tokens)

    def close(self) -> None:
        """Free the context."""
        self._encoder.close()

    def vector(self, text: str) -> Vector:
        """The unit vector of a query, float32 (dims,). Text beyond the length of the model is ignored."""
        return query_vector(self._encoder, self.model, text, dims=self.dims, max_tokens=self._max_tokens)


def query_vector(encoder: Encoder, model: Model, text: str, *, dims: int, max_tokens: int) -> Vector:
    """The unit vector, float32 (dims,), of the first `max_tokens` tokens of a query.

    The tokens include the special ones and the prompt.
    """
    room = max_tokens - len(model.prefix) - len(model.suffix)
    tokens = np.concatenate([prompt_tokens(model, model.card.query_prompt), *model.tokenize([text])])[:room]
    whole = model.wrap(tokens)
    (vectors,) = encoder.encode([whole])
    spans = np.array([[0, len(whole)]], np.int32)
    return np.asarray(unit_vectors(model, pool_chunks(model, vectors, spans, 0, 0), dims)[0])
