"""Turns the rows of a spreadsheet into documents, for XLSX, XLS and ODS.

A row is a line, `column: cell; column: cell`, placed at its sheet and row number.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice, pairwise

from scent.formats.documents.base.blocks.outline import BlockStart, tile, to_label
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.left_out import LeftOut
from scent.formats.documents.base.metadata import Metadata
from scent.formats.documents.data.table_rows import (
    DOCUMENT_CHARACTERS,
    SAMPLE_ROWS,
    cell_text,
    header_row,
    left_out_line,
    looks_like_header,
)
from scent.formats.documents.data.word_filter import MAX_WORDLESS_ROWS, WordFilter

# The cells of a row may all refer to one long text; characters beyond this are left out.
_MAX_ROW = 64 * 1024
_CUT_ROWS = f"its long rows are cut after {_MAX_ROW:,} characters"

# The row's number from 1, and its non-empty cells as pairs of column and text. A column is named
# as the file does; rows of one sheet must use the same names.
Row = tuple[int, Iterable[tuple[str, str]]]


def documents(
    name: str, metadata: Metadata, sheets: Iterable[tuple[str, Iterable[Row]]], left_out: LeftOut
) -> Iterator[Document]:
    """Make documents of the format `name` from sheets, given as pairs of sheet name and rows.

    Of a long run of rows of nothing but numbers, most are left out; that, and what is cut, is noted
    in `left_out`. Without any rows there is one empty document.
    """
    empty = True
    for sheet, rows in sheets:
        for text, starts in _parts(to_label(sheet), rows, left_out):
            empty = False
            yield Document(text, name, blocks=tile(text, starts), **metadata._asdict())
    if empty:
        yield Document("", name, metadata.title)


def truth(value: object) -> str:
    """A truth value as an English spreadsheet shows it."""
    return "TRUE" if str(value) in {"1", "true", "True"} else "FALSE"


def _parts(sheet: str, rows: Iterable[Row], left_out: LeftOut) -> Iterator[tuple[str, list[BlockStart]]]:
    """The text of one document after another, and where its rows start."""
    word_filter = WordFilter(MAX_WORDLESS_ROWS)
    heading = (sheet,) if sheet else ()
    lines, starts, size = list[str](), list[BlockStart](), 0
    for number, names, cells in _named_rows(rows, left_out):
        if not word_filter.keeps_row(list(cells.values())):
            continue
        pairs = [f"{names[column]}: {cell}" if column in names else cell for column, cell in cells.items()]
        line = "; ".join(pairs)
        if len(line) > _MAX_ROW:
            left_out.count(_CUT_ROWS, "row")
        lines.append(line[:_MAX_ROW] + "\n")
        starts.append(BlockStart(size, Kind.TABLE, heading, place=f"sheet {sheet}, row {number}"))
        size += len(lines[-1])
        if size >= DOCUMENT_CHARACTERS:
            yield "".join(lines), starts
            lines, starts, size = [], [], 0
    word_filter.note(left_out)
    if word_filter.left_out:
        lines.append(left_out_line(word_filter.left_out))
        starts.append(BlockStart(size, Kind.TABLE, heading, place=f"sheet {sheet}"))
    if lines:
        yield "".join(lines), starts


def _named_rows(rows: Iterable[Row], left_out: LeftOut) -> Iterator[tuple[int, Mapping[str, str], Mapping[str, str]]]:
    """The number of each row that is not empty, the names of its columns, and its cells by column."""
    filled = ((number, cells) for number, row in rows if (cells := dict(_within_limits(row, left_out))))
    sample = list(islice(filled, SAMPLE_ROWS))
    header = header_row([list(cells.values()) for _, cells in sample])
    names: Mapping[str, str] = {}
    last = 0
    none: tuple[int, dict[str, str]] = (0, {})
    for index, ((number, cells), below) in enumerate(pairwise(chain(sample, filled, [none]))):
        begins_table = last and number > last + 1 and below[0] == number + 1 and _are_names(cells, below[1], names)
        if begins_table:
            names = {}
        yield number, names, cells
        if begins_table or index == header:
            names = cells
        last = number


def _are_names(cells: Mapping[str, str], below: Mapping[str, str], names: Mapping[str, str]) -> bool:
    """Whether a row behind a gap names the columns of another table than the one above, which has `names`."""
    return (
        len(cells) > 1
        and cells.keys() == below.keys()
        and cells.keys() != names.keys()
        and looks_like_header(list(cells.values()))
        and not looks_like_header(list(below.values()))
    )


def _within_limits(cells: Iterable[tuple[str, str]], left_out: LeftOut) -> Iterator[tuple[str, str]]:
    """The non-empty cells, each on one line, until the row reaches its limit."""
    size = 0
    for column, cell in cells:
        text = cell_text(cell, left_out)
        size += len(text)
        if size > _MAX_ROW:
            left_out.count(_CUT_ROWS, "row")
            return
        if text:
            yield column, text
