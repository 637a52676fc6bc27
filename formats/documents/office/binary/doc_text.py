"""Finds the text of a Word document of 1997 to 2003 in its pieces, without what is hidden or deleted.

Text lies in pieces of the main stream, in any order, in one or two bytes a character. What a run of bytes looks
like is told by pages of 512 bytes each. Source: [MS-DOC], sections 2.4, 2.5.1, 2.6, 2.8.35, 2.9.33 and 2.9.177.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from scent.errors import ReadError
from scent.formats.documents.base import limits

# Where the header has the place and length of parts of the table stream, in pairs of numbers.
_PARTS: Final = 0x9A
_RUNS, _PARAGRAPHS, _PIECES = 12, 13, 33
_PAGE: Final = 512
_PAGE_NUMBER: Final = 0x3FFFFF
_COMPRESSED: Final = 1 << 30
_PIECE_TABLE: Final = 2
# Properties of characters and paragraphs.
_HIDDEN, _DELETED = 0x083C, 0x0800
_IN_TABLE, _ROW_END, _OUTLINE_LEVEL, _LIST, _DROP_CAP = 0x2416, 0x2417, 0x2640, 0x460B, 0x442C
_TABLE_DEFINITION: Final = 0xD608  # whose length takes two bytes
# Bytes of a property's value by its three highest bits; 6 begins with its length.
_SIZES: Final = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_MAX_LEVEL: Final = 9
# In place of a character that is not shown; the others keep their positions.
REMOVED: Final = "\0"
# A character that takes two positions.
_TWO_POSITIONS: Final = re.compile("[\U00010000-\U0010ffff]")
_NOT_KEPT: Final = re.compile("[^\r\x07\x02\x05\x0c]")


class ParagraphStyle(NamedTuple):
    """How a paragraph looks: `level` from 1 for a heading.

    It may lie in a table, end a row there, be an item of a list, or be the large first letter of the next paragraph.
    """

    level: int = 0
    is_in_table: bool = False
    ends_row: bool = False
    is_item: bool = False
    is_drop_cap: bool = False


class DocText:
    """All text of a document, its stories one after another.

    `text` has control characters for marks, and `REMOVED` for what is hidden or deleted.
    """

    def __init__(self, stream: bytes, table: bytes) -> None:
        """Read the text from the main stream and the table stream; ReadError if it is damaged."""
        self._stream, self._table = stream, table
        self._hidden = _joined(sorted(self._hidden_runs()))
        self._styles = sorted(self._paragraph_runs())
        self._pieces: list[tuple[int, int, int]] = []  # where a piece begins in text and stream; bytes of a character
        texts = list[str]()
        for begin, end, place in self._piece_table():
            limits.check_characters(end)
            width = 1 if place & _COMPRESSED else 2
            offset = (place & ~_COMPRESSED) // 2 if width == 1 else place
            data = stream[offset : offset + width * (end - begin)]
            text = data.decode("cp1252" if width == 1 else "utf-16-le", "replace")
            text = _TWO_POSITIONS.sub(rf"\g<0>{REMOVED}", text)
            self._pieces.append((begin, offset, width))
            texts.append(self._without_hidden(text, offset, width).ljust(end - begin, REMOVED)[: end - begin])
        self.text = "".join(texts)

    def style(self, position: int) -> ParagraphStyle:
        """The style of the paragraph that ends at a position in the text."""
        at = bisect_right(self._pieces, position, key=lambda piece: piece[0]) - 1
        if at < 0:
            return ParagraphStyle()
        begin, offset, width = self._pieces[at]
        place = offset + width * (position - begin)
        number = bisect_right(self._styles, place, key=lambda run: run[0]) - 1
        return self._styles[number][2] if number >= 0 and place < self._styles[number][1] else ParagraphStyle()

    def positions(self, part: int, size: int = 0) -> list[int]:
        """The positions in a part of the table stream by its number, where each has `size` bytes of data."""
        data = self._part(part)
        return [_number(data, 4 * at) for at in range((len(data) - 4) // (4 + size) + 1)] if data else []

    def _part(self, part: int) -> bytes:
        begin, size = _number(self._stream, _PARTS + 8 * part), _number(self._stream, _PARTS + 8 * part + 4)
        return self._table[begin : begin + size]

    def _piece_table(self) -> Iterator[tuple[int, int, int]]:
        """Where each piece begins and ends in the text, and its place in the stream."""
        data, at = self._part(_PIECES), 0
        while at < len(data) and data[at] != _PIECE_TABLE:
            at += 3 + _number(data, at + 1, 2)
        count = (_number(data, at + 1) - 4) // 12
        at += 5
        if at > len(data) or 12 * count + 4 > len(data) - at:
            raise ReadError("it is damaged")
        for piece in range(count):
            begin, end = _number(data, at + 4 * piece), _number(data, at + 4 * piece + 4)
            if end > begin:
                yield begin, end, _number(data, at + 4 * (count + 1) + 8 * piece + 2)

    def _without_hidden(self, text: str, offset: int, width: int) -> str:
        first = max(0, bisect_right(self._hidden, (offset, offset)) - 1)
        pieces, at = list[str](), 0
        for begin, end in self._hidden[first : bisect_right(self._hidden, (offset + width * len(text), 0))]:
            shown = max(at, (begin - offset) // width)
            hidden = max(shown, min(len(text), (end - offset) // width))
            pieces += [text[at:shown], _NOT_KEPT.sub(REMOVED, text[shown:hidden])]
            at = hidden
        return "".join((*pieces, text[at:]))

    def _hidden_runs(self) -> Iterator[tuple[int, int]]:
        for page in self._pages(_RUNS):
            for run in range(page[-1]):
                at = 2 * page[4 * (page[-1] + 1) + run]
                properties = dict(_properties(page[at + 1 : at + 1 + page[at]])) if at else {}
                if properties.get(_HIDDEN, 0) in {1, 0x81} or properties.get(_DELETED):
                    yield _number(page, 4 * run), _number(page, 4 * run + 4)

    def _paragraph_runs(self) -> Iterator[tuple[int, int, ParagraphStyle]]:
        for page in self._pages(_PARAGRAPHS):
            for run in range(page[-1]):
                at = 2 * page[4 * (page[-1] + 1) + 13 * run]
                begin, size = (at + 1, 2 * page[at] - 1) if page[at] else (at + 2, 2 * page[at + 1])
                properties = dict(_properties(page[begin + 2 : begin + size])) if at else {}
                style = _number(page, begin, 2) if at else 0
                level = style if 1 <= style <= _MAX_LEVEL else properties.get(_OUTLINE_LEVEL, _MAX_LEVEL) + 1
                yield (
                    _number(page, 4 * run),
                    _number(page, 4 * run + 4),
                    ParagraphStyle(
                        level if level <= _MAX_LEVEL else 0,
                        bool(properties.get(_IN_TABLE)),
                        bool(properties.get(_ROW_END)),
                        bool(properties.get(_LIST)),
                        bool(properties.get(_DROP_CAP)),
                    ),
                )

    def _pages(self, part: int) -> Iterator[bytes]:
        """The pages that a part of the table stream names, each once, if they can hold what they say."""
        data = self._part(part)
        count = (len(data) - 4) // 8
        for number in dict.fromkeys(_number(data, 4 * (count + 1) + 4 * at) & _PAGE_NUMBER for at in range(count)):
            page = self._stream[_PAGE * number : _PAGE * (number + 1)]
            size = 13 if part == _PARAGRAPHS else 1
            if len(page) == _PAGE and 4 * (page[-1] + 1) + size * page[-1] < _PAGE:
                yield page


def _joined(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted runs, those that overlap as one."""
    joined = list[tuple[int, int]]()
    for begin, end in runs:
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined


def _properties(data: bytes) -> Iterator[tuple[int, int]]:
    """The properties in a list, by their numbers."""
    at = 0
    while at + 2 < len(data):
        name = _number(data, at, 2)
        at += 2
        size = _SIZES.get(name >> 13, 0)
        if not size and name == _TABLE_DEFINITION:
            size = 1 + _number(data, at, 2)
        elif not size:
            size = 1 + data[at]
        yield name, _number(data, at, min(size, 4))
        at += size


def _number(data: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(data[at : at + size], "little")
