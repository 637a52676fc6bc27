"""Reads streams from compound files ([MS-CFB]), the container of Office formats before 2007.

A compound file is a small file system: sectors linked into chains by an allocation table. A chain
with a cycle is rejected as damaged.
"""

import sys
from array import array
from collections.abc import Callable, Sequence
from typing import BinaryIO, Final

from scent.errors import ReadError
from scent.formats.documents.base import limits

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_BYTES: Final = 512
_LAST_SECTOR: Final = 0xFFFFFFFA  # larger numbers mark the end of a chain or a free sector
_ENTRY_BYTES: Final = 128
_SECTOR_SHIFTS: Final = frozenset([9, 12])  # sectors of 512 and 4096 bytes
_MINI_SHIFT: Final = 6  # mini sectors of 64 bytes
_MINI_CUTOFF: Final = 4096  # bytes; shorter streams are stored in mini sectors
_ROOT, _STREAM = 5, 2  # types of directory entries


class CompoundFile:
    """The streams of a compound file by name, whatever folder they are in."""

    def __init__(self, data: bytes) -> None:
        """Read the directory from a file's bytes; ReadError if it is damaged."""
        self._data = data
        self._shift = _number(data, 30, 2)
        if not data.startswith(MAGIC) or len(data) < _HEADER_BYTES or self._shift not in _SECTOR_SHIFTS:
            raise ReadError("it is damaged")
        self._table = self._allocation_table()
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
        self._mini_table = _numbers(self._chain(_number(data, 60)))
        self._mini_stream = self._chain(root[0])[: root[1]]

    def __contains__(self, name: str) -> bool:
        """Whether there is a stream with this name."""
        return name in self._entries

    def stream(self, name: str) -> bytes:
        """Read a stream; ReadError if it is missing or damaged."""
        if name not in self:
            raise ReadError(f"its part {name} is missing")
        first, size = self._entries[name]
        if size >= _MINI_CUTOFF:
            return self._chain(first)[:size]
        numbers = _sector_chain(first, self._mini_table)
        return b"".join(self._mini_stream[each << _MINI_SHIFT : (each + 1) << _MINI_SHIFT] for each in numbers)[:size]

    def _allocation_table(self) -> Sequence[int]:
        """For each sector, the number of the next one in its chain."""
        table_sectors = list(_numbers(self._data[76:_HEADER_BYTES]))
        more, per_sector = _number(self._data, 68), (1 << self._shift) // 4
        for _ in range(len(self._data) >> self._shift):
            if more >= _LAST_SECTOR:
                break
            *numbers, more = _numbers(self._sector(more).ljust(4 * per_sector, b"\xff"))
            table_sectors += numbers
        in_file = len(self._data) >> self._shift
        return _numbers(b"".join(self._sector(each) for each in table_sectors[:in_file] if each < _LAST_SECTOR))

    def _chain(self, first: int) -> bytes:
        return b"".join(map(self._sector, _sector_chain(first, self._table)))

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) << self._shift
        return self._data[begin : begin + (1 << self._shift)]


def _sector_chain(first: int, table: Sequence[int]) -> list[int]:
    """The chain of sectors from `first` on, by an allocation table; ReadError if it has a cycle."""
    chain: list[int] = []
    while first < len(table):
        chain.append(first)
        if len(chain) > len(table):
            raise ReadError("it is damaged: a chain of its sectors has a cycle")
        first = table[first]
    return chain


def _number(data: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(data[at : at + size], "little")


def _numbers(data: bytes) -> Sequence[int]:
    numbers = array("I", data[: len(data) & ~3])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def holds_stream(*names: str) -> Callable[[BinaryIO], bool]:
    """A function that tells whether a file is a compound file with a stream of one of these names."""

    def holds(file: BinaryIO) -> bool:
        file.seek(0)
        try:
            compound = CompoundFile(limits.read_whole(file))
        except ReadError:
            return False
        return any(name in compound for name in names)

    return holds
