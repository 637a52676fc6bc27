"""Compound files, in which older Office programs keep streams as a disk keeps files ([MS-CFB]).

Owned here: taking streams out by their names, within limits: a chain of sectors that comes back to itself ends.
"""

import sys
from array import array
from collections.abc import Sequence
from typing import Final

from scent.errors import ReadError

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_BYTES: Final = 512
_LAST_SECTOR: Final = 0xFFFFFFFA  # larger numbers are marks: the end of a chain, a sector that is free
_ENTRY_BYTES: Final = 128
_SHIFTS: Final = frozenset([9, 12])  # of 512 and 4096 bytes
_SMALL_SHIFT: Final = 6
_SMALL: Final = 4096  # bytes; shorter streams lie in small sectors of their own
_ROOT, _STREAM = 5, 2


class CompoundFile:
    """The streams of a compound file, by their names, wherever they lie in its directory."""

    def __init__(self, data: bytes) -> None:
        """Read the directory; ReadError if it is damaged."""
        self._data = data
        self._shift = _number(data, 30, 2)
        if not data.startswith(MAGIC) or len(data) < _HEADER_BYTES or self._shift not in _SHIFTS:
            raise ReadError("it is damaged")
        self._next = self._table()
        self._entries: dict[str, tuple[int, int]] = {}
        root = (_LAST_SECTOR, 0)
        directory = self._chain(_number(data, 48))
        for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            entry = directory[at : at + _ENTRY_BYTES]
            place = _number(entry, 116), _number(entry, 120)
            if entry[66] == _STREAM:
                name = entry[: max(0, min(_number(entry, 64, 2), 64) - 2)].decode("utf-16-le", "replace")
                self._entries.setdefault(name, place)
            elif entry[66] == _ROOT:
                root = place
        self._small_next = _numbers(self._chain(_number(data, 60)))
        self._small = self._chain(root[0])[: root[1]]

    def __contains__(self, name: str) -> bool:
        """Whether there is a stream of that name."""
        return name in self._entries

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; ReadError if there is none, or it is damaged."""
        if name not in self:
            raise ReadError(f"its part {name} is missing")
        first, size = self._entries[name]
        if size >= _SMALL:
            return self._chain(first)[:size]
        numbers = _followed(first, self._small_next)
        return b"".join(self._small[each << _SMALL_SHIFT : (each + 1) << _SMALL_SHIFT] for each in numbers)[:size]

    def _table(self) -> Sequence[int]:
        """For each sector the one that follows it."""
        listed = list(_numbers(self._data[76:_HEADER_BYTES]))
        more, per_sector = _number(self._data, 68), (1 << self._shift) // 4
        for _ in range(len(self._data) >> self._shift):
            if more >= _LAST_SECTOR:
                break
            *numbers, more = _numbers(self._sector(more).ljust(4 * per_sector, b"\xff"))
            listed += numbers
        most = len(self._data) >> self._shift
        return _numbers(b"".join(self._sector(each) for each in listed[:most] if each < _LAST_SECTOR))

    def _chain(self, first: int) -> bytes:
        return b"".join(map(self._sector, _followed(first, self._next)))

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) << self._shift
        return self._data[begin : begin + (1 << self._shift)]


def _followed(first: int, following: Sequence[int]) -> list[int]:
    """The numbers from the first on, each of which is followed by the one at its place; ReadError if without end."""
    found: list[int] = []
    while first < len(following):
        found.append(first)
        if len(found) > len(following):
            raise ReadError("it is damaged: its sectors go round in circles")
        first = following[first]
    return found


def _number(data: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(data[at : at + size], "little")


def _numbers(data: bytes) -> Sequence[int]:
    found = array("I", data[: len(data) & ~3])
    if sys.byteorder == "big":
        found.byteswap()
    return found
