"""A table of vectors on its way out: which format, into what.

Owned here: names of formats, and new files that take their name only once they are whole.
"""

import errno
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from scent.arrays import StoredVectors, Vectors
from scent.formats.tables.numbers import Dtype, converted


class Container(StrEnum):
    """A format for a table of vectors; `.npy` holds the vectors alone."""

    NPY = "npy"
    ARROW = "arrow"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table holds: columns by name, with a type of `scent.formats.tables.arrow.TYPES`, and vectors."""

    columns: Mapping[str, str]
    dims: int
    dtype: Dtype = Dtype.FLOAT32


class Table:
    """A table that is being written to `file`, batch by batch. Made by `table`."""

    def __init__(self, file: BinaryIO, container: Container, shape: Shape, *, seekable: bool) -> None:
        self._dtype = shape.dtype
        self._npy = self._arrow = None
        numbers = np.dtype(shape.dtype)
        # Each format when it is asked for: pyarrow takes 60 ms to load.
        if container is Container.NPY:
            from scent.formats.tables.npy import NpyTable

            self._npy = NpyTable(file, shape.dims, numbers, seekable=seekable)
        else:
            from scent.formats.tables.arrow import ArrowTable, schema

            layout = schema(shape.columns, shape.dims, numbers)
            parquet = container is Container.PARQUET
            self._arrow = ArrowTable(file, layout, parquet=parquet, stream=not seekable)

    def write(self, columns: Mapping[str, Sequence[Any]], vectors: Vectors | StoredVectors) -> None:
        """Append rows: each column's values (n) and vectors (n, dims)."""
        numbers = converted(vectors, self._dtype)
        if self._npy:
            self._npy.write(numbers)
        elif self._arrow:
            self._arrow.write(columns, numbers)

    def close(self) -> None:
        """Write what ends the table."""
        (self._npy or self._arrow).close()  # type: ignore[union-attr]  # one of the two is there

    def abandon(self) -> None:
        """Let go of what the table holds beside its file."""
        if self._npy:
            self._npy.abandon()


@contextmanager
def table(file: BinaryIO, container: Container, shape: Shape, *, seekable: bool) -> Iterator[Table]:
    """A table that is ended when the block is left without an error; `seekable` says whether `file` is a new file.

    Raises:
        OSError: there is no room, or nobody reads.
    """
    written = Table(file, container, shape, seekable=seekable)
    try:
        yield written
        written.close()
    finally:
        written.abandon()


@contextmanager
def new_file(path: Path) -> Iterator[tuple[BinaryIO, bool]]:
    """A file to write, and whether it can be sought in; it takes the name `path` once the block is left without error.

    Until then, and after an error, what was there stays. Devices and pipes are written to as they are.

    Raises:
        OSError: it cannot be written.
    """
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        regular = True
    if not regular:
        with path.open("wb") as file:
            yield file, False
        return
    real = path.resolve()  # a link stays one
    if not real.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "no such directory", str(real.parent))
    temporary = real.with_name(f".{real.name}.{os.getpid()}.part")
    try:
        with temporary.open("xb") as file:
            yield file, True
        if real.exists():
            temporary.chmod(stat.S_IMODE(real.stat().st_mode))
        temporary.replace(real)
    finally:
        temporary.unlink(missing_ok=True)
