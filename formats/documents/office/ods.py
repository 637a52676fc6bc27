"""ODS: the sheets of a spreadsheet in the Open Document Format.

Owned here: tables, rows and cells of OpenDocument. What is repeated is said once a row, however often a file says that
it is. Values are those that the program showed.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.office import odf, sheets
from scent.formats.documents.xml.elements import attribute, children, within

# Cells in a row that say the same are that many columns of a table, or a colour down to the last of 16,384.
_MOST_REPEATED = 100
_MOST_ROWS = 1 << 20


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Documents of rows, sheet by sheet. Raises ReadError if its archive or XML is damaged, or it is encrypted."""
    _, content, said = odf.opened(file)
    yield from sheets.documents("ods", said, _sheets(content))


def _sheets(content: Element) -> Iterator[tuple[str, Iterator[sheets.Row]]]:
    for body in within(content, "spreadsheet"):
        for table in children(body, "table"):
            yield attribute(table, "name"), _rows(table)


def _rows(table: Element) -> Iterator[sheets.Row]:
    number = 1
    for row in within(table, "table-row"):
        yield number, _cells(row)
        number += _repeated(row, "number-rows-repeated", _MOST_ROWS)


def _cells(row: Element) -> Iterator[tuple[str, str]]:
    column = 0
    for cell in children(row, "table-cell", "covered-table-cell"):
        text = _value(cell)
        times = _repeated(cell, "number-columns-repeated", _MOST_ROWS)
        for more in range(min(times, _MOST_REPEATED) if text else 0):
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
    """What somebody noted at a cell, without the author and date before it."""
    return f" [{' '.join(map(_text, children(annotation, 'p')))}]"


def _repeated(element: Element, name: str, most: int) -> int:
    said = attribute(element, name)
    return min(int(said), most) if said.isdecimal() and len(said) < 10 else 1  # noqa: PLR2004 - digits


FORMAT: Format = odf.package_format("ods", (".ods", ".ots"), "spreadsheet", "sheet, row", read, Family.DATA)
