"""The files that a walk found, with their sizes and times. Data only."""

from array import array
from collections.abc import Iterable
from typing import NamedTuple, Self

# File systems keep modification times in steps of up to 2 seconds (FAT). A file or directory that
# was modified within this time can be modified again and keep the same mtime.
MTIME_STEP_NS = 2_000_000_000

# The latest time that a signed 64-bit number holds, in nanoseconds since 1970: it is in the year
# 2262.
_LATEST_NS = 2**63 - 1


class FileStat(NamedTuple):
    """A file as the walk saw it.

    `path` is canonical (see `files.paths`), `size` is in bytes, `mtime_ns` in nanoseconds since
    1970. A symbolic link that is followed keeps its own path; its size and mtime are those of the
    file it leads to.
    """

    path: bytes
    size: int
    mtime_ns: int


class FileList(NamedTuple):
    """Files in no particular order, stored as columns.

    For 100,000 files, columns save a fifth of the time of a walk compared with an object for each
    file. `sizes` and `mtimes` hold signed 64-bit numbers, in the units of `FileStat`.
    """

    paths: list[bytes]
    sizes: "array[int]"
    mtimes: "array[int]"

    @classmethod
    def from_stats(cls, stats: Iterable[FileStat] = ()) -> Self:
        """A list of the files in `stats`."""
        files = cls([], array("q"), array("q"))
        for stat in stats:
            files.add(*stat)
        return files

    def add(self, path: bytes, size: int, mtime_ns: int) -> None:
        """Add a file; a time after the year 2262 is stored as the latest that 64 bits can hold."""
        self.paths.append(path)
        self.sizes.append(size)
        try:
            self.mtimes.append(mtime_ns)
        except OverflowError:
            self.mtimes.append(_LATEST_NS)

    def stat(self, number: int) -> FileStat:
        """The file at position `number`, from 0, in the order of adding."""
        return FileStat(self.paths[number], self.sizes[number], self.mtimes[number])

    def sorted(self) -> list[FileStat]:
        """All files, sorted by the bytes of their paths."""
        return sorted(map(FileStat, self.paths, self.sizes, self.mtimes))
