"""The linear layer that finishes the vectors of some models, after pooling: mdbr-leaf-ir is one of them.

llama.cpp has no such layer in a BERT. It is therefore in two fields of the file, which scent reads
and applies itself:

    scent.projection.bias    float32 (dims,)
    scent.projection.weight  float32 (dims, width), row by row
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scent.arrays import Vectors
from scent.core.inference.gguf.card import PROJECTION_BIAS, PROJECTION_WEIGHT
from scent.core.inference.gguf.header import Array, read_header
from scent.errors import ModelError
from scent.regular_files import open_regular


@dataclass(frozen=True, slots=True)
class Projection:
    """A linear layer: `weight` is float32 (dims, width), `bias` float32 (dims,)."""

    weight: Vectors
    bias: Vectors

    def apply(self, vectors: Vectors) -> Vectors:
        """The projected vectors: (n, width) to (n, dims)."""
        return np.asarray(vectors @ self.weight.T + self.bias, dtype=np.float32)


def read_projection(path: Path) -> Projection:
    """Read the projection in a model file whose card has one; takes a few milliseconds.

    Raises:
        ModelError: the file cannot be read, or has changed since.
    """
    header = read_header(path)
    bias, weight = header.floats(PROJECTION_BIAS), header.floats(PROJECTION_WEIGHT)
    if bias is None or weight is None:
        raise ModelError(f"{path.name} changed while it was read", hint="try again")
    return Projection(_read(path, weight).reshape(bias.length, -1), _read(path, bias))


def _read(path: Path, array: Array) -> Vectors:
    with open_regular(path) as file:
        file.seek(array.place)
        return np.frombuffer(file.read(4 * array.length), "<f4").astype(np.float32)
