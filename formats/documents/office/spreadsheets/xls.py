"""Reader of XLS: the rows of workbooks of Excel 5.0 to 2003, and their metadata.

The library xlrd reads cells, `xls_beside.py` what is shown beside them. Newer Office
files with a password and messages of Outlook are compound files as well: they are recognised here,
and the reason why they are not read is reported.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.blocks.outline import to_label
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import LeftOut, with_left_out
from scent.formats.documents.office.binary.compound_file import MAGIC, CompoundFile, holds_stream
from scent.formats.documents.office.binary.property_set import PropertySet
from scent.formats.documents.office.number_formats import date_from_serial
from scent.formats.documents.office.spreadsheets import sheets
from scent.formats.documents.office.spreadsheets.xls_beside import texts_beside

if TYPE_CHECKING:
    from xlrd.sheet import Cell, Sheet

_STREAMS: Final = ("Workbook", "Book")
_ENCRYPTED: Final = "EncryptedPackage"
_OUTLOOK_MESSAGE: Final = "__properties_version1.0"  # a stream that each has ([MS-OXMSG] 2.4)


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
    yield from with_left_out(_documents(book, data, PropertySet(compound), left_out), left_out)


def _documents(
    book: Any,  # noqa: ANN401 - xlrd has no annotations
    stream: bytes,
    properties: PropertySet,
    left_out: LeftOut,
) -> Iterator[Document]:
    """The documents of rows, and one of what is shown beside them."""
    metadata = properties.metadata()
    yield from sheets.documents("xls", metadata, _sheets(book), left_out)
    composer = Composer("xls")
    for sheet, texts in zip(book.sheet_names(), texts_beside(stream), strict=False):
        composer.place = f"sheet {to_label(sheet)}"
        composer.set_headings((sheet,))
        for text in texts:
            composer.add(text)
    composer.place = ""
    composer.set_headings(())
    for line in properties.descriptions():
        composer.add(line)
    if composer.length:
        yield composer.take_document(**metadata._asdict())


def _sheets(book: Any) -> Iterator[tuple[str, Iterator[sheets.Row]]]:  # noqa: ANN401 - xlrd has no annotations
    for name in book.sheet_names():
        sheet = book.sheet_by_name(name)
        yield name, _rows(sheet, book.datemode)
        book.unload_sheet(name)


def _rows(sheet: "Sheet", date_mode: int) -> Iterator[sheets.Row]:
    """The rows with their notes, also those of cells that are empty."""
    notes: dict[int, dict[int, str]] = {}
    for (row, column), note in sorted(sheet.cell_note_map.items()):
        notes.setdefault(row, {})[column] = f" [{note.text}]"
    for number in chain(range(sheet.nrows), (row for row in notes if row >= sheet.nrows)):
        cells = sheet.row(number) if number < sheet.nrows else ()
        yield number + 1, _cells(cells, notes.get(number, {}), date_mode)


def _cells(cells: "Sequence[Cell]", notes: Mapping[int, str], date_mode: int) -> Iterator[tuple[str, str]]:
    for column, cell in enumerate(cells):
        yield str(column), _value(cell, date_mode) + notes.get(column, "")
    yield from ((str(column), note) for column, note in notes.items() if column >= len(cells))


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


FORMAT = Format(
    "xls",
    read,
    (".xls", ".xlt"),
    sniff=lambda head: head.startswith(MAGIC),
    sniff_file=holds_stream(*_STREAMS, _ENCRYPTED, _OUTLOOK_MESSAGE),
    known_by_content=True,
    family=Family.DATA,
    label="XLS",
    located_by="sheet, row",
)
