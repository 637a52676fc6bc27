"""Reader of ODS: the rows of OpenDocument spreadsheets.

A repeated row is read once, and a repeated cell at most `_MAX_REPEATED` times, whatever count the
file gives. Values are the ones that the program displayed.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.office import odf, odf_parts, sheets
from scent.formats.documents.xml.elements import attribute, children, descendants

# Repeated cells fill as many columns of a table, or are a format applied up to column 16,384.
_MAX_REPEATED = 100
_MAX_ROWS = 1 << 20
_MAX_DIGITS = 10


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read documents of rows, sheet by sheet; ReadError if the file is damaged or encrypted."""
    _, content, metadata = odf_parts.open_package(file)
    yield from sheets.documents("ods", metadata, _sheets(content))


def _sheets(content: Element) -> Iterator[tuple[str, Iterator[sheets.Row]]]:
    for body in descendants(content, "spreadsheet"):
        for table in children(body, "table"):
            yield attribute(table, "name"), _rows(table)


def _rows(table: Element) -> Iterator[sheets.Row]:
    number = 1
    for row in descendants(table, "table-row"):
        yield number, _cells(row)
        number += _repeated(row, "number-rows-repeated", _MAX_ROWS)


def _cells(row: Element) -> Iterator[tuple[str, str]]:
    column = 0
    for cell in children(row, "table-cell", "covered-table-cell"):
        text = _value(cell)
        times = _repeated(cell, "number-columns-repeated", _MAX_ROWS)
        for more in range(min(times, _MAX_REPEATED) if text else 0):
            yield str(column + more), text
        column += times


def _value(cell: Element) -> str:
    shown = " ".join(filter(None, map(_text, children(cell, "p"))))
    notes = "".join(map(_note, children(cell, "annotation")))
    if attribute(cell, "value-type") == "date":
        shown = attribute(cell, "date-value").removesuffix("T00:00:00").replace("T", " ").removesuffix(":00") or shown
    return shown + notes


def _text(element: Element) -> str:
    return "".join(element.itertext())


def _note(annotation: Element) -> str:
    """A comment on a cell, without its author and date."""
    return f" [{' '.join(map(_text, children(annotation, 'p')))}]"


def _repeated(element: Element, name: str, most: int) -> int:
    count = attribute(element, name)
    return min(int(count), most) if count.isdecimal() and len(count) < _MAX_DIGITS else 1


FORMAT: Format = odf.package_format("ods", (".ods", ".ots"), "spreadsheet", "sheet, row", read, Family.DATA)
