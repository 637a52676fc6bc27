"""The number types that vectors can be exported in, and conversion to them."""

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from scent.arrays import StoredVectors, Vectors

_LARGEST_INT8 = 127


class Dtype(StrEnum):
    """The type of a vector's numbers.

    `int8` scales each vector so that its largest number is 127 or -127. Cosines change by less than
    0.01; lengths are lost.
    """

    FLOAT32 = "float32"
    FLOAT16 = "float16"
    INT8 = "int8"


def convert(vectors: Vectors | StoredVectors, dtype: Dtype) -> npt.NDArray[np.generic]:
    """Convert vectors (n, dims) to another number type."""
    if dtype is not Dtype.INT8:
        return vectors.astype(np.dtype(dtype))
    wide = vectors.astype(np.float32)
    largest = np.abs(wide).max(axis=1, keepdims=True, initial=0)
    return np.rint(wide * (_LARGEST_INT8 / np.where(largest == 0, 1, largest))).astype(np.int8)
