"""Rows of spreadsheets as documents, whatever program keeps them.

Owned here: rows as lines, each cell under the name of its column, placed at their sheet and row; and dates that are
kept as numbers.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.outline import Start, label, tile
from scent.formats.documents.data.csv_rows import looks_like_header
from scent.formats.documents.data.data_format import has_words
from scent.formats.documents.xml.elements import Metadata

MOST_CELL = 20_000
# One text may be referred to by every cell of a row; what a row says beyond this is left out.
MOST_ROW = 64 * 1024
_PART = 128 * 1024
_AFTER_9999 = 2_958_466  # the first day of the year 10,000, from 1900
_PHANTOM = 60  # the 29th of February 1900, which never was

# A row: its number from 1, and its cells that are not empty, by what their columns are called in the file.
Row = tuple[int, Iterable[tuple[str, str]]]


def documents(name: str, said: Metadata, sheets: Iterable[tuple[str, Iterable[Row]]]) -> Iterator[Document]:
    """The rows that hold words, under the names of their columns if the first row has them; at least one document."""
    empty = True
    for sheet, rows in sheets:
        for text, starts in _parts(label(sheet), rows):
            empty = False
            blocks = tile(text, starts)
            yield Document(
                text, name, said.title, blocks, author=said.author, date_ns=said.date_ns, language=said.language
            )
    if empty:
        yield Document("", name, said.title)


def dated(serial: float, *, from_1904: bool = False) -> str:
    """A date as spreadsheets count it, in days since 1900 or 1904, as ISO 8601 has it; empty if there is none such."""
    whole = serial * 86_400
    if not 0 <= whole < (_AFTER_9999 - 1462 * from_1904) * 86_400 - 0.5:
        return ""
    days, seconds = divmod(round(whole), 86_400)
    clock = "minutes" if seconds % 60 == 0 else "seconds"
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 + (serial < _PHANTOM))  # noqa: DTZ001 - of no zone
    when = epoch + timedelta(days, seconds)
    if not days:
        return when.time().isoformat(clock)
    return when.isoformat(" ", clock) if seconds else when.date().isoformat()


def _parts(sheet: str, rows: Iterable[Row]) -> Iterator[tuple[str, list[Start]]]:
    names: dict[str, str] | None = None
    lines, starts, size = list[str](), list[Start](), 0
    for number, given in rows:
        cells = dict(_within_bounds(given))
        if not has_words(" ".join(cells.values())):
            continue
        if names is None:
            names = cells if looks_like_header(list(cells.values())) else {}
            pairs = list(cells.values())
        else:
            pairs = [f"{names[at]}: {cell}" if at in names else cell for at, cell in cells.items()]
        lines.append("; ".join(pairs)[:MOST_ROW] + "\n")
        starts.append(Start(size, Kind.TABLE, (sheet,) if sheet else (), place=f"sheet {sheet}, row {number}"))
        size += len(lines[-1])
        if size >= _PART:
            yield "".join(lines), starts
            lines, starts, size = [], [], 0
    if lines:
        yield "".join(lines), starts


def _within_bounds(cells: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The cells on one line each, until the row has said enough."""
    size = 0
    for column, whole in cells:
        text = " ".join(whole[:MOST_CELL].replace("\0", " ").split())
        size += len(text)
        if size > MOST_ROW:
            return
        if text:
            yield column, text
