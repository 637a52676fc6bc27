"""Reader of SQLite databases: each row of a table is a line.

A database is opened read-only and immutable, so that SQLite writes no files next to it; rows that
are still in a write-ahead log are not seen. Views and virtual tables are not queried.
"""

import sqlite3
from collections.abc import Iterator
from io import UnsupportedOperation
from typing import BinaryIO

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.outline import BlockStart, tile, to_label
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import LeftOut, with_left_out
from scent.formats.documents.data.table_rows import DOCUMENT_CHARACTERS, cell_text, left_out_line
from scent.formats.documents.data.word_filter import MAX_WORDLESS_ROWS, WordFilter

_MIN_BLOB_TEXT = 4  # characters; shorter blobs are numbers and flags


def _read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    try:
        connection = _open(file)
        try:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            connection.execute("PRAGMA trusted_schema=OFF")
            tables = connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
            ).fetchall()
            left_out = LeftOut()
            rows = (document for (table,) in tables for document in _table(connection, table, left_out))
            yield from with_left_out(rows, left_out)
            if not tables:
                yield Document("", "sqlite")
        finally:
            connection.close()
    except (sqlite3.Error, OverflowError) as error:
        raise ReadError(f"it is a damaged database: {error}") from None


def _open(file: BinaryIO) -> sqlite3.Connection:
    try:
        return sqlite3.connect(f"file:/dev/fd/{file.fileno()}?mode=ro&immutable=1", uri=True)
    except UnsupportedOperation:  # a member of a container, which is in memory
        connection = sqlite3.connect(":memory:")
        connection.deserialize(limits.read_whole(file))
        return connection


def _table(connection: sqlite3.Connection, table: str, left_out: LeftOut) -> Iterator[Document]:
    """Documents of the rows; of long runs of numbers most are left out, and a last line counts them."""
    quoted = table.replace('"', '""')
    rows = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - quoted; a table's name cannot be a parameter
    names = [each[0] for each in rows.description]
    lines = [f"Table {table}: {', '.join(names)}\n"]
    starts, size = [BlockStart(0, Kind.TABLE, keep=True, place=f"table {to_label(table)}")], len(lines[0])
    word_filter = WordFilter(MAX_WORDLESS_ROWS)
    for number, row in enumerate(rows, 1):
        cells = [_text(value, left_out) for value in row]
        if not word_filter.keeps_row(cells):
            continue
        line = "; ".join(f"{name}: {cell}" for name, cell in zip(names, cells, strict=True) if cell) + "\n"
        starts.append(BlockStart(size, Kind.TABLE, (to_label(table),), place=f"table {to_label(table)}, row {number}"))
        lines.append(line)
        size += len(line)
        if size >= DOCUMENT_CHARACTERS:
            yield _document("".join(lines), starts)
            lines, starts, size = [], [], 0
    word_filter.note(left_out)
    if word_filter.left_out:
        lines.append(left_out_line(word_filter.left_out))
        starts.append(BlockStart(size, Kind.TABLE, place=f"table {to_label(table)}"))
    if lines:
        yield _document("".join(lines), starts)


def _document(text: str, starts: list[BlockStart]) -> Document:
    return Document(text, "sqlite", "", tile(text, starts))


def _text(value: object, left_out: LeftOut) -> str:
    """A value on one line; empty for NULL and for blobs that are no text."""
    if isinstance(value, bytes):
        value = _blob_text(value)
    return "" if value is None else cell_text(str(value), left_out)


def _blob_text(blob: bytes) -> str:
    """The text that a program has stored as a blob; empty for other blobs."""
    try:
        text = blob.decode()
    except UnicodeDecodeError:
        return ""
    is_text = len(text) >= _MIN_BLOB_TEXT and all(each.isprintable() or each.isspace() for each in text)
    return text if is_text else ""


FORMAT = Format(
    "sqlite",
    _read,
    suffixes=(".sqlite", ".sqlite3", ".db", ".db3"),
    sniff=lambda head: head.startswith(b"SQLite format 3\0"),
    known_by_content=True,
    family=Family.DATA,
    label="SQLite",
    located_by="table, row",
)
