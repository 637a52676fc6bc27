"""Writes compound files, the container of Office formats before 2007, from their streams."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_LEAST = 4096  # bytes; shorter streams would lie in sectors of another size
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file; short streams are filled up with zeros."""
    directory = _entry("Root Entry", 5, _END, 0)
    sectors, table = b"", list[int]()
    for name, content in streams.items():
        data = content.ljust(_LEAST, b"\0")
        directory += _entry(name, 2, len(table), len(data))
        sectors += _padded(data)
        table += _chain(len(table), len(_padded(data)))
    first = len(table)
    sectors += _padded(directory)
    table += _chain(first, len(_padded(directory)))
    count = len(table) * 4 // _SECTOR + 2
    begin = len(table)
    table += [_TABLE] * count
    written = struct.pack(f"<{len(table)}I", *table).ljust(count * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<HHHHH6xIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, first, 0, _LEAST)
    header += struct.pack("<IIII", _END, 0, _END, 0)
    header += struct.pack(f"<{count}I", *range(begin, begin + count))
    return header.ljust(_SECTOR, b"\xff") + sectors + written


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    entry = written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2, kind, 1)
    return entry.ljust(116, b"\0") + struct.pack("<IQ", first, size)


def _padded(data: bytes) -> bytes:
    return data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\0")


def _chain(first: int, size: int) -> list[int]:
    count = size // _SECTOR
    return [*range(first + 1, first + count), _END]
