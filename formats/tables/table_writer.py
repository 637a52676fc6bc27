"""Writes a table of columns and vectors, batch by batch, in a chosen format."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO, Protocol

import numpy as np
import numpy.typing as npt

from scent.arrays import StoredVectors, Vectors
from scent.formats.tables.dtype import Dtype, convert


class TableFormat(StrEnum):
    """A file format for tables; `.npy` holds the vectors alone."""

    NPY = "npy"
    ARROW = "arrow"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class TableLayout:
    """The columns of a table, each with a type of `arrow.TYPES`, and the size and type of its vectors."""

    columns: Mapping[str, str]
    dims: int
    dtype: Dtype = Dtype.FLOAT32


class _FormatWriter(Protocol):
    def write(self, columns: Mapping[str, Sequence[Any]], vectors: npt.NDArray[np.generic]) -> None: ...
    def close(self) -> None: ...
    def abandon(self) -> None: ...


class TableWriter:
    """Converts and writes batches; made by `open_table`."""

    def __init__(self, writer: _FormatWriter, dtype: Dtype) -> None:
        self._writer = writer
        self._dtype = dtype

    def write(self, columns: Mapping[str, Sequence[Any]], vectors: Vectors | StoredVectors) -> None:
        """Append rows: the values of each column (n) and vectors (n, dims).

        Raises:
            OSError: the disk is full, or the reader of a pipe is gone.
        """
        self._writer.write(columns, convert(vectors, self._dtype))


@contextmanager
def open_table(
    file: BinaryIO, table_format: TableFormat, layout: TableLayout, *, seekable: bool
) -> Iterator[TableWriter]:
    """Begin a table in `file`, and finish it when the block ends without an error; `file` stays open.

    `seekable` says that `file` is a new file that can be sought in, rather than a pipe.

    Raises:
        OSError: the disk is full, or the reader of a pipe is gone.
    """
    writer = _format_writer(file, table_format, layout, seekable=seekable)
    try:
        yield TableWriter(writer, layout.dtype)
        writer.close()
    finally:
        writer.abandon()


def _format_writer(file: BinaryIO, table_format: TableFormat, layout: TableLayout, *, seekable: bool) -> _FormatWriter:
    numbers = np.dtype(layout.dtype)
    # Imported when needed: pyarrow takes 60 ms to load.
    if table_format is TableFormat.NPY:
        from scent.formats.tables.npy import NpyWriter

        return NpyWriter(file, layout.dims, numbers, seekable=seekable)
    from scent.formats.tables.arrow import ArrowWriter, arrow_schema

    schema = arrow_schema(layout.columns, layout.dims, numbers)
    return ArrowWriter(file, schema, parquet=table_format is TableFormat.PARQUET, stream=not seekable)
