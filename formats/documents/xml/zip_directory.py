"""Makes a new directory for a zip archive whose own is damaged or cut off, and reads damaged members.

Each member begins with a header of its own. They are found by walking from one to the next, so that
none overlaps another, and each byte is looked at once. Nothing is unpacked for it.
The formats are those of PKWARE's APPNOTE.TXT, sections 4.3.7 to 4.3.16.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple, cast

from scent.formats.documents.base import limits

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_DESCRIPTOR: Final = struct.Struct("<3I")
_ZIP64_SIZES: Final = re.compile(rb"\x01\0[\x10-\x20]\0(.{8})(.{8})", re.DOTALL)
_LOCAL_MARK: Final = b"PK\x03\x04"
_DESCRIPTOR_MARK: Final = b"PK\x07\x08"
_NEXT: Final = re.compile(rb"PK(?:\x03\x04|\x01\x02)")
_METHODS: Final = frozenset([0, 8, 12, 14])  # stored, deflate, bzip2, LZMA: those that can be unpacked
_NAME: Final = re.compile(rb"[^\0-\x1f\x7f]{1,1000}")
_SIZES_FOLLOW: Final = 8  # the flag that sizes and checksum come behind the content
_MOST: Final = 0xFFFF_FFFF  # the largest size and offset
_MOST_HEADERS: Final = 2 * limits.MEMBERS  # that are looked at, also of what looks like a header
_PIECE_BYTES: Final = 1 << 20
_SMALL_PIECE_BYTES: Final = 256  # damage costs one of them


class _Entry(NamedTuple):
    """A member: where its header begins and its content ends, and what the directory says of it."""

    at: int
    end: int
    needed: int  # the version that is needed to unpack it
    flags: int
    method: int
    time: int
    date: int
    checksum: int
    packed: int
    unpacked: int
    name: bytes


def is_of_a_member(file: BinaryIO, archive: zipfile.ZipFile) -> bool:
    """Whether the directory that was found is that of an archive within the file, whose own is cut off.

    Other members stand in front of it then, and the places in it do not count from the beginning of the file.
    """
    first = min(archive.infolist(), key=lambda member: member.header_offset, default=None)
    file.seek(0)
    if first is None or not first.header_offset or file.read(len(_LOCAL_MARK)) != _LOCAL_MARK:
        return False
    file.seek(archive.start_dir)
    entry = file.read(_CENTRAL.size)
    recorded = _CENTRAL.unpack(entry)[-1] if len(entry) == _CENTRAL.size else _MOST
    return recorded not in {archive.infolist()[0].header_offset, _MOST}


def with_new_directory(file: BinaryIO) -> BinaryIO | None:
    """The same archive with a directory of the members that are found in it; None if there are none.

    A member that is cut off, or whose end is not found, is in it with what is there: its checksum is wrong.
    """
    entries = list(_entries(file))
    if not entries:
        return None
    size = file.seek(0, 2)
    directory = b"".join(_central_header(entry) for entry in entries)
    number = min(len(entries), 0xFFFF)
    end = _END.pack(b"PK\x05\x06", 0, 0, number, number, len(directory), size, 0)
    return cast("BinaryIO", io.BufferedReader(_Extended(file, size, directory + end)))


def beginning(file: BinaryIO, member: zipfile.ZipInfo, skip: int) -> Iterator[bytes]:
    """What can be unpacked of a damaged member, in pieces, without its first `skip` bytes; no checksum is checked."""
    file.seek(member.header_offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return
    file.seek(sum(_LOCAL.unpack(header)[-2:]), 1)
    unpacker, left = zlib.decompressobj(-zlib.MAX_WBITS), member.compress_size
    while left > 0 and (packed := file.read(min(left, _SMALL_PIECE_BYTES))):
        left -= len(packed)
        is_packed = member.compress_type == zipfile.ZIP_DEFLATED
        while packed:
            try:
                piece = unpacker.decompress(packed, _PIECE_BYTES) if is_packed else packed
            except zlib.error:
                return
            packed = unpacker.unconsumed_tail
            yield piece[skip:]
            skip = max(0, skip - len(piece))


def _central_header(entry: _Entry) -> bytes:
    fields = (entry.needed, entry.needed, entry.flags, entry.method, entry.time, entry.date)
    sizes = (entry.checksum, entry.packed, entry.unpacked)
    return _CENTRAL.pack(b"PK\x01\x02", *fields, *sizes, len(entry.name), 0, 0, 0, 0, 0, entry.at) + entry.name


def _entries(file: BinaryIO) -> Iterator[_Entry]:
    size, at = min(file.seek(0, 2), _MOST), 0
    for _ in range(_MOST_HEADERS):
        if at == size:
            return
        entry = _entry(file, at, size)
        if entry is not None:
            yield entry
        at = entry.end if entry is not None else _find(file, at + 1, size)


def _entry(file: BinaryIO, at: int, size: int) -> _Entry | None:
    """The member whose header begins at a byte; None if none does."""
    file.seek(at)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(_LOCAL_MARK):
        return None
    _, needed, flags, method, time, date, checksum, packed, unpacked, name_size, extra_size = _LOCAL.unpack(header)
    name, extra = file.read(name_size), file.read(extra_size)
    if method not in _METHODS or not _NAME.fullmatch(name):
        return None
    begin = at + _LOCAL.size + name_size + extra_size
    if packed == _MOST and (sizes := _ZIP64_SIZES.search(extra)):
        unpacked, packed = (min(int.from_bytes(each, "little"), _MOST) for each in sizes.groups())
    end = begin + packed
    if flags & _SIZES_FOLLOW and not packed:
        end = _find(file, begin, size)
        checksum, packed, unpacked = _described(file, begin, end)
    if end > size:
        end = size
        packed = max(0, end - begin)
    return _Entry(at, max(begin, end), needed, flags, method, time, date, checksum, packed, unpacked, name)


def _described(file: BinaryIO, begin: int, end: int) -> tuple[int, int, int]:
    """Checksum, packed and unpacked size of content that begins at a byte and is described before another."""
    for mark in (b"", _DESCRIPTOR_MARK):
        length = len(mark) + _DESCRIPTOR.size
        file.seek(max(begin, end - length))
        descriptor = file.read(length)
        if len(descriptor) == length and descriptor.startswith(mark):
            checksum, packed, unpacked = _DESCRIPTOR.unpack(descriptor[len(mark) :])
            if begin + packed + length == end:
                return checksum, packed, unpacked
    return 0, max(0, end - begin), _MOST


def _find(file: BinaryIO, begin: int, size: int) -> int:
    """Where the next header of a member, or of the directory, begins from a byte on; `size` if there is none."""
    file.seek(begin)
    before, length = b"", _SMALL_PIECE_BYTES
    while piece := file.read(length):
        length = min(4 * length, _PIECE_BYTES)
        data = before + piece
        if match := _NEXT.search(data):
            return min(begin + match.start(), size)
        before = data[-3:]
        begin += len(data) - len(before)
    return size


class _Extended(io.RawIOBase):
    """A file, and some bytes behind its end."""

    def __init__(self, file: BinaryIO, size: int, more: bytes) -> None:
        self._file, self._size, self._more = file, size, more
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        start = (0, self._at, self._size + len(self._more))[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        if self._at < self._size:
            self._file.seek(self._at)
            data = self._file.read(min(len(buffer), self._size - self._at))
        else:
            data = self._more[self._at - self._size :][: len(buffer)]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
