"""Tables in Arrow's IPC formats and in Parquet, written batch by batch.

Owned here: the mapping of columns to Arrow's types. A file is in the IPC file format, which can be mapped and read from
anywhere; a pipe carries the streaming format, which can be read from its start.
"""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

# What a column may hold, by the name that a column's type has here; with a "?" behind it, a row may have none.
TYPES: Mapping[str, pa.DataType] = {
    "text": pa.large_utf8(),
    "name": pa.utf8(),
    "bytes": pa.binary(),
    "number": pa.int64(),
    "names": pa.list_(pa.field("item", pa.utf8(), nullable=False)),
}
VECTOR = "vector"

# Rows in a row group of a Parquet file: some 12 MB of vectors, which is what a writer holds.
_ROW_GROUP = 8192


def schema(columns: Mapping[str, str], dims: int, dtype: npt.DTypeLike) -> pa.Schema:
    """The schema of a table: `columns` (name to type) and then a vector of `dims` numbers."""
    fields = [pa.field(name, TYPES[kind.removesuffix("?")], nullable="?" in kind) for name, kind in columns.items()]
    item = pa.field("item", pa.from_numpy_dtype(np.dtype(dtype)), nullable=False)
    return pa.schema([*fields, pa.field(VECTOR, pa.list_(item, dims), nullable=False)])


class ArrowTable:
    """Rows of columns and vectors, into `file`, which stays open.

    Raises:
        OSError: (from any method) there is no room, or nobody reads.
    """

    def __init__(self, file: BinaryIO, layout: pa.Schema, *, parquet: bool = False, stream: bool = False) -> None:
        self._schema = layout
        self._waiting: list[pa.RecordBatch] = []
        self._least_rows = _ROW_GROUP if parquet else 1
        sink = pa.PythonFile(_Unclosed(file), mode="w")
        if parquet:
            from pyarrow.parquet import ParquetWriter  # 30 ms that Arrow's own formats do without

            self._writer = ParquetWriter(sink, layout, compression="zstd")
        elif stream:
            self._writer = pa.ipc.new_stream(sink, layout)
        else:
            self._writer = pa.ipc.new_file(sink, layout)

    def write(self, columns: Mapping[str, Sequence[Any]], vectors: npt.NDArray[np.generic]) -> None:
        """Append a batch: each column's values (n), and vectors (n, dims)."""
        arrays = [_array(columns[name], self._schema.field(name).type) for name in self._schema.names[:-1]]
        numbers = pa.array(np.ascontiguousarray(vectors).ravel())
        arrays.append(pa.FixedSizeListArray.from_arrays(numbers, type=self._schema.field(VECTOR).type))
        self._waiting.append(pa.record_batch(arrays, self._schema))
        if sum(map(len, self._waiting)) >= self._least_rows:
            self._write()

    def close(self) -> None:
        """Write what ends the file."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting))
            self._waiting.clear()


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:  # JSON can name halves of characters, which UTF-8 cannot hold
        return pa.array([value.encode(errors="replace").decode() for value in values], kind)


class _Unclosed:
    """A file that pyarrow may write to, and that it thinks it may close."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._written = 0

    def write(self, data: bytes) -> int:
        self._written += len(data)
        return self._file.write(data)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        """Whoever opened the file closes it."""
