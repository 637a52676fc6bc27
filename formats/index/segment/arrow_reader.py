"""Reads Arrow record batches within limits that are checked before anything is decoded.

A crafted file can have the right checksums, so they do not make its content safe. Arrow itself
checks that a batch lies within its message, and with `validate(full=True)` that offsets and UTF-8
are sound. It cannot know how much memory is reasonable: a compressed buffer states its uncompressed
size in its first eight bytes. So compressed buffers are refused in files that scent writes without
compression; in the others their sizes are added up before they are decompressed.
"""

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate

import pyarrow as pa

_MAGIC = b"ARROW1\0\0"
# Fields of the flatbuffers tables of Arrow's Message.fbs, by their numbers there.
_MESSAGE_HEADER, _BATCH_BUFFERS, _BATCH_COMPRESSION, _COMPRESSION_CODEC = 2, 2, 3, 0
_ZSTD = 1
_UNCOMPRESSED = -1  # in place of its size: the buffer is stored uncompressed


class ArrowReader:
    """The rows of the uncompressed Arrow file `data`; they take no more memory than the file.

    A file may lack the last columns of `schema`, down to `least_columns`; they read as zero or
    empty. A batch is validated when one of its rows is first read, because validating reads all of
    it.

    Raises:
        ValueError: (from any method) the file is compressed, damaged, holds nulls, or has another
            schema.
    """

    def __init__(self, data: pa.Buffer, schema: pa.Schema, least_columns: int | None = None) -> None:
        with _plain_errors():
            if data[: len(_MAGIC)].to_pybytes() != _MAGIC:
                raise ValueError("not an Arrow file")
            # A file holds its messages one after another, as a stream does. The footer is not used:
            # it repeats where they are, and a crafted one could name the same message many times.
            messages = iter(pa.ipc.MessageReader.open_stream(data[len(_MAGIC) :]))
            present = pa.ipc.read_schema(next(messages))
            columns = len(present)
            if columns < (least_columns or len(schema)) or present != pa.schema(list(schema)[:columns]):
                raise ValueError("another schema")
            self._present, self._missing = present, list(schema)[columns:]
            self._batches = [_batch(message, present, 0) for message in messages]
        self._first_rows: list[int] = [0, *accumulate(batch.num_rows for batch in self._batches)]
        self._validated: set[int] = set()

    def __len__(self) -> int:
        return self._first_rows[-1]

    def table(self, first: int, count: int) -> pa.Table:
        """Return `count` rows from row `first` on, all of which must exist."""
        numbers = range(bisect_right(self._first_rows, first) - 1, bisect_left(self._first_rows, first + count))
        with _plain_errors():
            for number in set(numbers) - self._validated:
                _validate(self._batches[number])
                self._validated.add(number)
            table = pa.Table.from_batches([self._batches[number] for number in numbers], self._present)
            table = table.slice(first - self._first_rows[numbers.start] if numbers else 0, count)
            for missing in self._missing:
                table = table.append_column(missing, _zeros(missing.type, table.num_rows))
            return table


def read_batch(data: pa.Buffer, schema: pa.Schema, most: int) -> pa.RecordBatch:
    """Return the batch whose encapsulated message is `data`.

    Its buffers may take `most` bytes once decompressed.

    Raises:
        ValueError: they would take more, are damaged, hold nulls, or have another schema.
    """
    with _plain_errors():
        batch = _batch(pa.ipc.read_message(data), schema, most)
        _validate(batch)
        return batch


