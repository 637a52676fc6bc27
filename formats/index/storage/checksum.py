"""Checksums (XXH3, 64 bits) of a buffer, of a file, and of a file while it is written.

XXH3 finds damage, not forgery. It is about as fast as memory, so checking costs little beyond
reading.
"""

import io
import mmap
import os
from pathlib import Path
from typing import NamedTuple, TypeAlias

import xxhash

from scent.formats.index.storage import atomic
from scent.regular_files import open_unbuffered

Buffer: TypeAlias = bytes | bytearray | memoryview | mmap.mmap


class FileSum(NamedTuple):
    """A file's size in bytes and its XXH3-64, as 16 hex digits."""

    size: int
    xxh3: str


def checksum(data: Buffer) -> str:
    """Return the XXH3-64 of `data` as 16 hex digits."""
    return xxhash.xxh3_64_hexdigest(data)


def checksum_number(data: Buffer) -> int:
    """Return the XXH3-64 of `data` as an unsigned 64-bit number."""
    return xxhash.xxh3_64_intdigest(data)


def checksum_file(path: Path) -> FileSum:
    """Read the file `path` to its end and return its size and checksum.

    Raises:
        OSError: the file cannot be read, or is not a regular file.
    """
    state = xxhash.xxh3_64()
    size = 0
    # One buffer for all reads: the system clears each new one, which takes a third of the time.
    piece = memoryview(bytearray(1 << 18))
    with open_unbuffered(path) as file:
        while read := file.readinto(piece):
            state.update(piece[:read])
            size += read
    return FileSum(size, state.hexdigest())


class SummedFile(io.RawIOBase):
    """A new private file that computes its checksum while it is written, and is synced by `finish`.

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
        """Return True: Python's file protocol asks for it."""
        return True

    def write(self, data: Buffer, /) -> int:  # type: ignore[override]  # Arrow passes its own buffers
        """Append all of `data` and return its size in bytes."""
        view = memoryview(data).cast("B")
        self._file.write(view)
        self._whole.update(view)
        self._part.update(view[max(0, self._part_start - self._size) :])
        self._size += view.nbytes
        return view.nbytes

    def tell(self) -> int:
        """Return the number of bytes written so far."""
        return self._size

    def start_part(self, offset: int) -> None:
        """Start the checksum of a part that begins at byte `offset`, which is not written yet."""
        self._part = xxhash.xxh3_64()
        self._part_start = offset

    def part(self) -> int:
        """Return the XXH3-64 of the part written since `start_part`, as a number."""
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
        """Close the file without syncing it; may be called twice."""
        if not self.closed:
            super().close()
            self._file.close()
