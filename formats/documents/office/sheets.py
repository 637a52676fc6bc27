"""Turns the rows of a spreadsheet into documents, for XLSX, XLS and ODS.

A row is a line, `column: cell; column: cell`, placed at its sheet and row number.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.metadata import Metadata
from scent.formats.documents.base.outline import BlockStart, tile, to_label
from scent.formats.documents.data.table_rows import DOCUMENT_CHARACTERS, cell_text, looks_like_header
from scent.formats.documents.data.word_filter import has_words

# The cells of a row may all refer to one long text; characters beyond this are left out.
_MAX_ROW = 64 * 1024
_SECONDS_A_DAY = 86_400
_YEAR_10_000 = 2_958_466  # its first day, counted from 1900
_DAYS_1900_TO_1904 = 1462
_FEBRUARY_29_1900 = 60  # spreadsheets count this day, but it never existed

# The row's number from 1, and its non-empty cells as pairs of column and text. A column is named
# as the file does; rows of one sheet must use the same names.
Row = tuple[int, Iterable[tuple[str, str]]]


def documents(name: str, metadata: Metadata, sheets: Iterable[tuple[str, Iterable[Row]]]) -> Iterator[Document]:
    """Make documents of the format `name` from sheets, given as pairs of sheet name and rows.

    Rows without words are left out. Without any rows there is one empty document.
    """
    empty = True
    for sheet, rows in sheets:
        for text, starts in _parts(to_label(sheet), rows):
            empty = False
            yield Document(text, name, blocks=tile(text, starts), **metadata._asdict())
    if empty:
        yield Document("", name, metadata.title)


def date_from_serial(serial: float, *, from_1904: bool = False) -> str:
    """Convert a spreadsheet's date to ISO 8601.

    `serial` counts days since 1900, or since 1904. The time is left out at midnight, the date at
    day 0. Empty if the date is out of range.
    """
    exact = serial * _SECONDS_A_DAY
    if not 0 <= exact < (_YEAR_10_000 - _DAYS_1900_TO_1904 * from_1904) * _SECONDS_A_DAY - 0.5:
        return ""
    days, seconds = divmod(round(exact), _SECONDS_A_DAY)
    clock = "minutes" if seconds % 60 == 0 else "seconds"
    # Day 1 is 1 January 1900. After the nonexistent leap day, dates are one day behind the count.
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 + (serial < _FEBRUARY_29_1900))  # noqa: DTZ001 - no zone is known
    when = epoch + timedelta(days, seconds)
    if not days:
        return when.time().isoformat(clock)
    return when.isoformat(" ", clock) if seconds else when.date().isoformat()


def _parts(sheet: str, rows: Iterable[Row]) -> Iterator[tuple[str, list[BlockStart]]]:
    """The text of one document after another, and where its rows start."""
    names: dict[str, str] | None = None
    lines, starts, size = list[str](), list[BlockStart](), 0
    for number, row_cells in rows:
        cells = dict(_within_limits(row_cells))
        if not has_words(" ".join(cells.values())):
            continue
        if names is None:
            names = cells if looks_like_header(list(cells.values())) else {}
            pairs = list(cells.values())
        else:
            pairs = [f"{names[column]}: {cell}" if column in names else cell for column, cell in cells.items()]
        lines.append("; ".join(pairs)[:_MAX_ROW] + "\n")
        starts.append(BlockStart(size, Kind.TABLE, (sheet,) if sheet else (), place=f"sheet {sheet}, row {number}"))
        size += len(lines[-1])
        if size >= DOCUMENT_CHARACTERS:
            yield "".join(lines), starts
            lines, starts, size = [], [], 0
    if lines:
        yield "".join(lines), starts


def _within_limits(cells: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The non-empty cells, each on one line, until the row reaches its limit."""
    size = 0
    for column, cell in cells:
        text = cell_text(cell)
        size += len(text)
        if size > _MAX_ROW:
            return
        if text:
            yield column, text
