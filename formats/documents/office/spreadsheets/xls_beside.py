"""Reads what an XLS workbook shows beside its cells: text boxes, titles of charts, headers and footers.

xlrd passes over these records. Source: [MS-XLS], sections 2.4.20, 2.4.28, 2.4.58, 2.4.136, 2.4.181, 2.4.254
and 2.4.329.
"""

import struct
from collections.abc import Iterator
from typing import Final

from scent.formats.documents.base.page_numbers import is_page_number
from scent.formats.documents.office.office_xml.header_codes import header_sections

# Numbers of records.
_SHEET: Final = 0x85
_HEADERS: Final = frozenset([0x14, 0x15])
_OBJECT: Final = 0x5D
_BOX_TEXT: Final = 0x1B6
_CONTINUED: Final = 0x3C
_CHART_TEXT: Final = 0x100D
_BIFF8: Final = 0x600
_WORKSHEET: Final = 0  # the type in the record of a sheet
_NOTE: Final = 0x19  # the type of an object that is the box of a note, which xlrd reads
_UNICODE: Final = 1  # a flag of a text: two bytes a character


def texts_beside(stream: bytes) -> list[list[str]]:
    """The texts beside the cells of each worksheet, each once; no sheets for workbooks before Excel 97."""
    if _number(stream, 4) != _BIFF8:
        return []
    begins: dict[int, int] = {}  # of worksheets, and their number
    texts: dict[int, dict[str, None]] = {}
    walk = _Walk()
    for at, record, body in _records(stream):
        if record == _SHEET and body[5:6] == bytes([_WORKSHEET]):
            begins.setdefault(_number(body, 0, 4), len(begins))
        walk.sheet = begins.get(at, walk.sheet)
        for text in walk.texts(record, body):
            texts.setdefault(walk.sheet, {})[text] = None
    return [list(filter(None, texts.get(sheet, ()))) for sheet in range(len(begins))]


class _Walk:
    """What the records so far say of the next one."""

    def __init__(self) -> None:
        self.sheet = -1
        self._is_note = False
        self._box: list[str] = []  # the text of a box, in the records behind the one that announces it
        self._expected = 0  # characters of it

    def texts(self, record: int, body: bytes) -> Iterator[str]:
        if record == _CONTINUED and self._expected:
            self._box.append(_text(body, self._expected))
            self._expected = max(0, self._expected - len(self._box[-1]))
        else:
            yield "".join(self._box).replace("\r", "\n").strip()
            self._box, self._expected = [], 0
        if record in _HEADERS:
            sections = header_sections(_text(body[2:], _number(body, 0)))
            yield from (text for text in sections if not is_page_number(text))
        elif record == _OBJECT:
            self._is_note = _number(body, 4) == _NOTE
        elif record == _BOX_TEXT and not self._is_note:
            self._expected = _number(body, 10)
        elif record == _CHART_TEXT:
            yield _text(body[3:], _number(body, 2, 1)).strip()


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where each record begins, its number, and its body; then an empty one, which ends the last text."""
    at = 0
    while at + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, at)
        yield at, record, stream[at + 4 : at + 4 + size]
        at += 4 + size
    yield at, 0, b""


def _number(body: bytes, at: int, size: int = 2) -> int:
    return int.from_bytes(body[at : at + size], "little")


def _text(body: bytes, characters: int) -> str:
    """A text of at most so many characters, whose first byte tells how it is written."""
    if body[:1] and body[0] & _UNICODE:
        return body[1 : 1 + 2 * characters].decode("utf-16-le", "replace")
    return body[1 : 1 + characters].decode("latin-1")
