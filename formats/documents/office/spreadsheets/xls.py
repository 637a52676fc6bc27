"""Reader of XLS: the rows of workbooks of Excel 5.0 to 2003, and their metadata.

The library xlrd reads cells; metadata comes from the file's property set ([MS-OLEPS]). Newer Office
files with a password and messages of Outlook are compound files as well: they are recognised here,
and the reason why they are not read is reported.
"""

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import LeftOut, with_left_out
from scent.formats.documents.base.metadata import Metadata, author_names, meaningful_title, seconds_to_ns
from scent.formats.documents.office.number_formats import date_from_serial
from scent.formats.documents.office.spreadsheets import sheets
from scent.formats.documents.office.spreadsheets.compound_file import MAGIC, CompoundFile

if TYPE_CHECKING:
    from xlrd.sheet import Cell, Sheet

_STREAMS: Final = ("Workbook", "Book")
_ENCRYPTED: Final = "EncryptedPackage"
_OUTLOOK_MESSAGE: Final = "__properties_version1.0"  # a stream that each has ([MS-OXMSG] 2.4)
_SUMMARY: Final = "\5SummaryInformation"
# Types of properties ([MS-OLEPS] 2.15) and numbers of properties ([MS-OSHARED] 2.3.3.2).
_TEXT, _TIME = 0x1E, 0x40
_CODE_PAGE, _TITLE, _AUTHOR, _CREATED = 1, 2, 4, 12
_UTF_8: Final = 65_001
_MAX_PROPERTIES: Final = 100
_MAX_VALUE_BYTES: Final = 1000
# A time is a number of ticks of 100 ns since 1601.
_TICKS_A_SECOND: Final = 10**7
_SECONDS_TO_1970: Final = 11_644_473_600


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read documents of rows, sheet by sheet.

    Raises:
        ReadError: the file is damaged, encrypted, too large, or a message of Outlook.
    """
    import xlrd

    compound = CompoundFile(limits.read_whole(file))
    if _OUTLOOK_MESSAGE in compound:
        raise ReadError(
            "it is a message of Outlook, which scent does not read; make an .eml file of it: msgconvert FILE"
        )
    stream = next((name for name in _STREAMS if name in compound), "")
    if not stream:
        raise ReadError("it is encrypted with a password")
    # xlrd gets the stream alone: given the whole file, it can loop forever in a damaged directory.
    data = compound.stream(stream)
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), ragged_rows=True, on_demand=True)
    except xlrd.XLRDError as error:
        raise ReadError("it is encrypted with a password" if "encrypted" in str(error) else "it is damaged") from None
    left_out = LeftOut()
    yield from with_left_out(sheets.documents("xls", _metadata(compound), _sheets(book), left_out), left_out)


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
            return date_from_serial(cell.value, from_1904=date_mode == 1) or f"{cell.value:.15g}"
        case xlrd.XL_CELL_NUMBER:
            return f"{cell.value:.15g}"
        case xlrd.XL_CELL_BOOLEAN:
            return sheets.truth(cell.value)
    return ""


def _metadata(compound: CompoundFile) -> Metadata:
    """Read the property set; empty if it is damaged, so that the text is still read."""
    try:
        properties = dict(_properties(compound.stream(_SUMMARY))) if _SUMMARY in compound else {}
    except (ReadError, struct.error):
        return Metadata()
    ticks = int.from_bytes(properties.get(_CREATED, b""), "little")
    date_ns = seconds_to_ns(ticks // _TICKS_A_SECOND - _SECONDS_TO_1970) if ticks else 0
    code_page = int.from_bytes(properties.get(_CODE_PAGE, b"")[:2], "little")
    encoding = "utf-8" if code_page == _UTF_8 else f"cp{code_page}"
    try:
        title = meaningful_title(properties.get(_TITLE, b"").decode(encoding, "replace"))
        author = author_names(properties.get(_AUTHOR, b"").decode(encoding, "replace"))
    except LookupError:  # an unknown code page
        return Metadata(date_ns=date_ns)
    return Metadata(title, author, date_ns)


def _properties(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The properties in a stream's first set, as pairs of number and value.

    A value is the bytes of a text, a time (8 bytes) or an integer (2 bytes).
    """
    (begin,) = struct.unpack_from("<I", stream, 44)
    (count,) = struct.unpack_from("<I", stream, begin + 4)
    for index in range(min(count, _MAX_PROPERTIES)):
        number, offset = struct.unpack_from("<II", stream, begin + 8 + 8 * index)
        kind, size = struct.unpack_from("<II", stream, begin + offset)
        value = begin + offset + 4
        if kind == _TEXT:
            yield number, stream[value + 4 : value + 4 + min(size, _MAX_VALUE_BYTES)].rstrip(b"\0")
        else:
            yield number, stream[value : value + (8 if kind == _TIME else 2)]


def _holds(file: BinaryIO) -> bool:
    file.seek(0)
    try:
        compound = CompoundFile(limits.read_whole(file))
    except ReadError:
        return False
    return any(stream in compound for stream in (*_STREAMS, _ENCRYPTED, _OUTLOOK_MESSAGE))


FORMAT = Format(
    "xls",
    read,
    (".xls", ".xlt"),
    sniff=lambda head: head.startswith(MAGIC),
    sniff_file=_holds,
    known_by_content=True,
    family=Family.DATA,
    label="XLS",
    located_by="sheet, row",
)
