"""Readers of Parquet and of Arrow (Feather) files and streams: each row is a line.

Columns of lists of numbers are left out, and so are rows without words. A column of bytes is read if its
first values are text: some programs do not mark text as such.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

from scent.errors import ReadError
from scent.formats.documents.base.blocks.outline import BlockStart, tile, to_label
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import LeftOut, with_left_out
from scent.formats.documents.data.table_rows import blob_text, cell_text, left_out_line
from scent.formats.documents.data.word_filter import MAX_WORDLESS_ROWS, WordFilter

_BATCH_ROWS = 512
# A stream begins with this mark, the length of the first message, and the message, whose first word
# is the offset of its root.
_CONTINUATION = b"\xff\xff\xff\xff"
_PREFIX_BYTES = 12
_SAMPLE_ROWS = 16  # of a column of bytes, by which it is known
_MAX_REASON = 200  # characters


def _read_parquet(file: BinaryIO, _skip: int) -> Iterator[Document]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        parquet = pq.ParquetFile(file)
        left_out = LeftOut()
        columns = _readable_columns(parquet.schema_arrow, left_out, lambda name, _: _first_of_parquet(parquet, name))
        names = [parquet.schema_arrow.names[number] for number in columns]
        batches = parquet.iter_batches(batch_size=_BATCH_ROWS, columns=names)
        yield from with_left_out(_documents(batches, names, "parquet", left_out), left_out)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ReadError(f"it is a damaged Parquet file: {_first_line(error)}") from None


def _read_arrow(file: BinaryIO, _skip: int) -> Iterator[Document]:
    import pyarrow as pa

    try:
        head = file.read(_PREFIX_BYTES)
        file.seek(0)
        schema, batches = _open_stream(file) if _is_stream(head) else _open_file(file)
        left_out = LeftOut()
        batches = iter(batches)
        first = [_checked(batch) for batch in islice(batches, 1)]
        columns = _readable_columns(schema, left_out, lambda _, number: _first_of(first, number))
        names = [schema.names[number] for number in columns]
        checked = (_checked(batch.select(columns)) for batch in chain(first, batches))
        parts = (batch.slice(at, _BATCH_ROWS) for batch in checked for at in range(0, batch.num_rows, _BATCH_ROWS))
        yield from with_left_out(_documents(parts, names, "arrow", left_out), left_out)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ReadError(f"it is a damaged Arrow file: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:_MAX_REASON]


def _open_file(file: BinaryIO) -> tuple[Any, Iterable[Any]]:
    """The schema and batches of a file in Arrow's IPC file format."""
    import pyarrow as pa

    reader = pa.ipc.open_file(file)
    return reader.schema, (reader.get_batch(number) for number in range(reader.num_record_batches))


def _open_stream(file: BinaryIO) -> tuple[Any, Iterable[Any]]:
    """The schema and batches of a stream in Arrow's IPC format; it may end after any batch."""
    import pyarrow as pa

    reader = pa.ipc.open_stream(file)
    return reader.schema, reader


def _is_stream(head: bytes) -> bool:
    """Whether a stream begins here: the mark, a valid length and a valid offset of the root.

    Other files may begin with the mark, but hardly with such numbers.
    """
    if len(head) < _PREFIX_BYTES or not head.startswith(_CONTINUATION):
        return False
    length, root = (int.from_bytes(head[at : at + 4], "little") for at in (4, 8))
    return 0 < length < 1 << 31 and length % 8 == 0 and 0 < root < length


def _checked(batch: Any) -> Any:  # noqa: ANN401 - pyarrow has no annotations
    """Validate a batch, because pyarrow crashes on offsets beyond a buffer in a damaged file."""
    batch.validate(full=True)
    return batch


def _first_of_parquet(parquet: Any, name: str) -> list[Any]:  # noqa: ANN401 - pyarrow has no annotations
    batch = next(parquet.iter_batches(batch_size=_SAMPLE_ROWS, columns=[name]), None)
    return batch.column(0).to_pylist() if batch is not None and batch.num_columns else []


