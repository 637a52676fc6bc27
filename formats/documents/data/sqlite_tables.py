"""Reader of SQLite databases: each row of a table is a line.

A database is opened read-only and immutable, so that SQLite writes no files next to it. Where a
write-ahead log lies beside it, both are copied to a temporary directory and read there, because its
last rows may be in the log alone. Views and virtual tables are not queried.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from functools import partial
from io import BytesIO, UnsupportedOperation
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.outline import BlockStart, tile, to_label
from scent.formats.documents.base.container_context import ContainerContext
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.files_beside import file_beside
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import LeftOut, with_left_out
from scent.formats.documents.data.table_rows import DOCUMENT_CHARACTERS, blob_text, cell_text, left_out_line
from scent.formats.documents.data.word_filter import MAX_WORDLESS_ROWS, WordFilter
from scent.regular_files import open_regular

_LOG_LEFT_OUT = "the rows that are only in its write-ahead log are left out"
_TRIES = 3  # to copy a database that is being written to
_MIN_BLOB_TEXT = 4  # characters; shorter blobs are numbers and flags


def read(file: BinaryIO, path: bytes, context: ContainerContext) -> Iterator[Document]:
    """Read the rows of all tables, as the database and the write-ahead log beside it have them.

    Raises:
        ReadError: the database is damaged, or its log changed while it was read; the latter is raised
            behind the rows of the database.
    """
    left_out = LeftOut()
    with ExitStack() as opened:
        try:
            connection = _open(file, _log(path, context), left_out, opened)
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA query_only=ON")
            tables = connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
            ).fetchall()
            rows = (document for (table,) in tables for document in _table(connection, table, left_out))
            yield from with_left_out(rows if tables else [Document("", "sqlite")], left_out)
        except (sqlite3.Error, OverflowError) as error:
            raise ReadError(f"it is a damaged database: {error}") from None


def _log(path: bytes, context: ContainerContext) -> Callable[[], BinaryIO] | None:
    """What opens the write-ahead log of a database; None if there is none, or if it is empty."""
    name = file_beside("sqlite", path)
    if name is None:
        return None
    if not context.depth:
        with suppress(OSError), open_regular(name) as log:
            return partial(open_regular, name) if log.read(1) else None
    elif context.read_sibling is not None:
        with suppress(ReadError):
            return partial(BytesIO, context.read_sibling(name))
    return None


def _open(
    file: BinaryIO, log: Callable[[], BinaryIO] | None, left_out: LeftOut, opened: ExitStack
) -> sqlite3.Connection:
    """Open a database, with the rows in its log if that does not change meanwhile; `opened` closes it."""
    if log is not None:
        directory = Path(opened.enter_context(TemporaryDirectory(prefix="scent-")))
        if any(_copy_both(file, log, directory) for _ in range(_TRIES)):
            return opened.enter_context(closing(sqlite3.connect(directory / "copy")))
        left_out.damage(
            _LOG_LEFT_OUT, f"it is being written to, or both have more than {limits.UNPACKED_BYTES >> 20} MB"
        )
    try:
        uri = f"file:/dev/fd/{file.fileno()}?mode=ro&immutable=1"
    except UnsupportedOperation:  # a member of a container, which is in memory
        connection = opened.enter_context(closing(sqlite3.connect(":memory:")))
        file.seek(0)
        connection.deserialize(limits.read_whole(file))
        return connection
    return opened.enter_context(closing(sqlite3.connect(uri, uri=True)))


def _copy_both(file: BinaryIO, log: Callable[[], BinaryIO], directory: Path) -> bool:
    """Copy a database and its log; false if they are too large, or if one changed meanwhile."""
    with log() as opened_log:
        before = _state(file), _state(opened_log)
        if sum(size for size, _ in before) > limits.UNPACKED_BYTES:
            return False
        for source, name in ((file, "copy"), (opened_log, "copy-wal")):
            source.seek(0)
            with (directory / name).open("wb") as copy:
                shutil.copyfileobj(source, copy)
        return before == (_state(file), _state(opened_log))


def _state(file: BinaryIO) -> tuple[int, int]:
    """The size and the time of the last change of a file; zeros for what is in memory."""
    try:
        status = os.fstat(file.fileno())
    except UnsupportedOperation:
        return 0, 0
    return status.st_size, status.st_mtime_ns


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
        text = blob_text(value)
        if not text:
            left_out.count("its values that are no text are left out", "value", len(value) >= _MIN_BLOB_TEXT)
        value = text if len(text) >= _MIN_BLOB_TEXT else None
    return "" if value is None else cell_text(str(value), left_out)


FORMAT = Format(
    "sqlite",
    unpack=read,
    suffixes=(".sqlite", ".sqlite3", ".db", ".db3"),
    sniff=lambda head: head.startswith(b"SQLite format 3\0"),
    known_by_content=True,
    family=Family.DATA,
    label="SQLite",
    located_by="table, row",
)
