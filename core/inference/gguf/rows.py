"""Read single rows of a matrix in a GGUF file, such as the vectors of some tokens."""

import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scent.arrays import Vectors
from scent.core.inference.gguf.header import Header, Tensor
from scent.errors import ModelError
from scent.regular_files import open_regular

# Types of tensors, as ggml.h numbers them.
_F32, _F16, _Q8_0, _BF16 = 0, 1, 8, 30
_PLAIN: Final[Mapping[int, np.dtype[Any]]] = {_F32: np.dtype("<f4"), _F16: np.dtype("<f2"), _BF16: np.dtype("<u2")}
_BLOCK: Final[np.dtype[Any]] = np.dtype([("scale", "<f2"), ("values", "i1", 32)])  # of Q8_0


class Rows:
    """The rows of a matrix in a model file."""

    def __init__(self, path: Path, header: Header, name: str) -> None:
        """Map the matrix `name` of a file with this header.

        Raises:
            ModelError: the file cannot be read, has no such matrix, or its numbers are of a type that is not read here.
        """
        tensor = header.tensors.get(name)
        if tensor is None or len(tensor.shape) > 2 or tensor.kind not in {*_PLAIN, _Q8_0}:  # noqa: PLR2004  # a matrix
            raise ModelError(
                f"{path.name} has no vectors of its tokens that scent can read ({name})",
                hint="use a file in F16 or Q8_0",
            )
        self._kind = tensor.kind
        self._table = _table(path, tensor, header.data_start + tensor.offset)

    def at(self, rows: NDArray[Any]) -> Vectors:
        """The values of some rows, float32 (rows, columns)."""
        found = self._table[rows]
        if self._kind == _BF16:
            return np.asarray((found.astype(np.uint32) << np.uint32(16)).view(np.float32))
        if self._kind == _Q8_0:
            values = found["values"].astype(np.float32) * found["scale"].astype(np.float32)[..., None]
            return np.asarray(values.reshape(len(found), -1))
        return np.asarray(found, np.float32)


def _table(path: Path, tensor: Tensor, place: int) -> NDArray[Any]:
    """The mapped values or blocks of a matrix, (rows, values or blocks in a row)."""
    columns, rows = tensor.shape[0], int(np.prod(tensor.shape[1:]))
    dtype: np.dtype[Any] = _PLAIN.get(tensor.kind, _BLOCK)
    width = columns // (1 if tensor.kind in _PLAIN else 32)
    try:
        with open_regular(path) as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.frombuffer(data, dtype, rows * width, place).reshape(rows, width)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name} cannot be read: {error}", hint="copy the file again") from error
