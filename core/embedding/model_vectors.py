"""From the token vectors of an input to its unit vectors, in the way the model was trained for."""

import numpy as np

from scent.arrays import Tokens, TokenSpans, Vectors
from scent.core.chunking.pooling import normalised, pool
from scent.core.inference.model import Model
from scent.errors import ModelError


def prompt_tokens(model: Model, prompt: str) -> Tokens:
    """The token ids of a prompt, int32 (tokens,); none for an empty prompt."""
    return model.tokenize([prompt])[0] if prompt else np.empty(0, np.int32)


def pool_chunks(model: Model, tokens: Vectors, spans: TokenSpans, before: int, after: int) -> Vectors:
    """Pool the token vectors of a window into one vector for each chunk: float32 (chunks, dims), not normalized.

    `tokens` are the vectors of the window's tokens, `before` and `after` of which are not text:
    special tokens and the prompt. `spans` are the tokens of each chunk, counted from the first
    token of text. A model that does not pool by the mean gives one vector for the whole window.
    """
    match model.pooling:
        case "mean":
            return pool(tokens, spans, before, after)
        case "cls":
            return tokens[:1]
        case _:
            return tokens[-1:]


def unit_vectors(model: Model, vectors: Vectors, dims: int) -> Vectors:
    """The first `dims` numbers of each vector, scaled to length one: float32 (n, dims).

    Raises:
        ModelError: the model gave a vector with NaN or infinity.
    """
    result = normalised(vectors[:, :dims])
    if not np.isfinite(result).all():
        message = f"{model.card.name} gave a vector that is not a number"
        hint = "its file may be damaged, or of a type that this build cannot run; try another one"
        raise ModelError(message, hint=hint)
    return result
