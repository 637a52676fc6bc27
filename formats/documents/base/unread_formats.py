"""Names formats that hold text for people but are not read, with the program that makes another file of them.

Without it, an e-book of Kindle would be left out as "a binary file", as a program or a picture is.
"""

import posixpath
from collections.abc import Collection
from typing import NamedTuple


class _Unread(NamedTuple):
    """What a file is, and what people do to have it read; FILE stands for the file."""

    name: str
    advice: str


_OFFICE = "make a PDF of it: soffice --convert-to pdf FILE"
_UNPACK = "unpack it: 7z x FILE"
_EBOOK = "make an EPUB of it: ebook-convert FILE FILE.epub"
_TABLE = "make a CSV or Parquet file of it"
# Which bytes a file of each has, and where; asked only of files that are not text.
_MAGICS: tuple[tuple[int, bytes, _Unread], ...] = (
    (60, b"BOOKMOBI", _Unread("an e-book of Kindle", _EBOOK)),
    (0, b"ITOLITLS", _Unread("an e-book of Microsoft Reader", _EBOOK)),
    (0, b"ITSF", _Unread("a help file (CHM)", _UNPACK)),
    (12, b"DJV", _Unread("a DjVu document", "take its text: djvutxt FILE > FILE.txt")),
    (0, b"\xffWPC", _Unread("a document of WordPerfect", _OFFICE)),
    (0, b"7z\xbc\xaf\x27\x1c", _Unread("an archive of 7-Zip", _UNPACK)),
    (0, b"Rar!\x1a\x07", _Unread("a RAR archive", _UNPACK)),
    (0, b"MSCF\0\0\0\0", _Unread("a cabinet archive", _UNPACK)),
    (0, b"\x04\x22M\x18", _Unread("a file packed by LZ4", "unpack it: lz4 -d FILE")),
    (0, b"\x1f\x9d", _Unread("a file packed by compress", "unpack it: gzip -d FILE")),
    (0, b"!BDN", _Unread("a mailbox of Outlook", "make an mbox of it: readpst FILE")),
    *(
        (4, b"Standard %s DB\0" % engine, _Unread("a database of Access", "export its tables: mdb-export FILE TABLE"))
        for engine in (b"Jet", b"ACE")
    ),
    (0, b"Obj\x01", _Unread("an Avro file", _TABLE)),
    (0, b"ORC", _Unread("an ORC file", _TABLE)),
    (0, b"<stata_dta>", _Unread("a data set of Stata", _TABLE)),
    (0, b"\x89HDF\r\n\x1a\n", _Unread("an HDF5 file", _TABLE)),
    *((0, magic, _Unread("a data set of SPSS", _TABLE)) for magic in (b"$FL2@(#)", b"$FL3@(#)")),
)
# Compound files (of OLE) hold anything, such as thumbnails of a folder: their names tell.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_COMPOUND_SUFFIXES = {
    ".vsd": "a drawing of Visio",
    ".pub": "a document of Publisher",
    ".wps": "a document of Works",
    ".hwp": "a document of Hangul",
}
_PREVIEW = "QuickLook/Preview.pdf"  # a document of iWork as people see it, which is read
_XLSB = "xl/workbook.bin"


def unread_file(head: bytes, name: bytes) -> str:
    """A sentence on a binary file that holds text but is not read, by its first bytes; empty for any other."""
    if head.startswith(_COMPOUND):
        suffix = posixpath.splitext(name.lower())[1].decode("utf-8", "replace")
        kind = _COMPOUND_SUFFIXES.get(suffix, "")
        return _sentence(_Unread(kind, _OFFICE)) if kind else ""
    return next((_sentence(unread) for start, magic, unread in _MAGICS if head.startswith(magic, start)), "")


def unread_package(names: Collection[str]) -> str:
    """The same for a zip archive, by the names of its members."""
    if _XLSB in names:
        return _sentence(
            _Unread("a binary workbook of Excel (XLSB)", "make an XLSX of it: soffice --convert-to xlsx FILE")
        )
    if _PREVIEW not in names and any(name.endswith(".iwa") for name in names):
        return _sentence(_Unread("a document of Pages, Numbers or Keynote", "export it there as PDF"))
    return ""


def _sentence(unread: _Unread) -> str:
    return f"it is {unread.name}, which scent does not read; {unread.advice}"
