"""Reading Arrow record batches within bounds that are settled before anything is decoded.

Owned here: what may stand in a file whose checksums are right, because whoever crafts a file can craft its checksums.

Arrow itself checks that a batch lies within its message, and with `validate(full=True)` that offsets and UTF-8 are
sound. What it cannot know is how much memory is reasonable: the size of a packed buffer is whatever its first eight
bytes say. So packed buffers are refused where none are written, and added up before they are unpacked where they are.
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
_UNPACKED = -1  # in place of its size: the buffer is stored as it is


class Rows:
    """The rows of the Arrow file `data`, which must not be packed: so they take no more memory than the file.

    A file may lack the last columns of `schema` down to `least_columns`, which then are zero or empty. What a batch
    holds is validated when it is first asked for, since that reads all of it.

    Raises:
        ValueError: (from any method) they are packed, damaged, hold nulls, or are of another schema.
    """

    def __init__(self, data: pa.Buffer, schema: pa.Schema, least_columns: int | None = None) -> None:
        with _plain_errors():
            if data[: len(_MAGIC)].to_pybytes() != _MAGIC:
                raise ValueError("no Arrow file")
            # The messages of a file stand one after another, as in a stream; its footer only repeats where they are,
            # and may name one as often as it likes.
            messages = iter(pa.ipc.MessageReader.open_stream(data[len(_MAGIC) :]))
            columns = len(found := pa.ipc.read_schema(next(messages)))
            if columns < (least_columns or len(schema)) or found != pa.schema(list(schema)[:columns]):
                raise ValueError("another schema")
            self._found, self._missing = found, list(schema)[columns:]
            self._batches = [_batch(message, found, 0) for message in messages]
        self._bases: list[int] = [0, *accumulate(batch.num_rows for batch in self._batches)]
        self._sound: set[int] = set()

    def __len__(self) -> int:
        return self._bases[-1]

    def table(self, first: int, count: int) -> pa.Table:
        """The rows from `first` to `first + count`, which there must be."""
        numbers = range(bisect_right(self._bases, first) - 1, bisect_left(self._bases, first + count))
        with _plain_errors():
            for number in set(numbers) - self._sound:
                _validate(self._batches[number])
                self._sound.add(number)
            table = pa.Table.from_batches([self._batches[number] for number in numbers], self._found)
            table = table.slice(first - self._bases[numbers.start] if numbers else 0, count)
            for missing in self._missing:
                table = table.append_column(missing, _zeros(missing.type, table.num_rows))
            return table


def read_batch(data: pa.Buffer, schema: pa.Schema, most: int) -> pa.RecordBatch:
    """The batch whose encapsulated message is `data`; unpacked, its buffers take at most `most` bytes together.

    Raises:
        ValueError: they would take more, are damaged, hold nulls, or are of another schema.
    """
    with _plain_errors():
        batch = _batch(pa.ipc.read_message(data), schema, most)
        _validate(batch)
        return batch


def least_bytes(schema: pa.Schema, columns: int | None = None) -> int:
    """What a row of the first `columns` takes at least, unpacked.

    A file of n bytes cannot hold more than n / least_bytes rows.
    """
    return sum(_width(field.type) for field in list(schema)[:columns])


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Whatever Arrow says of bytes that it cannot read is a ValueError."""
    try:
        yield
    except (pa.ArrowException, OSError, struct.error, StopIteration) as error:
        raise ValueError(str(error)) from None


def _zeros(kind: pa.DataType, rows: int) -> pa.Array:
    """A column of nothing: all its bytes are zero, which means 0, false, or empty."""
    values = pa.py_buffer(bytes(8 * (rows + 1)))
    if pa.types.is_list(kind):
        return pa.Array.from_buffers(kind, rows, [None, values], children=[_zeros(kind.value_type, 0)])
    empty = pa.types.is_string(kind) or pa.types.is_binary(kind)
    return pa.Array.from_buffers(kind, rows, [None, values, pa.py_buffer(b"")] if empty else [None, values])


def _width(kind: pa.DataType) -> int:
    try:
        return int(kind.bit_width) // 8
    except ValueError:  # of variable length: an offset of four bytes or more
        return 4


def _batch(message: pa.Message, schema: pa.Schema, most: int) -> pa.RecordBatch:
    if message.type != "record batch" or message.metadata_version != pa.ipc.MetadataVersion.V5:
        raise ValueError("no record batch")
    size = _unpacked_bytes(message.metadata, message.body)
    if size > most:
        raise ValueError(f"{size} bytes are packed in it where {most} may be")
    batch = pa.ipc.read_record_batch(message, schema)
    batch.validate()
    return batch


def _validate(batch: pa.RecordBatch) -> None:
    """Raise what Arrow raises, or ValueError, unless all that a batch holds is sound."""
    batch.validate(full=True)
    if any(_nulls(column) for column in batch.columns):
        raise ValueError("a null")


def _nulls(column: pa.Array) -> int:
    # Not `flatten`, which imports all of pyarrow.compute.
    inner = _nulls(column.values) if isinstance(column, pa.ListArray) else 0
    return int(column.null_count) + inner


def _unpacked_bytes(metadata: pa.Buffer, body: pa.Buffer) -> int:
    """How many bytes the packed buffers of a record batch say that they take; 0 if the batch is not packed.

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
        raise ValueError("packed otherwise than by zstd")
    return sum(_sizes(header, _target(header, _field(header, batch, _BATCH_BUFFERS)), memoryview(body)))


def _sizes(header: memoryview, vector: int, body: memoryview) -> Iterator[int]:
    """The unpacked size of each buffer that the `vector` of (offset, length) places in `body`."""
    for number in range(_number("<I", header, vector)):
        offset, length = struct.unpack_from("<qq", header, vector + 4 + 16 * number)
        if length < 0 or not 0 <= offset <= len(body) - length:
            raise ValueError("a buffer outside of its batch")
        if length:
            size = _number("<q", body[offset : offset + length], 0)
            if size < _UNPACKED:
                raise ValueError("a buffer of negative size")
            yield length if size == _UNPACKED else size


def _field(header: memoryview, table: int, number: int) -> int:
    """Where a field of the flatbuffers table at `table` stands; 0 if it is not there."""
    names = table - _number("<i", header, table)
    place = 4 + 2 * number
    offset = _number("<H", header, names + place) if place < _number("<H", header, names) else 0
    return table + offset if offset else 0


def _target(header: memoryview, place: int) -> int:
    """Where the flatbuffers offset at `place` leads."""
    return place + _number("<I", header, place)


def _number(kind: str, data: memoryview, place: int) -> int:
    (value,) = struct.unpack_from(kind, data, place)
    return int(value)
