"""Writes vectors in numpy's `.npy` format (version 1.0) without knowing the number of rows in advance.

The header, which holds that number, is padded to a fixed length and written again at the end. For a
pipe, rows are collected in a temporary file first.
"""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

# The magic string, the version (1.0) and the length of the rest of the header (numpy.lib.format).
_HEADER_BYTES = 128
_START = b"\x93NUMPY\x01\x00" + (_HEADER_BYTES - 10).to_bytes(2, "little")


class NpyWriter:
    """Writes rows of `dims` numbers to `file`; `seekable` as in `open_table`. Any method can raise OSError."""

    def __init__(self, file: BinaryIO, dims: int, dtype: npt.DTypeLike, *, seekable: bool) -> None:
        self._file = file
        self._dims = dims
        self._dtype = np.dtype(dtype).newbyteorder("<")
        self._rows = 0
        self._body: BinaryIO = file if seekable else tempfile.TemporaryFile()  # noqa: SIM115  # `close` closes it
        if seekable:
            file.write(self._header())

    def write(self, _columns: Mapping[str, Sequence[Any]], vectors: npt.NDArray[np.generic]) -> None:
        """Append vectors (n, dims); columns are left out."""
        self._body.write(np.ascontiguousarray(vectors, self._dtype).tobytes())
        self._rows += len(vectors)

    def close(self) -> None:
        """Write the final header; `file` stays open."""
        if self._body is self._file:
            self._file.seek(0)
            self._file.write(self._header())
            return
        with self._body:
            self._body.seek(0)
            self._file.write(self._header())
            shutil.copyfileobj(self._body, self._file, 1 << 20)

    def abandon(self) -> None:
        """Remove the temporary file, if there is one."""
        if self._body is not self._file:
            self._body.close()

    def _header(self) -> bytes:
        shape = f"({self._rows}, {self._dims})"
        text = f"{{'descr': '{self._dtype.str}', 'fortran_order': False, 'shape': {shape}, }}"
        return _START + text.encode().ljust(_HEADER_BYTES - len(_START) - 1) + b"\n"
