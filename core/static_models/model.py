"""A loaded static model: what `scent.core.inference.embedding_model` asks of any model."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from scent.arrays import Vector, Vectors
from scent.core.inference.embedding_model import Batching, WindowInput
from scent.core.static_models.pieces import PieceTokenizer
from scent.core.static_models.table import Table
from scent.core.static_models.vectors import StaticVectors
from scent.core.static_models.words import WordTokenizer

# A passage may have any length: the mean of its tokens' vectors is its own.
LONGEST: Final = 1 << 15
# Says that a token's vector does not depend on those around it.
POOLING: Final = "static"


class StaticModel:
    """A static model, for any number of threads."""

    prefix = suffix = np.empty(0, np.int32)
    query_prompt = document_prompt = ""
    pooling = POOLING
    context_tokens = trained_tokens = LONGEST
    has_pieces = english = False
    packed = True
    batching = Batching(4096, 1)

    def __init__(self, table: Table, name: str) -> None:
        """Use a table; `name` is what people call the model.

        Raises:
            ModelError: its tokenizer cannot be used.
        """
        self.name = name
        self.vectors = StaticVectors(table)
        self.dims = self.vectors.dims
        tokenizer = table.section("tokenizer")
        self.tokenizer: WordTokenizer | PieceTokenizer = (
            WordTokenizer(table) if tokenizer is None else PieceTokenizer(tokenizer.tobytes(), name)
        )

    def parallel(self, _workers: int) -> int:
        """One encoder: it waits for memory, and not for a processor."""
        return 1

    def is_word(self, word: str) -> bool:
        """Whether it has a vector of a word as a whole."""
        return self.tokenizer.knows(word)

    def encoder(self, _batch_tokens: int) -> "StaticEncoder":
        """An encoder, which holds nothing."""
        return StaticEncoder(self.vectors)


class StaticEncoder:
    """Makes vectors of chunks: the means of those of their tokens."""

    def __init__(self, vectors: StaticVectors) -> None:
        self._vectors = vectors

    def chunk_vectors(self, windows: Sequence[WindowInput]) -> list[Vectors]:
        """The vectors of the chunks of each window, float32 (chunks, dims): zeros where no token says anything."""
        return [np.stack([self._mean(window, *span) for span in window.spans.tolist()]) for window in windows]

    def _mean(self, window: WindowInput, first: int, last: int) -> Vector:
        tokens = window.tokens[window.before + first : window.before + last]
        return np.asarray(self._vectors.of_tokens(tokens).sum(axis=0) / np.float32(max(1, last - first)))

    def cancel(self) -> None:
        """Do nothing: a call takes milliseconds."""

    def close(self) -> None:
        """Do nothing."""
