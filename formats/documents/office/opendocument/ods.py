"""Reader of ODS: the rows of OpenDocument spreadsheets.

A repeated row is read once, and a repeated cell at most `_MAX_REPEATED` times, whatever count the
file gives. Values are the ones that the program displayed.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.blocks.outline import to_label
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import with_left_out
from scent.formats.documents.base.metadata import Metadata
from scent.formats.documents.base.page_numbers import is_page_number
from scent.formats.documents.base.pictures import picture_text
from scent.formats.documents.office.opendocument import odf_parts
from scent.formats.documents.office.opendocument.package_format import package_format
from scent.formats.documents.office.spreadsheets import sheets
from scent.formats.documents.xml.elements import attribute, children, descendants, local_name
from scent.formats.documents.xml.package import Package
from scent.formats.documents.xml.xml_metadata import description_lines

# Repeated cells fill as many columns of a table, or are a format applied up to column 16,384.
_MAX_REPEATED = 100
_SPACES = frozenset(["s", "tab", "line-break"])
_MAX_ROWS = 1 << 20
_MAX_DIGITS = 10
# What the program fills into the headers of a new document.
_FIELDS = frozenset(["???", "??? (???)", "00.00.0000, 00:00:00", "00/00/0000, 00:00:00"])


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read documents of rows, sheet by sheet; ReadError if the file is damaged or encrypted."""
    package, content, metadata = odf_parts.open_package(file)
    yield from with_left_out(_documents(package, content, metadata), package.left_out)


def _documents(package: Package, content: Element, metadata: Metadata) -> Iterator[Document]:
    yield from sheets.documents("ods", metadata, _sheets(content), package.left_out)
    composer = Composer("ods")
    for body in descendants(content, "spreadsheet"):
        for table in children(body, "table"):
            composer.place = f"sheet {to_label(attribute(table, 'name'))}"
            for text in _shape_texts(table, dict(odf_parts.object_texts(package, table))):
                composer.add(text)
    composer.place = ""
    for message in descendants(content, "help-message", "error-message"):  # to those who fill in cells
        texts = [attribute(message, "title"), *map(_text, children(message, "p"))]
        composer.add(": ".join(filter(None, texts)))
    common = odf_parts.common_styles(package)
    headers = (*odf_parts.headers_and_footers(common, "header"), *odf_parts.headers_and_footers(common, "footer"))
    for text in dict.fromkeys(" ".join(_text(part).split()) for each in headers for part in descendants(each, "p")):
        if not is_page_number(text) and text not in _FIELDS:
            composer.add(text)
    for line in description_lines(package, odf_parts.META):
        composer.add(line)
    if composer.length:
        yield composer.take_document(**metadata._asdict())


def _shape_texts(table: Element, objects: dict[str, str]) -> Iterator[str]:
    """The descriptions and texts of the pictures, boxes and charts on a sheet."""
    for shape in descendants(table, "frame", "custom-shape", "rect", "ellipse", "g"):
        texts = [_text(each) for each in children(shape, "title", "desc")]
        described = picture_text(*texts)
        yield f"[{described}]" if described else ""
        for each in children(shape, "object"):
            yield objects.get(attribute(each, "href"), "")
        for box in (shape, *children(shape, "text-box")):
            yield "\n".join(map(_text, children(box, "p")))


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
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        if local_name(part.tag) in _SPACES:
            yield " "
        yield from _pieces(part)
        yield part.tail or ""


def _note(annotation: Element) -> str:
    """A comment on a cell, without its author and date."""
    return f" [{' '.join(map(_text, children(annotation, 'p')))}]"


def _repeated(element: Element, name: str, most: int) -> int:
    count = attribute(element, name)
    return min(int(count), most) if count.isdecimal() and len(count) < _MAX_DIGITS else 1


FORMAT: Format = package_format("ods", (".ods", ".ots", ".fods"), "spreadsheet", "sheet, row", read, Family.DATA)