def _first_of(batches: list[Any], number: int) -> list[Any]:
    return [value for batch in batches for value in batch.column(number).slice(0, _SAMPLE_ROWS).to_pylist()]


def _readable_columns(
    schema: Any,  # noqa: ANN401 - pyarrow has no annotations
    left_out: LeftOut,
    first_values: Callable[[str, int], list[Any]],
) -> list[int]:
    """The columns that are for people, by number, because two may have the same name.

    `first_values` gives the first values of a column by its name and number.
    """
    columns = list[int]()
    for number, field in enumerate(schema):
        if _is_readable(field.type) or (_is_bytes(field.type) and _are_text(first_values(field.name, number))):
            columns.append(number)
        else:
            left_out.name("its columns without text are left out", to_label(field.name))
    return columns


def _is_readable(kind: Any) -> bool:  # noqa: ANN401 - pyarrow has no annotations
    """Whether a column is for people: single values except bytes, or lists and structs with text."""
    import pyarrow as pa

    if pa.types.is_nested(kind):
        return any(_holds_text(kind.field(number).type) for number in range(kind.num_fields))
    return not _is_bytes(kind)


def _is_bytes(kind: Any) -> bool:  # noqa: ANN401
    import pyarrow as pa

    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def _are_text(values: Iterable[Any]) -> bool:
    """Whether there are values, and all of them are text."""
    known = [value for value in values if value]
    return bool(known) and all(map(blob_text, known))


def _holds_text(kind: Any) -> bool:  # noqa: ANN401
    import pyarrow as pa

    if pa.types.is_nested(kind):
        return _is_readable(kind)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _text(value: Any) -> str:  # noqa: ANN401
    """A cell as text; numbers in a list, such as a vector's, are left out."""
    if isinstance(value, dict):
        pairs = ((key, _text(each)) for key, each in value.items())
        return ", ".join(f"{key}: {text}" for key, text in pairs if text)
    if isinstance(value, list) or type(value) is tuple:  # a tuple of another type is a span of time
        texts = [_text(each) for each in value if not isinstance(each, int | float)]
        return ", ".join(filter(None, texts))
    if isinstance(value, bytes):
        return blob_text(value)
    return "" if value is None else str(value)


def _documents(batches: Iterable[Any], names: list[str], name: str, left_out: LeftOut) -> Iterator[Document]:
    """A document of the format `name` for each batch with text; `names` are the columns'."""
    number, any_words, word_filter = 0, False, WordFilter(MAX_WORDLESS_ROWS)
    for batch in batches:
        lines, starts, size = list[str](), list[BlockStart](), 0
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            cells = [cell_text(_text(cell), left_out) for cell in row]
            if word_filter.keeps_row(cells):
                pairs = zip(names, cells, strict=True)
                lines.append("; ".join(f"{column}: {cell}" for column, cell in pairs if cell) + "\n")
                starts.append(BlockStart(size, Kind.TABLE, place=f"row {number}"))
                size += len(lines[-1])
        if lines:
            any_words = True
            text = "".join(lines)
            yield Document(text, name, "", tile(text, starts))
    word_filter.note(left_out)
    if word_filter.left_out:
        line = left_out_line(word_filter.left_out)
        yield Document(line, name, "", tile(line, [BlockStart(0, Kind.TABLE)]))
    elif not any_words:
        yield Document("", name)


FORMATS = (
    Format(
        "parquet",
        _read_parquet,
        suffixes=(".parquet",),
        sniff=lambda head: head.startswith(b"PAR1"),
        known_by_content=True,
        family=Family.DATA,
        label="Parquet",
        located_by="row",
    ),
    Format(
        "arrow",
        _read_arrow,
        suffixes=(".arrow", ".arrows", ".feather"),
        sniff=lambda head: head.startswith(b"ARROW1\0") or _is_stream(head),
        known_by_content=True,
        family=Family.DATA,
        label="Arrow, Feather",
        located_by="row",
    ),
)
