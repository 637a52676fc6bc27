"""XLSX: the sheets of a workbook.

Owned here: sheets in their order, cells, shared strings and formats of SpreadsheetML. Only cells that are there count,
wherever they stand, so that a far one costs nothing. Values are those that the program saved: formulas are not run.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.office import sheets
from scent.formats.documents.xml.elements import Metadata, attribute, child, children, local, within
from scent.formats.documents.xml.package import Holds, Package, is_zip

_MAIN = "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_COMMENTS = re.compile(r"/comments\d*\.xml$")
_COLUMN = re.compile(r"[A-Z]{1,3}(?=\d)")
_NUMBER = re.compile(r"\d{1,7}")
_SERIAL = re.compile(r"\d{1,7}(?:\.\d{1,20})?(?:E-?\d{1,2})?")
# ECMA-376, part 1, 18.8.30: formats that every program knows by their number, and dates among them in Asian ones.
_KNOWN_DATES = frozenset(["14", "15", "16", "17", "18", "19", "20", "21", "22"])
_ASIAN_DATES = frozenset(map(str, (*range(27, 37), *range(50, 59))))
# What is no code of a date in a format: text in quotes or after a backslash, colours, currencies and conditions.
_NO_CODE = re.compile(r'"[^"]*"?|[\\_*].|\[[^\]]*\]?')
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_MOST_STYLES = 70_000  # Excel allows 65,490
_LONGEST_FORMAT = 1000


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Documents of rows, sheet by sheet. Raises ReadError if its archive or XML is damaged."""
    package = Package(file)
    yield from sheets.documents("xlsx", Metadata.of(package), _Workbook(package).named())


class _Workbook:
    """What the cells of all sheets refer to."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.xml(_MAIN)
        self._strings = [_text(each) for each in children(package.xml(_STRINGS), "si")] if _STRINGS in package else []
        self._dates = frozenset(_date_styles(package.xml(_STYLES))) if _STYLES in package else frozenset[str]()
        properties = child(self._main, "workbookPr")
        self._from_1904 = properties is not None and attribute(properties, "date1904") in {"1", "true"}

    def named(self) -> Iterator[tuple[str, Iterator[sheets.Row]]]:
        targets = self._package.relations(_MAIN)
        for entry in within(self._main, "sheet"):
            relation = next((value for key, value in entry.attrib.items() if key.endswith("}id")), "")
            target = targets.get(relation, "")
            if target in self._package:
                yield attribute(entry, "name"), self._rows(self._package.xml(target), dict(self._notes(target)))

    def _notes(self, sheet: str) -> Iterator[tuple[str, str]]:
        """What people noted at the cells of a sheet, by their names."""
        for target in self._package.relations(sheet).values():
            if _COMMENTS.search(target) and target in self._package:
                for note in within(self._package.xml(target), "comment"):
                    yield attribute(note, "ref"), _text(note)

    def _rows(self, root: Element, notes: dict[str, str]) -> Iterator[sheets.Row]:
        number = 0
        for row in within(root, "row"):
            said = attribute(row, "r")
            number = int(said) if _NUMBER.fullmatch(said) else number + 1
            yield number, self._cells(row, notes)

    def _cells(self, row: Element, notes: dict[str, str]) -> Iterator[tuple[str, str]]:
        for number, cell in enumerate(children(row, "c")):
            name = attribute(cell, "r")
            column = _COLUMN.match(name)
            note = f" [{notes[name]}]" if name in notes else ""
            yield column[0] if column else str(number), self._value(cell) + note

    def _value(self, cell: Element) -> str:
        kind, value = attribute(cell, "t"), child(cell, "v")
        if kind == "inlineStr":
            return _text(cell)
        text = ((value.text if value is not None else "") or "").strip()
        if kind == "s":
            known = _NUMBER.fullmatch(text) is not None and int(text) < len(self._strings)
            return self._strings[int(text)] if known else ""
        if kind in {"b", "e"}:
            return ""
        if kind in {"", "n"} and attribute(cell, "s") in self._dates and _SERIAL.fullmatch(text):
            return sheets.dated(float(text), from_1904=self._from_1904) or text
        return text


def _date_styles(styles: Element) -> Iterator[str]:
    """The numbers of the styles whose cells show dates."""
    codes = {attribute(each, "numFmtId"): attribute(each, "formatCode") for each in within(styles, "numFmt")}
    formats = child(styles, "cellXfs")
    for number, style in enumerate(islice(children(formats, "xf"), _MOST_STYLES) if formats is not None else ()):
        form = attribute(style, "numFmtId")
        if _is_date(codes[form]) if form in codes else form in _KNOWN_DATES | _ASIAN_DATES:
            yield str(number)


def _is_date(code: str) -> bool:
    """Whether a format shows a moment, and not how long something took."""
    code = code[:_LONGEST_FORMAT].partition(";")[0]
    return not _ELAPSED.search(code) and _DATE_CODE.search(_NO_CODE.sub("", code)) is not None


def _text(element: Element) -> str:
    """The text of runs, without the reading aids (phonetic runs) beside them."""
    aids = {id(part) for aid in within(element, "rPh") for part in aid.iter()}
    parts = (part.text or "" for part in element.iter() if local(part.tag) == "t" and id(part) not in aids)
    return "".join(parts)[: sheets.MOST_CELL]


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
