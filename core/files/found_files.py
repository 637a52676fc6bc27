"""The files that a walk has found.

Owned here: what is known of each. Data only.
"""

from array import array
from collections.abc import Iterable
from typing import NamedTuple, Self


class FileStat(NamedTuple):
    """A file as it was when the walk came by.

    `path` is canonical (see `files.paths`), `size` is in bytes, `mtime_ns` in nanoseconds since the epoch. The
    path of a link that is followed stays the link's; size and mtime are those of the file it leads to.
    """

    path: bytes
    size: int
    mtime_ns: int


# The last time that 64 bits have a number for, in nanoseconds since 1970.
_LATEST = 2**63 - 1


class FoundFiles(NamedTuple):
    """Files in no order, as columns: an object of each of 100,000 takes a fifth of the time of looking at them.

    `sizes` and `mtimes` are 64-bit numbers, as in `FileStat`.
    """

    paths: list[bytes]
    sizes: "array[int]"
    mtimes: "array[int]"

    @classmethod
    def of(cls, files: Iterable[FileStat]) -> Self:
        """The columns of `files`."""
        found = cls([], array("q"), array("q"))
        for file in files:
            found.add(*file)
        return found

    def add(self, path: bytes, size: int, mtime_ns: int) -> None:
        """Add a file; one that claims to be of after 2262 counts as of then."""
        self.paths.append(path)
        self.sizes.append(size)
        try:
            self.mtimes.append(mtime_ns)
        except OverflowError:
            self.mtimes.append(_LATEST)

    def file(self, number: int) -> FileStat:
        """The one that was added as this number, from 0."""
        return FileStat(self.paths[number], self.sizes[number], self.mtimes[number])

    def files(self) -> list[FileStat]:
        """All of them, in the order of their paths' bytes."""
        return sorted(map(FileStat, self.paths, self.sizes, self.mtimes))
