"""From a query to its vector, on one context: what a search needs of embedding, and what embedding shares with it.

Owned here: prompts, and the way from token vectors to a unit vector.
"""

import numpy as np

from scent.arrays import Tokens, TokenSpans, Vector, Vectors
from scent.core.chunking.pooling import normalised, pool
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import Model
from scent.errors import ModelError

# What is over it is not read: a query is a question, not a book.
_MOST_TOKENS = 512


class QueryEmbedder:
    """Embeds queries, one after another, as vectors of `dims` numbers. Close it to free its context."""

    def __init__(self, model: Model, dims: int) -> None:
        """Make a context for the longest query that is read."""
        self.model = model
        self.dims = dims
        self._most = min(model.trained_tokens, _MOST_TOKENS)
        self._encoder = Encoder(model, batch_tokens=self._most)

    def close(self) -> None:
        """Free the context."""
        self._encoder.close()

    def vector(self, text: str) -> Vector:
        """The unit vector of a query, float32 (dims,); what is over the model's length is not read."""
        return query_vector(self._encoder, self.model, text, dims=self.dims, most=self._most)


def query_vector(encoder: Encoder, model: Model, text: str, *, dims: int, most: int) -> Vector:
    """The unit vector of the first `most` tokens of a query, special ones and prompt included: float32 (dims,)."""
    room = most - len(model.prefix) - len(model.suffix)
    tokens = np.concatenate([prompt_tokens(model, model.card.query_prompt), *model.tokenize([text])])[:room]
    whole = model.wrap(tokens)
    (vectors,) = encoder.encode([whole])
    return np.asarray(unit(model, pooled(model, vectors, np.array([[0, len(whole)]], np.int32), 0, 0), dims)[0])


def prompt_tokens(model: Model, text: str) -> Tokens:
    """The ids (tokens,) of a prompt, which may be empty."""
    return model.tokenize([text])[0] if text else np.empty(0, np.int32)


def pooled(model: Model, tokens: Vectors, spans: TokenSpans, before: int, after: int) -> Vectors:
    """The vectors (chunks, dims) of the chunks at `spans` of a window, in the model's way: see `windows.pool`."""
    match model.pooling:
        case "mean":
            return pool(tokens, spans, before, after)
        case "cls":
            return tokens[:1]
        case _:
            return tokens[-1:]


def unit(model: Model, vectors: Vectors, dims: int) -> Vectors:
    """The first `dims` numbers of vectors (n, any), at length one: float32 (n, dims).

    Raises:
        ModelError: one is not a number.
    """
    result = normalised(vectors[:, :dims])
    if not np.isfinite(result).all():
        message = f"{model.card.name} gave a vector that is not a number"
        raise ModelError(
            message, hint="Its file may be damaged or of a type that this build cannot run: try another one."
        )
    return result
