"""XLSX: the rows of a workbook's sheets, a line each.

Owned here: sheets in their order, cells and shared strings of SpreadsheetML. Only cells that are there count, wherever
they stand, so that a far one costs nothing. Values are those that the program saved: formulas are not run, and dates
are the numbers that they are kept as. Not here: zip and XML (`package`).
"""

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.csv_rows import looks_like_header
from scent.formats.documents.document import Document, Kind
from scent.formats.documents.format import Family, Format
from scent.formats.documents.markup import attribute, child, children, local, within
from scent.formats.documents.outline import Start, label, tile
from scent.formats.documents.package import Holds, Package, is_zip
from scent.formats.documents.records import has_words

MOST_CELL = 20_000
# One text may be referred to by every cell of a row; what a row says beyond this is left out.
MOST_ROW = 64 * 1024
_PART = 128 * 1024
_MAIN = "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"
_COLUMN = re.compile(r"[A-Z]{1,3}(?=\d)")
_NUMBER = re.compile(r"\d{1,7}")


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Documents of rows, sheet by sheet. Raises ReadError if its archive or XML is damaged."""
    package = Package(file)
    strings = [_text(each) for each in children(package.xml(_STRINGS), "si")] if _STRINGS in package else []
    targets = package.relations(_MAIN)
    any_words = False
    for entry in within(package.xml(_MAIN), "sheet"):
        relation = next((value for key, value in entry.attrib.items() if key.endswith("}id")), "")
        target = targets.get(relation, "")
        if target in package:
            for document in _sheet(package.xml(target), label(attribute(entry, "name")), strings):
                any_words = True
                yield document
    if not any_words:
        yield Document("", "xlsx")


def _sheet(root: Element, name: str, strings: list[str]) -> Iterator[Document]:
    """The rows that hold words, under the names of the columns if the first row has them."""
    names: dict[str, str] | None = None
    lines, starts, size, number = list[str](), list[Start](), 0, 0
    for row in within(root, "row"):
        said = attribute(row, "r")
        number = int(said) if _NUMBER.fullmatch(said) else number + 1
        cells = dict(_cells(row, strings))
        if not has_words(" ".join(cells.values())):
            continue
        if names is None:
            names = cells if looks_like_header(list(cells.values())) else {}
            pairs = list(cells.values())
        else:
            pairs = [f"{names[at]}: {cell}" if at in names else cell for at, cell in cells.items()]
        lines.append("; ".join(pairs)[:MOST_ROW] + "\n")
        starts.append(Start(size, Kind.TABLE, (name,) if name else (), place=f"sheet {name}, row {number}"))
        size += len(lines[-1])
        if size >= _PART:
            yield _document(lines, starts)
            lines, starts, size = [], [], 0
    if lines:
        yield _document(lines, starts)


def _document(lines: list[str], starts: list[Start]) -> Document:
    text = "".join(lines)
    return Document(text, "xlsx", "", tile(text, starts))


def _cells(row: Element, strings: list[str]) -> Iterator[tuple[str, str]]:
    """The letters of each cell's column, and what it says, until the row has said enough."""
    size = 0
    for number, cell in enumerate(children(row, "c")):
        column = _COLUMN.match(attribute(cell, "r"))
        text = _value(cell, strings)
        size += len(text)
        if size > MOST_ROW:
            return
        if text:
            yield column[0] if column else str(number), text


def _value(cell: Element, strings: list[str]) -> str:
    kind, value = attribute(cell, "t"), child(cell, "v")
    if kind == "inlineStr":
        return _text(cell)
    text = ((value.text if value is not None else "") or "").strip()
    if kind == "s":
        known = _NUMBER.fullmatch(text) is not None and int(text) < len(strings)
        return strings[int(text)] if known else ""
    return "" if kind in {"b", "e"} else " ".join(text[:MOST_CELL].split())


def _text(element: Element) -> str:
    """The text of runs, on one line, without the reading aids (phonetic runs) beside them."""
    aids = {id(part) for aid in within(element, "rPh") for part in aid.iter()}
    parts = (part.text or "" for part in element.iter() if local(part.tag) == "t" and id(part) not in aids)
    return " ".join("".join(parts)[:MOST_CELL].split())


FORMAT = Format(
    "xlsx",
    read,
    (".xlsx", ".xlsm"),
    sniff=is_zip,
    holds=Holds(_MAIN, b""),
    certain=True,
    family=Family.DATA,
    label="XLSX",
    carries="sheet, row",
)
