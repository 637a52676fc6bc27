"""How the numbers of vectors are kept. Pure."""

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from scent.arrays import StoredVectors, Vectors


class Dtype(StrEnum):
    """The type of a vector's numbers.

    `int8` scales each vector so that its largest number is 127 or -127: cosines stay (within a hundredth), lengths do
    not.
    """

    FLOAT32 = "float32"
    FLOAT16 = "float16"
    INT8 = "int8"


def converted(vectors: Vectors | StoredVectors, dtype: Dtype) -> npt.NDArray[np.generic]:
    """Vectors (n, dims) with numbers of the type `dtype`."""
    if dtype is not Dtype.INT8:
        return vectors.astype(np.dtype(dtype))
    wide = vectors.astype(np.float32)
    largest = np.abs(wide).max(axis=1, keepdims=True, initial=0)
    return np.rint(wide * (127 / np.where(largest == 0, 1, largest))).astype(np.int8)
