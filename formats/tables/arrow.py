"""Writes tables in Parquet and in Arrow's IPC formats, batch by batch.

Arrow has a file format, which can be memory-mapped, and a streaming format, which pipes need.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

# The types of columns by the names used in `TableLayout`; a "?" after the name allows nulls.
TYPES: Mapping[str, pa.DataType] = {
    "text": pa.large_utf8(),
    "name": pa.utf8(),
    "bytes": pa.binary(),
    "number": pa.int64(),
    "flag": pa.bool_(),
    "names": pa.list_(pa.field("item", pa.utf8(), nullable=False)),
}
_VECTOR = "vector"
# Rows in a row group of a Parquet file, which are held in memory: some 12 MB of vectors.
_ROW_GROUP = 8192


def arrow_schema(columns: Mapping[str, str], dims: int, dtype: npt.DTypeLike) -> pa.Schema:
    """The schema of a table: `columns` (name to type), then the column `vector` of `dims` numbers."""
    fields = [pa.field(name, TYPES[kind.removesuffix("?")], nullable="?" in kind) for name, kind in columns.items()]
    item = pa.field("item", pa.from_numpy_dtype(np.dtype(dtype)), nullable=False)
    return pa.schema([*fields, pa.field(_VECTOR, pa.list_(item, dims), nullable=False)])


class ArrowWriter:
    """Writes columns and vectors to `file`, which stays open. Any method can raise OSError.

    The format is Parquet, or Arrow's streaming or file format.
    """

    def __init__(self, file: BinaryIO, schema: pa.Schema, *, parquet: bool, stream: bool) -> None:
        self._schema = schema
        self._waiting: list[pa.RecordBatch] = []
        self._least_rows = _ROW_GROUP if parquet else 1
        self._sink = _Unclosed(file)
        sink = pa.PythonFile(self._sink, mode="w")
        if parquet:
            from pyarrow.parquet import ParquetWriter  # takes 30 ms to load

            self._writer = ParquetWriter(sink, schema, compression="zstd")
        elif stream:
            self._writer = pa.ipc.new_stream(sink, schema)
        else:
            self._writer = pa.ipc.new_file(sink, schema)

    def write(self, columns: Mapping[str, Sequence[Any]], vectors: npt.NDArray[np.generic]) -> None:
        """Append a batch: the values of each column (n) and vectors (n, dims)."""
        arrays = [_array(columns[name], self._schema.field(name).type) for name in self._schema.names[:-1]]
        numbers = pa.array(np.ascontiguousarray(vectors).ravel())
        arrays.append(pa.FixedSizeListArray.from_arrays(numbers, type=self._schema.field(_VECTOR).type))
        self._waiting.append(pa.record_batch(arrays, self._schema))
        if sum(map(len, self._waiting)) >= self._least_rows:
            self._write()

    def close(self) -> None:
        """Write the remaining rows and the end of the file."""
        self._write()
        self._writer.close()

    def abandon(self) -> None:
        """Write nothing more: pyarrow would try to when the writer is collected, and report that it cannot."""
        self._sink.abandoned = True
        with suppress(Exception):  # it is closed already, or cannot be
            self._writer.close()

    def _write(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting))
            self._waiting.clear()


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:  # JSON can hold lone surrogates, which UTF-8 cannot encode
        return pa.array([value.encode(errors="replace").decode() for value in values], kind)


class _Unclosed:
    """A file for pyarrow to write to; closing it has no effect."""

    closed = False
    abandoned = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._written = 0

    def write(self, data: bytes) -> int:
        self._written += len(data)
        return len(data) if self.abandoned else self._file.write(data)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        if not self.abandoned:
            self._file.flush()

    def close(self) -> None:
        """Leave the file to its owner."""
