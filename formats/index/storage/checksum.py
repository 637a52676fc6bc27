"""Checksums: of a buffer, of a file, and of a file while it is written.

XXH3 (64 bits) finds damage, not forgery, and runs faster than memory is read, so that checking costs nothing to speak
of.
"""

import io
import mmap
import os
from pathlib import Path
from typing import NamedTuple, TypeAlias

import xxhash

from scent.formats.index.storage import atomic

Buffer: TypeAlias = bytes | bytearray | memoryview | mmap.mmap


class FileSum(NamedTuple):
    """What a file must look like: its size in bytes and the XXH3-64 of all of them, as 16 hex digits."""

    size: int
    xxh3: str


def digest(data: Buffer) -> str:
    """The XXH3-64 of `data`, as 16 hex digits."""
    return xxhash.xxh3_64_hexdigest(data)


def digest_number(data: Buffer) -> int:
    """The XXH3-64 of `data`, as an unsigned 64-bit number."""
    return xxhash.xxh3_64_intdigest(data)


def digest_file(path: Path) -> FileSum:
    """Read all of `path`, piece by piece.

    Raises:
        OSError: it cannot be read.
    """
    state = xxhash.xxh3_64()
    size = 0
    # Into the same memory again and again: what is new from the system has to be cleared first, a third of the time.
    piece = memoryview(bytearray(1 << 18))
    with path.open("rb", buffering=0) as file:
        while read := file.readinto(piece):
            state.update(piece[:read])
            size += read
    return FileSum(size, state.hexdigest())


class SummedFile(io.RawIOBase):
    """A new private file that is checksummed as it is written and synced when it is finished.

    Raises:
        OSError: the file exists already, or the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.fdopen(atomic.create(path), "wb", buffering=1 << 16)
        self._whole = xxhash.xxh3_64()
        self._part = xxhash.xxh3_64()
        self._part_start = 0
        self._size = 0

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Buffer, /) -> int:  # type: ignore[override]  # Arrow hands over its buffers as they are
        """Append `data`, all of it."""
        view = memoryview(data).cast("B")
        self._file.write(view)
        self._whole.update(view)
        self._part.update(view[max(0, self._part_start - self._size) :])
        self._size += view.nbytes
        return view.nbytes

    def tell(self) -> int:
        """How many bytes have been written."""
        return self._size

    def start_part(self, offset: int) -> None:
        """Begin another checksum, over the bytes from `offset` on, which must not have been written yet."""
        self._part = xxhash.xxh3_64()
        self._part_start = offset

    def part(self) -> int:
        """The XXH3-64 of what was written since `start_part`, as a number."""
        return self._part.intdigest()

    def finish(self) -> FileSum:
        """Sync and close the file.

        Raises:
            OSError: the disk is full.
        """
        self._file.flush()
        atomic.sync(self._file.fileno())
        self.close()
        return FileSum(self._size, self._whole.hexdigest())

    def close(self) -> None:
        """Close the file without any promise about it; may be called twice."""
        if not self.closed:
            super().close()
            self._file.close()
