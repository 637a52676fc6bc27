"""XLS: the sheets of a workbook of Excel 97 to 2003, or of 5.0 and 95.

Owned here: cells as xlrd gives them, and what the file says of itself in its property sets. Later Office files that ask
for a password are compound files as well; that they do is told here.
"""

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.composer import worthy
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import nanoseconds, people
from scent.formats.documents.office import sheets
from scent.formats.documents.office.compound_file import MAGIC, CompoundFile
from scent.formats.documents.xml.elements import Metadata

if TYPE_CHECKING:
    from xlrd.sheet import Cell, Sheet

_STREAMS: Final = ("Workbook", "Book")
_ENCRYPTED: Final = "EncryptedPackage"
_SUMMARY: Final = "\5SummaryInformation"
# [MS-OLEPS] 2.15 and [MS-OSHARED] 2.3.3.2: types of properties, and the properties themselves.
_TEXT, _MOMENT = 0x1E, 0x40
_CODE_PAGE, _TITLE, _AUTHOR, _CREATED = 1, 2, 4, 12
_UTF_8: Final = 65_001
_MOST_PROPERTIES: Final = 100
_LONGEST: Final = 1000
_SECONDS_TO_1970: Final = 11_644_473_600  # from 1601, where moments begin


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Documents of rows, sheet by sheet. Raises ReadError if it is damaged, encrypted or too large."""
    import xlrd

    compound = _opened(file)
    stream = next((name for name in _STREAMS if name in compound), "")
    if not stream:
        raise ReadError("it is encrypted with a password")
    # xlrd takes the stream alone as well; where it looks for it itself, it may look without end.
    data = compound.stream(stream)
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), ragged_rows=True, on_demand=True)
    except xlrd.XLRDError as error:
        raise ReadError("it is encrypted with a password" if "encrypted" in str(error) else "it is damaged") from None
    yield from sheets.documents("xls", _said(compound), _sheets(book))


def _opened(file: BinaryIO) -> CompoundFile:
    data = file.read(limits.PART_BYTES + 1)
    if len(data) > limits.PART_BYTES:
        raise ReadError(f"it is larger than {limits.PART_BYTES >> 20} MB")
    return CompoundFile(data)


def _sheets(book: Any) -> Iterator[tuple[str, Iterator[sheets.Row]]]:  # noqa: ANN401 - xlrd has no annotations
    for name in book.sheet_names():
        sheet = book.sheet_by_name(name)
        yield name, ((number + 1, _cells(sheet, number, book.datemode)) for number in range(sheet.nrows))
        book.unload_sheet(name)


def _cells(sheet: "Sheet", number: int, date_mode: int) -> Iterator[tuple[str, str]]:
    for column, cell in enumerate(sheet.row(number)):
        note = sheet.cell_note_map.get((number, column))
        yield str(column), _value(cell, date_mode) + (f" [{note.text}]" if note else "")


def _value(cell: "Cell", date_mode: int) -> str:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_DATE:
            return sheets.dated(cell.value, from_1904=date_mode == 1) or f"{cell.value:.15g}"
        case xlrd.XL_CELL_NUMBER:
            return f"{cell.value:.15g}"
    return ""


def _said(compound: CompoundFile) -> Metadata:
    """What the property set says; nothing if it is damaged: the text is worth more."""
    said = Metadata(None)
    try:
        found = dict(_properties(compound.stream(_SUMMARY))) if _SUMMARY in compound else {}
    except (ReadError, struct.error):
        return said
    code_page = int.from_bytes(found.get(_CODE_PAGE, b"")[:2], "little")
    encoding = "utf-8" if code_page == _UTF_8 else f"cp{code_page}"
    try:
        said.title = worthy(found.get(_TITLE, b"").decode(encoding, "replace"))
        said.author = people(found.get(_AUTHOR, b"").decode(encoding, "replace"))
    except LookupError:
        pass
    ticks = int.from_bytes(found.get(_CREATED, b""), "little")
    said.date_ns = nanoseconds(ticks // 10**7 - _SECONDS_TO_1970) if ticks else 0
    return said


def _properties(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The numbers of the properties of a stream's first set, and their values: two bytes at least, or all of a text."""
    (begin,) = struct.unpack_from("<I", stream, 44)
    (count,) = struct.unpack_from("<I", stream, begin + 4)
    for index in range(min(count, _MOST_PROPERTIES)):
        number, offset = struct.unpack_from("<II", stream, begin + 8 + 8 * index)
        kind, size = struct.unpack_from("<II", stream, begin + offset)
        value = begin + offset + 4
        if kind == _TEXT:
            yield number, stream[value + 4 : value + 4 + min(size, _LONGEST)].rstrip(b"\0")
        else:
            yield number, stream[value : value + (8 if kind == _MOMENT else 2)]


def _holds(file: BinaryIO) -> bool:
    file.seek(0)
    try:
        compound = _opened(file)
    except ReadError:
        return False
    return any(stream in compound for stream in (*_STREAMS, _ENCRYPTED))


FORMAT = Format(
    "xls",
    read,
    (".xls", ".xlt"),
    sniff=lambda head: head.startswith(MAGIC),
    holds=_holds,
    certain=True,
    family=Family.DATA,
    label="XLS",
    carries="sheet, row",
)
