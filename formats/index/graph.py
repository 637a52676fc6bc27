"""The HNSW graph of a large segment: a cache over its vectors that can always be rebuilt or done without.

Owned here: usearch. Not here: exact scores (`dense`), which decide whatever the graph proposes.
usearch has no checksum and can crash on damaged bytes, so a graph is opened only if its bytes are known to be right.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scent.formats.index import atomic
from scent.formats.index.checksum import FileSum, digest_file

if TYPE_CHECKING:
    from usearch.index import Index

# A scan reads 0.77 GB for a million vectors of 384 numbers and takes about 30 ms a core; building their graph takes
# minutes and doubles the index. Below this many chunks in a segment the graph does not pay.
GRAPH_FROM = 1_000_000

# How many more candidates than asked for are taken from the graph, to be scored exactly.
OVERFETCH = 4
_BATCH = 65_536


def build(path: Path, vectors: Path, places: Sequence[tuple[int, int]], dims: int) -> tuple[FileSum, tuple[int, ...]]:
    """Build the graph of the vectors that lie at `places` (offset in bytes, rows) of the file `vectors`, and sync it.

    Returns:
        The file's checksum, and its stamp.
    """
    index = _empty(dims)
    first = 0
    for offset, rows in places:
        matrix = np.memmap(vectors, np.float16, "r", offset, (rows, dims))
        index.add(np.arange(first, first + rows, dtype=np.uint64), np.asarray(matrix), threads=1)
        first += rows
    index.save(path)
    path.chmod(0o600)
    atomic.sync_file(path)
    return digest_file(path), stamp(path)


def stamp(path: Path) -> tuple[int, ...]:
    """What changes whenever the file is written to: its inode, size, and times of change in nanoseconds."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


class Graph:
    """A graph, mapped read-only, over `rows` vectors of `dims` numbers."""

    def __init__(self, path: Path, rows: int, dims: int) -> None:
        self._index = _empty(dims)
        self._index.view(path)
        self._rows = rows

    @classmethod
    def open(cls, path: Path, expected: FileSum, trusted: tuple[int, ...], rows: int, dims: int) -> "Graph | None":
        """The graph at `path`, or None if it is missing or not what was written; then a scan does its work.

        `trusted` is the stamp of the day when it was written: while it matches, the bytes are not read again.
        """
        try:
            if stamp(path) != trusted and digest_file(path) != expected:
                return None
            graph = cls(path, rows, dims)
        except (OSError, RuntimeError, ValueError):  # usearch reports what it cannot open as a RuntimeError
            return None
        return graph if len(graph._index) == rows else None

    def candidates(self, query: npt.NDArray[np.float16], count: int) -> npt.NDArray[np.int64]:
        """About `count` rows (n,) whose vectors are likely to be nearest to `query` (dims,)."""
        keys = self._index.search(query, min(self._rows, count), threads=1).keys
        rows = np.asarray(keys).astype(np.int64)
        return rows[(rows >= 0) & (rows < self._rows)]


def _empty(dims: int) -> "Index":
    from usearch.index import Index

    # A table of keys, of which nothing is asked, would take twice the time to open and three times the memory.
    return Index(
        ndim=dims,
        metric="ip",
        dtype="f16",
        connectivity=16,
        expansion_add=128,
        expansion_search=128,
        enable_key_lookups=False,
    )
