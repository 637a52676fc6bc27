"""Reader of XLSX: the rows of workbooks (SpreadsheetML, ECMA-376).

Only cells that are in the file are visited, so a cell in a far corner costs nothing. A formula gives
the value that was saved with it.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.blocks.outline import to_label
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import with_left_out
from scent.formats.documents.data.table_rows import MAX_CELL
from scent.formats.documents.office.number_formats import date_from_serial, is_date_format, is_percent_format
from scent.formats.documents.office.office_xml.escapes import unescaped
from scent.formats.documents.office.spreadsheets import sheets
from scent.formats.documents.office.spreadsheets.xlsx_drawings import sheet_texts
from scent.formats.documents.xml.elements import (
    attribute,
    child,
    children,
    descendants,
    first_text,
    local_name,
    relationship_id,
)
from scent.formats.documents.xml.package import Package, is_zip
from scent.formats.documents.xml.package_kinds import holds_ooxml, office_package
from scent.formats.documents.xml.xml_metadata import description_lines, package_metadata

_MAIN = "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_COMMENTS = re.compile(r"/comments?\d*\.xml$")
_THREADS = re.compile(r"/threadedComments?/[^/]*\.xml$")
_COLUMN = re.compile(r"[A-Z]{1,3}(?=\d)")
_NUMBER = re.compile(r"\d{1,7}")
_SERIAL = re.compile(r"\d{1,7}(?:\.\d{1,20})?(?:E-?\d{1,2})?")
_FRACTION = re.compile(r"-?\d{1,9}(?:\.\d{1,20})?(?:[eE]-?\d{1,2})?")
# Built-in number formats that show dates, those that do so in Asian locales, and those of percents
# (ECMA-376, part 1, 18.8.30).
_BUILT_IN = {
    **{str(number): "yyyy-mm-dd" for number in (*range(14, 23), *range(27, 37), *range(50, 59))},
    **dict.fromkeys(("9", "10"), "0%"),
}
_MAX_STYLES = 70_000  # Excel allows 65,490


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read documents of rows, sheet by sheet; ReadError if the archive or its XML is damaged."""
    package = office_package(file)
    yield from with_left_out(_documents(package), package.left_out)


def _documents(package: Package) -> Iterator[Document]:
    workbook, metadata = _Workbook(package), package_metadata(package)
    yield from sheets.documents("xlsx", metadata, workbook.named_sheets(), package.left_out)
    composer = Composer("xlsx")
    for sheet, texts in workbook.beside.items():
        composer.place = f"sheet {to_label(sheet)}"
        composer.set_headings((sheet,))
        for text in texts:
            composer.add(text)
    composer.place = ""
    composer.set_headings(())
    for line in description_lines(package):
        composer.add(line)
    if composer.length:
        yield composer.take_document(**metadata._asdict())


class _Workbook:
    """A workbook, with the strings and styles that the cells of all sheets share."""

    def __init__(self, package: Package) -> None:
        # The texts beside the cells of each sheet, by its name; filled as sheets are read.
        self.beside: dict[str, list[str]] = {}
        self._package = package
        self._main = package.xml(_MAIN)
        strings, styles = package.optional_xml(_STRINGS), package.optional_xml(_STYLES)
        self._strings = [_text(each) for each in children(strings, "si")]
        formats = dict(_number_formats(styles)) if styles is not None else {}
        self._dates = {style for style, code in formats.items() if is_date_format(code)}
        self._percents = {style for style, code in formats.items() if is_percent_format(code)}
        properties = child(self._main, "workbookPr")
        self._from_1904 = properties is not None and attribute(properties, "date1904") in {"1", "true"}

    def named_sheets(self) -> Iterator[tuple[str, Iterator[sheets.Row]]]:
        targets = self._package.relations(_MAIN)
        for number, entry in enumerate(descendants(self._main, "sheet"), 1):
            usual = f"xl/worksheets/sheet{number}.xml"
            target = self._package.related_part(targets.get(relationship_id(entry), ""), usual)
            if (root := self._package.optional_xml(target)) is not None:
                name = attribute(entry, "name")
                self.beside[name] = sheet_texts(self._package, target, root)
                yield name, self._rows(root, dict(self._notes(target)))

    def _notes(self, sheet: str) -> Iterator[tuple[str, str]]:
        """The comments on a sheet's cells, by cell name; a thread after the copy of it for older programs."""
        targets = [target for target in self._package.relations(sheet).values() if target in self._package]
        for target in filter(_COMMENTS.search, targets):
            for note in descendants(self._package.optional_xml(target), "comment"):
                yield attribute(note, "ref"), _text(note)
        threads: dict[str, list[str]] = {}
        for target in filter(_THREADS.search, targets):
            for comment in descendants(self._package.optional_xml(target), "threadedComment"):
                threads.setdefault(attribute(comment, "ref"), []).append(unescaped(first_text(comment, "text")))
        for name, texts in threads.items():
            yield name, "\n".join(texts)

    def _rows(self, root: Element, notes: dict[str, str]) -> Iterator[sheets.Row]:
        number = 0
        for row in descendants(root, "row"):
            reference = attribute(row, "r")
            number = int(reference) if _NUMBER.fullmatch(reference) else number + 1
            yield number, self._cells(row, notes)
        cells = {attribute(cell, "r") for cell in descendants(root, "c")} if notes else ()
        for name, note in notes.items():
            column = _COLUMN.match(name)
            if name not in cells and column and note.strip():  # a comment on an empty cell
                yield (
                    int(name[column.end() :]) if name[column.end() :].isdecimal() else number,
                    [(column[0], f"[{note}]")],
                )

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
        if (
            not text and kind in {"", "n"} and child(cell, "f") is not None
        ):  # written by a program that does not compute
            self._package.left_out.count("its formulas without a saved value are left out", "cell")
        if kind == "s":
            known = _NUMBER.fullmatch(text) is not None and int(text) < len(self._strings)
            return self._strings[int(text)] if known else ""
        if kind in {"b", "e"}:
            return sheets.truth(text) if kind == "b" else ""
        style = attribute(cell, "s")
        if kind in {"", "n"} and style in self._dates and _SERIAL.fullmatch(text):
            return date_from_serial(float(text), from_1904=self._from_1904) or text
        if kind in {"", "n"} and style in self._percents and _FRACTION.fullmatch(text):
            return f"{float(text) * 100:.12g}%"
        return unescaped(text) if kind == "str" else text


def _number_formats(styles: Element) -> Iterator[tuple[str, str]]:
    """The number format of each cell style, by the index of the style."""
    codes = dict(_BUILT_IN)
    codes |= {attribute(each, "numFmtId"): attribute(each, "formatCode") for each in descendants(styles, "numFmt")}
    formats = child(styles, "cellXfs")
    for number, style in enumerate(islice(children(formats, "xf"), _MAX_STYLES) if formats is not None else ()):
        yield str(number), codes.get(attribute(style, "numFmtId"), "")


def _text(element: Element) -> str:
    """The text of an element without phonetic runs, the reading aids of Asian scripts."""
    phonetic = {id(part) for run in descendants(element, "rPh") for part in run.iter()}
    parts = (part.text or "" for part in element.iter() if local_name(part.tag) == "t" and id(part) not in phonetic)
    return unescaped("".join(parts)[: MAX_CELL + 1])  # one more tells that it is cut


FORMAT = Format(
    "xlsx",
    read,
    (".xlsx", ".xlsm"),
    sniff=is_zip,
    sniff_file=holds_ooxml(_MAIN),
    known_by_content=True,
    family=Family.DATA,
    label="XLSX",
    located_by="sheet, row",
)
