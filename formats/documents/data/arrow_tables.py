"""Parquet and Arrow, as a file or a stream: rows as lines.

Owned here: batches of columns as lines of text. Columns of bytes and of lists of numbers are left out, and so are rows
without words.
"""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from scent.errors import ReadError
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.outline import Start, tile
from scent.formats.documents.data.data_format import has_words

MOST_CELL = 20_000
_BATCH = 512
# A stream begins with these bytes, the length of a message and the message, whose first word says where its root is.
_CONTINUATION = b"\xff\xff\xff\xff"
_PREFIX = 12


def _read_parquet(file: BinaryIO, _skip: int) -> Iterator[Document]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        opened = pq.ParquetFile(file)
        names = [field.name for field in opened.schema_arrow if _is_plain(field.type)]
        yield from _rows(opened.iter_batches(batch_size=_BATCH, columns=names), names, "parquet")
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ReadError(f"it is a damaged Parquet file: {str(error).splitlines()[0][:200]}") from None


def _read_arrow(file: BinaryIO, _skip: int) -> Iterator[Document]:
    import pyarrow as pa

    try:
        head = file.read(_PREFIX)
        file.seek(0)
        schema, batches = _stream(file) if _is_stream(head) else _file(file)
        plain = [number for number, field in enumerate(schema) if _is_plain(field.type)]  # two may have one name
        names = [schema.names[number] for number in plain]
        checked = (_checked(batch.select(plain)) for batch in batches)
        parts = (batch.slice(at, _BATCH) for batch in checked for at in range(0, batch.num_rows, _BATCH))
        yield from _rows(parts, names, "arrow")
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ReadError(f"it is a damaged Arrow file: {str(error).splitlines()[0][:200]}") from None


def _file(file: BinaryIO) -> tuple[Any, Iterable[Any]]:
    """The schema of a file, which has a table of its batches at its end, and the batches."""
    import pyarrow as pa

    opened = pa.ipc.open_file(file)
    return opened.schema, (opened.get_batch(number) for number in range(opened.num_record_batches))


def _stream(file: BinaryIO) -> tuple[Any, Iterable[Any]]:
    """The schema of a stream, as pipes carry it, and its batches; that it breaks off between two of them is allowed."""
    import pyarrow as pa

    opened = pa.ipc.open_stream(file)
    return opened.schema, opened


def _is_stream(head: bytes) -> bool:
    """Whether this is the beginning of a stream: a mark, the length of a message, and where in it its root is.

    Other bytes may begin with that mark, but hardly with such numbers.
    """
    if len(head) < _PREFIX or not head.startswith(_CONTINUATION):
        return False
    length, root = (int.from_bytes(head[at : at + 4], "little") for at in (4, 8))
    return 0 < length < 1 << 31 and length % 8 == 0 and 0 < root < length


def _checked(batch: Any) -> Any:  # noqa: ANN401 - pyarrow has no annotations
    """The batch, if its offsets stay within its buffers: pyarrow believes those of a damaged file, and crashes."""
    batch.validate(full=True)
    return batch


def _is_plain(kind: Any) -> bool:  # noqa: ANN401 - pyarrow has no annotations
    """Whether a column says something to people: one value a row, or lists and structs that hold text."""
    import pyarrow as pa

    if pa.types.is_nested(kind):
        return any(_holds_text(kind.field(number).type) for number in range(kind.num_fields))
    return not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _holds_text(kind: Any) -> bool:  # noqa: ANN401
    import pyarrow as pa

    if pa.types.is_nested(kind):
        return _is_plain(kind)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _shown(value: Any) -> str:  # noqa: ANN401
    """A cell as people write it; numbers in a list, such as those of a vector, are left out of what holds it."""
    if isinstance(value, dict):
        pairs = ((key, _shown(each)) for key, each in value.items())
        return ", ".join(f"{key}: {text}" for key, text in pairs if text)
    if isinstance(value, list | tuple):
        texts = [_shown(each) for each in value if not isinstance(each, int | float)]
        return ", ".join(filter(None, texts))
    return "" if value is None or isinstance(value, bytes) else str(value)


def _rows(batches: Iterable[Any], names: list[str], name: str) -> Iterator[Document]:
    number, any_words = 0, False
    for batch in batches:
        lines, starts, size = list[str](), list[Start](), 0
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            cells = [" ".join(_shown(cell)[:MOST_CELL].split()) for cell in row]
            if has_words(" ".join(cells)):
                pairs = zip(names, cells, strict=True)
                lines.append("; ".join(f"{column}: {cell}" for column, cell in pairs if cell) + "\n")
                starts.append(Start(size, Kind.TABLE, place=f"row {number}"))
                size += len(lines[-1])
        if lines:
            any_words = True
            text = "".join(lines)
            yield Document(text, name, "", tile(text, starts))
    if not any_words:
        yield Document("", name)


FORMATS = (
    Format(
        "parquet",
        _read_parquet,
        suffixes=(".parquet",),
        sniff=lambda head: head.startswith(b"PAR1"),
        certain=True,
        family=Family.DATA,
        label="Parquet",
        carries="row",
    ),
    Format(
        "arrow",
        _read_arrow,
        suffixes=(".arrow", ".arrows", ".feather"),
        sniff=lambda head: head.startswith(b"ARROW1") or _is_stream(head),
        certain=True,
        family=Family.DATA,
        label="Arrow, Feather",
        carries="row",
    ),
)
