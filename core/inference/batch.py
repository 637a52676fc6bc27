"""The llama.cpp struct that holds the tokens of a batch."""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np

from scent.arrays import Tokens


class Batch:
    """A `llama_batch` over NumPy arrays, allocated once for a context and filled for each batch."""

    def __init__(self, api: Any, max_tokens: int) -> None:  # noqa: ANN401 - a module without types
        """Allocate room for `max_tokens` tokens."""
        self._tokens = np.zeros(max_tokens, np.int32)
        self._positions = np.zeros(max_tokens, np.int32)
        self._sequences = np.zeros(max_tokens, np.int32)
        self._counts = np.ones(max_tokens, np.int32)  # each token belongs to one sequence
        self._outputs = np.ones(max_tokens, np.int8)  # llama.cpp returns the vector of each token
        # The C struct contains a pointer to each token's list of sequences: lists of one, one after
        # another.
        width = self._sequences.itemsize
        self._lists = self._sequences.ctypes.data + np.arange(max_tokens, dtype=np.uintp) * np.uintp(width)
        self.struct = api.llama_batch()
        for name, array in (
            ("token", self._tokens),
            ("pos", self._positions),
            ("n_seq_id", self._counts),
            ("seq_id", self._lists),
            ("logits", self._outputs),
        ):
            pointer_type = dict(api.llama_batch._fields_)[name]
            setattr(self.struct, name, ctypes.cast(array.ctypes.data, pointer_type))

    def fill(self, sequences: Sequence[Tokens]) -> int:
        """Write sequences one after another and return the number of their tokens.

        The caller makes sure that they fit.
        """
        at = 0
        for number, sequence in enumerate(sequences):
            end = at + len(sequence)
            self._tokens[at:end] = sequence
            self._positions[at:end] = np.arange(len(sequence))
            self._sequences[at:end] = number
            at = end
        self.struct.n_tokens = at
        return at
