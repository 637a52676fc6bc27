"""What the tokens of a prompt are, and how the vectors of a model become unit vectors."""

import numpy as np

from scent.arrays import Tokens, Vectors
from scent.core.chunking.pooling import normalised
from scent.core.inference.embedding_model import EmbeddingModel
from scent.errors import ModelError


def prompt_tokens(model: EmbeddingModel, prompt: str) -> Tokens:
    """The token ids of a prompt, int32 (tokens,); none for an empty prompt."""
    return model.tokenizer.tokenize([prompt])[0] if prompt else np.empty(0, np.int32)


def unit_vectors(model: EmbeddingModel, vectors: Vectors, dims: int) -> Vectors:
    """The first `dims` numbers of each vector, scaled to length one: float32 (n, dims).

    Raises:
        ModelError: the model gave a vector with NaN or infinity.
    """
    result = normalised(vectors[:, :dims])
    if not np.isfinite(result).all():
        message = f"{model.name} gave a vector that is not a number"
        hint = "its file may be damaged, or of a type that this build cannot run; try another one"
        raise ModelError(message, hint=hint)
    return result
