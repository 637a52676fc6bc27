"""Finds the members of a tar archive, also of one that is damaged or cut."""

import tarfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from scent.errors import ReadError

_PIECE_BYTES = 1 << 16
_HEADER_BYTES = 512
_CHECKSUM = slice(148, 156)


def members(file: BinaryIO) -> Iterator[tuple[bytes, int, Iterable[bytes]]]:
    """Yield the files in an archive: path, size in bytes, and content in pieces, to be read before the next one.

    Raises:
        ReadError: the archive is damaged; raised behind all members that are found in it.
    """
    begin, is_damaged = 0, False
    try:
        while True:
            file.seek(begin)
            with tarfile.open(fileobj=file, mode="r:") as archive:
                while (member := archive.next()) is not None:
                    archive.members = []  # type: ignore[attr-defined]  # or else it keeps them all
                    if member.isreg():
                        name = member.name.encode("utf-8", "surrogateescape")
                        yield name, member.size, _content(file, archive, member)
            if not _is_damaged_header(file, archive.offset):
                break
            is_damaged = True
            if (following := _next_header(file, archive.offset)) is None:
                break
            begin = following
    except (tarfile.TarError, EOFError, OSError, ValueError, OverflowError) as error:
        raise ReadError(f"it is a damaged tar archive ({error})") from None
    if is_damaged:
        raise ReadError("it is a damaged tar archive: one of its members has no header")


def _content(file: BinaryIO, archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    """The content of a member; of one that is cut, what there is.

    Raises:
        EOFError: it is cut; raised behind what there is.
    """
    if member.issparse():
        if (stream := archive.extractfile(member)) is not None:
            with stream:
                while piece := stream.read(_PIECE_BYTES):
                    yield piece
        return
    at, end = member.offset_data, member.offset_data + member.size
    while at < end:
        file.seek(at)
        if not (piece := file.read(min(_PIECE_BYTES, end - at))):
            raise EOFError("unexpected end of data")
        at += len(piece)
        yield piece


def _is_damaged_header(file: BinaryIO, at: int) -> bool:
    """Whether an archive breaks off at a byte, and does not end there with zeros."""
    file.seek(at)
    block = file.read(_HEADER_BYTES)
    return len(block) == _HEADER_BYTES and any(block)


def _next_header(file: BinaryIO, at: int) -> int | None:
    """Where the next member of a damaged archive begins, behind a byte; None if there is none."""
    file.seek(at)
    while len(block := file.read(_HEADER_BYTES)) == _HEADER_BYTES:
        if is_tar(block):
            return file.tell() - _HEADER_BYTES
    return None


def is_tar(head: bytes) -> bool:
    """Whether a file begins with a header of a tar archive, which its checksum proves."""
    header = head[:_HEADER_BYTES]
    try:
        checksum = int(header[_CHECKSUM].strip(b" \0"), 8)
    except ValueError:
        return False
    # The checksum counts as spaces in its own sum.
    return len(header) == _HEADER_BYTES and checksum == sum(header) - sum(header[_CHECKSUM]) + 8 * ord(" ")
