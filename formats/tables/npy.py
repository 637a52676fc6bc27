"""A matrix in numpy's `.npy` format, written row by row before it is known how many there will be.

Owned here: the header. It is written with room for any number of rows and filled in at the end; where the file cannot
be sought in (a pipe), rows wait in a temporary file instead of in memory.
"""

import shutil
import tempfile
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

# The magic, the version (1.0) and the length of what follows, as numpy.lib.format specifies them.
_HEADER_BYTES = 128
_START = b"\x93NUMPY\x01\x00" + (_HEADER_BYTES - 10).to_bytes(2, "little")


class NpyTable:
    """Rows of `dims` numbers of the type `dtype`, into `file`; `seekable` says whether it is a new file of one's own.

    Raises:
        OSError: (from any method) there is no room.
    """

    def __init__(self, file: BinaryIO, dims: int, dtype: npt.DTypeLike, *, seekable: bool) -> None:
        self._file = file
        self._dims = dims
        self._dtype = np.dtype(dtype).newbyteorder("<")
        self._rows = 0
        self._body: BinaryIO = file if seekable else tempfile.TemporaryFile()  # noqa: SIM115  # `close` closes it
        if seekable:
            file.write(self._header())

    def write(self, vectors: npt.NDArray[np.generic]) -> None:
        """Append vectors (n, dims)."""
        self._body.write(np.ascontiguousarray(vectors, self._dtype).tobytes())
        self._rows += len(vectors)

    def close(self) -> None:
        """Fill the header in; `file` stays open."""
        if self._body is self._file:
            self._file.seek(0)
            self._file.write(self._header())
            return
        with self._body:
            self._body.seek(0)
            self._file.write(self._header())
            shutil.copyfileobj(self._body, self._file, 1 << 20)

    def abandon(self) -> None:
        """Let go of what was written."""
        if self._body is not self._file:
            self._body.close()

    def _header(self) -> bytes:
        shape = f"({self._rows}, {self._dims})"
        text = f"{{'descr': '{self._dtype.str}', 'fortran_order': False, 'shape': {shape}, }}"
        return _START + text.encode().ljust(_HEADER_BYTES - len(_START) - 1) + b"\n"