def least_bytes(schema: pa.Schema, columns: int | None = None) -> int:
    """Return the fewest bytes that a row of the first `columns` takes, uncompressed.

    An uncompressed file of n bytes cannot hold more than n / least_bytes rows.
    """
    return sum(_width(field.type) for field in list(schema)[:columns])


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn every error that Arrow raises for bytes that it cannot read into a ValueError."""
    try:
        yield
    except MemoryError:  # also an ArrowException, and no matter of the bytes
        raise
    except (pa.ArrowException, OSError, struct.error, StopIteration) as error:
        raise ValueError(str(error)) from None


def _zeros(kind: pa.DataType, rows: int) -> pa.Array:
    """Return a column whose bytes are all zero, which means 0, false, or empty."""
    width = max(8, _width(kind))
    values = pa.py_buffer(bytes(width * (rows + 1)))
    if pa.types.is_list(kind):
        return pa.Array.from_buffers(kind, rows, [None, values], children=[_zeros(kind.value_type, 0)])
    empty = pa.types.is_string(kind) or pa.types.is_binary(kind)
    return pa.Array.from_buffers(kind, rows, [None, values, pa.py_buffer(b"")] if empty else [None, values])


def _width(kind: pa.DataType) -> int:
    try:
        return int(kind.bit_width) // 8
    except ValueError:  # variable length: an offset of four bytes or more
        return 4


def _batch(message: pa.Message, schema: pa.Schema, most: int) -> pa.RecordBatch:
    if message.type != "record batch" or message.metadata_version != pa.ipc.MetadataVersion.V5:
        raise ValueError("not a record batch")
    size = _uncompressed_bytes(message.metadata, message.body)
    if size > most:
        raise ValueError(f"it decompresses to {size} bytes where {most} are allowed")
    batch = pa.ipc.read_record_batch(message, schema)
    batch.validate()
    return batch


def _validate(batch: pa.RecordBatch) -> None:
    """Raise an error of Arrow's, or ValueError, unless the whole content of a batch is sound."""
    batch.validate(full=True)
    if any(_nulls(column) for column in batch.columns):
        raise ValueError("a null")


def _nulls(column: pa.Array) -> int:
    # Not `flatten`, which imports all of pyarrow.compute.
    inner = _nulls(column.values) if isinstance(column, pa.ListArray) else 0
    return int(column.null_count) + inner


def _uncompressed_bytes(metadata: pa.Buffer, body: pa.Buffer) -> int:
    """Return the uncompressed size that the buffers of a batch declare; 0 without compression.

    `metadata` is a flatbuffer that Arrow has verified.
    """
    header = memoryview(metadata)
    message = _number("<I", header, 0)
    batch = _target(header, _field(header, message, _MESSAGE_HEADER))
    compression = _field(header, batch, _BATCH_COMPRESSION)
    if not compression:
        return 0
    codec = _field(header, _target(header, compression), _COMPRESSION_CODEC)
    if not codec or header[codec] != _ZSTD:
        raise ValueError("compressed with something other than zstd")
    return sum(_sizes(header, _target(header, _field(header, batch, _BATCH_BUFFERS)), memoryview(body)))


def _sizes(header: memoryview, vector: int, body: memoryview) -> Iterator[int]:
    """Yield the uncompressed size of each buffer in `body`; `vector` lists their (offset, length)."""
    for number in range(_number("<I", header, vector)):
        offset, length = struct.unpack_from("<qq", header, vector + 4 + 16 * number)
        if length < 0 or not 0 <= offset <= len(body) - length:
            raise ValueError("a buffer outside of its batch")
        if length:
            size = _number("<q", body[offset : offset + length], 0)
            if size < _UNCOMPRESSED:
                raise ValueError("a buffer of negative size")
            yield length if size == _UNCOMPRESSED else size


def _field(header: memoryview, table: int, number: int) -> int:
    """Return the place of a field of the flatbuffers table at `table`; 0 if the field is absent."""
    names = table - _number("<i", header, table)
    place = 4 + 2 * number
    offset = _number("<H", header, names + place) if place < _number("<H", header, names) else 0
    return table + offset if offset else 0


def _target(header: memoryview, place: int) -> int:
    """Return the place to which the flatbuffers offset at `place` points."""
    return place + _number("<I", header, place)


def _number(kind: str, data: memoryview, place: int) -> int:
    (value,) = struct.unpack_from(kind, data, place)
    return int(value)
