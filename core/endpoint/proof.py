"""Tells whether a server still has the same model: by its vector of one sentence, which an index remembers.

The same weights give slightly other vectors on other hardware, in other batches and in other types of
numbers; another model gives vectors that have nothing to do with these.
"""

import base64
from typing import Final, NamedTuple, Self

import numpy as np

from scent.arrays import Vector

SENTENCE: Final = "The quick brown fox jumps over the lazy dog, and scent finds where it went."
# So many of the first numbers tell models apart, and are short in a manifest.
_NUMBERS: Final = 256
# Two types of weights of one model have a cosine of 0.99 or more, but for those of 4 bits and fewer.
_LEAST_COSINE: Final = 0.99


class Proof(NamedTuple):
    """The first numbers of a vector, scaled to length one: float32 (n,)."""

    numbers: Vector

    @classmethod
    def of(cls, vector: Vector) -> Self:
        """The proof of the model that gave a vector (dims,) of the sentence."""
        first = np.asarray(vector[:_NUMBERS], np.float32)
        length = float(np.linalg.norm(first))
        return cls(np.asarray((first / (length or 1)).astype(np.float16), np.float32))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The proof that `str` gave.

        Raises:
            ValueError: it is none.
        """
        numbers = np.frombuffer(base64.b64decode(text, validate=True), "<f2").astype(np.float32)
        if not len(numbers) or not np.isfinite(numbers).all():
            raise ValueError("proof")
        return cls(numbers)

    def __str__(self) -> str:
        return base64.b64encode(self.numbers.astype("<f2").tobytes()).decode("ascii")

    def differs(self, vector: Vector) -> bool:
        """Whether another model gave a vector (dims,) of the sentence."""
        other = Proof.of(vector).numbers
        return len(other) != len(self.numbers) or float(other @ self.numbers) < _LEAST_COSINE
