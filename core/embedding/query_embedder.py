"""Embed queries, with one encoder. A search loads this module, and not the embedder of documents."""

from collections.abc import Sequence

import numpy as np

from scent.arrays import Tokens, Vector
from scent.core.embedding.model_vectors import prompt_tokens, unit_vectors
from scent.core.inference.embedding_model import EmbeddingModel, WindowEncoder, WindowInput
from scent.errors import UsageError

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

    def vector(self, text: str, instruction: str = "") -> Vector:
        """The unit vector of a query, float32 (dims,). Text beyond the length of the model is ignored.

        Raises:
            UsageError: there is an instruction, and the model takes none.
        """
        return self.vectors([text], instruction)[0]

    def passage_vector(self, text: str) -> Vector:
        """The unit vector of the beginning of a passage, float32 (dims,), as that of a short passage of an index."""
        prompt = self.model.document_prompt
        return query_vectors(
            self._encoder, self.model, [text], dims=self.dims, max_tokens=self._max_tokens, prompt=prompt
        )[0]

    def vectors(self, texts: Sequence[str], instruction: str = "") -> list[Vector]:
        """The same for several queries, which may share a call of the model."""
        prompt = with_instruction(self.model, instruction) if instruction else self.model.query_prompt
        return query_vectors(
            self._encoder, self.model, texts, dims=self.dims, max_tokens=self._max_tokens, prompt=prompt
        )


def with_instruction(model: EmbeddingModel, instruction: str) -> str:
    """What stands before a query for a model, with this instruction in place of the usual one.

    Raises:
        UsageError: the model was trained without instructions.
    """
    from scent.core.inference.families import instructed

    prompt = instructed(model.query_prompt, instruction)
    if prompt is None:
        hint = "leave out --instruction, or use a model that takes instructions, such as Qwen3-Embedding"
        raise UsageError(f"{model.name} was trained without instructions", hint=hint)
    return prompt


def query_vectors(  # noqa: PLR0913  # a model, and how it reads the texts
    encoder: WindowEncoder,
    model: EmbeddingModel,
    texts: Sequence[str],
    *,
    dims: int,
    max_tokens: int,
    prompt: str | None = None,
) -> list[Vector]:
    """The unit vectors, float32 (dims,), of the first `max_tokens` tokens of each query.

    The tokens include the special ones and the prompt, which is the model's own if it is None.
    """
    tokens = prompt_tokens(model, model.query_prompt if prompt is None else prompt)
    windows = [_query_window(model, tokens, text, max_tokens) for text in texts]
    calls = [windows] if model.packed else [[window] for window in windows]
    return [np.asarray(unit_vectors(model, each, dims)[0]) for call in calls for each in encoder.chunk_vectors(call)]


def _query_window(model: EmbeddingModel, prompt: Tokens, text: str, max_tokens: int) -> WindowInput:
    """What passes through the model of a query, after a prompt."""
    room = max_tokens - len(model.prefix) - len(model.suffix)
    tokens = np.concatenate([prompt, *model.tokenizer.tokenize([text])])[:room]
    whole = np.concatenate([model.prefix, tokens, model.suffix])
    return WindowInput(whole, np.array([[0, len(whole)]], np.int32), 0, 0)
