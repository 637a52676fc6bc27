"""The struct in which tokens are handed to llama.cpp.

Owned here: its memory.
"""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np

from scent.arrays import Tokens


class Batch:
    """A `llama_batch` over numpy arrays, made once for a context and filled for each batch."""

    def __init__(self, api: Any, most_tokens: int) -> None:  # noqa: ANN401 - a module without types
        """Make room for `most_tokens` tokens."""
        self._tokens = np.zeros(most_tokens, np.int32)
        self._positions = np.zeros(most_tokens, np.int32)
        self._sequences = np.zeros(most_tokens, np.int32)
        self._counts = np.ones(most_tokens, np.int32)  # each token belongs to one sequence
        self._outputs = np.ones(most_tokens, np.int8)  # and each one's vector is wanted
        # The C struct wants a pointer to each token's list of sequences: lists of one, one after another.
        width = self._sequences.itemsize
        self._lists = self._sequences.ctypes.data + np.arange(most_tokens, dtype=np.uintp) * np.uintp(width)
        self.struct = api.llama_batch()
        for name, array in (
            ("token", self._tokens),
            ("pos", self._positions),
            ("n_seq_id", self._counts),
            ("seq_id", self._lists),
            ("logits", self._outputs),
        ):
            kind = dict(api.llama_batch._fields_)[name]
            setattr(self.struct, name, ctypes.cast(array.ctypes.data, kind))

    def fill(self, sequences: Sequence[Tokens]) -> int:
        """Write sequences, which the caller has measured, one after another; their tokens are counted."""
        at = 0
        for number, sequence in enumerate(sequences):
            end = at + len(sequence)
            self._tokens[at:end] = sequence
            self._positions[at:end] = np.arange(len(sequence))
            self._sequences[at:end] = number
            at = end
        self.struct.n_tokens = at
        return at
