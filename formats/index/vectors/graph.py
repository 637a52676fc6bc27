"""The HNSW graph of a large segment: a cache over its vectors that may be missing.

usearch builds it, maps it and searches it. A graph only proposes candidates; their scores are
computed again.

usearch trusts what it opens: one changed byte can end the process. So a graph is opened while its
stamp (inode, size and times) shows that it is the very file that was built here and that nobody has
written to it since. In every other case, as in a copy of an index, its checksum must prove it first,
and a segment whose graph is damaged is scanned.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scent.arrays import Rows, Scores, Vector
from scent.formats.index.storage import atomic
from scent.formats.index.storage.checksum import FileSum, checksum_file

if TYPE_CHECKING:
    from usearch.index import Index

# A segment gets a graph from this many chunks on: see benchmarks/README.md.
GRAPH_FROM = 300_000

# How many times as many candidates are taken from the graph as are asked for, to be scored exactly.
OVERFETCH = 4

_CONNECTIVITY = 16


def build(path: Path, vectors: Path, places: Sequence[tuple[int, int]], dims: int) -> tuple[FileSum, tuple[int, ...]]:
    """Build the graph of the float16 vectors at `places` of the file `vectors`, and sync it.

    Each place is an offset in bytes and a number of rows. `path` must be new: whoever has a graph
    mapped dies when its file is written to.

    Returns:
        The file's checksum, and its stamp.
    """
    from usearch.index import Index  # takes 45 ms to load, and only large segments need it

    index = Index(
        ndim=dims,
        metric="ip",
        dtype="f16",
        connectivity=_CONNECTIVITY,
        expansion_add=128,
        expansion_search=128,
        enable_key_lookups=False,  # nothing is looked up by key, and the table takes 60 bytes of memory a vector
    )
    first = 0
    matrices = [np.asarray(np.memmap(vectors, np.float16, "r", offset, (rows, dims))) for offset, rows in places]
    for matrix in matrices:
        # Without a copy: the vectors stay mapped, which saves 768 of the thousand bytes of memory a
        # vector takes.
        index.add(np.arange(first, first + len(matrix), dtype=np.uint64), matrix, threads=1, copy=False)
        first += len(matrix)
    index.save(path)
    path.chmod(0o600)
    atomic.sync_file(path)
    return checksum_file(path), stamp(path)


def stamp(path: Path) -> tuple[int, ...]:
    """Return the file's inode, size, mtime and ctime (ns): they differ after any write to it."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


class Graph:
    """A graph, mapped read-only. Use `Graph.open`."""

    def __init__(self, index: "Index") -> None:
        self._index = index

    @classmethod
    def open(cls, path: Path, built: tuple[FileSum, tuple[int, ...]], rows: int, dims: int) -> "Graph | None":
        """Map the graph at `path` over `rows` vectors of `dims` numbers; `built` is what `build` returned.

        Returns:
            None if the file is missing or damaged.
        """
        expected, trusted = built
        try:
            if stamp(path) != trusted and checksum_file(path) != expected:
                return None
            from usearch.index import Index

            index = Index.restore(path, view=True, enable_key_lookups=False)
        except (OSError, RuntimeError, ValueError):
            return None
        return cls(index) if index is not None and (len(index), index.ndim) == (rows, dims) else None

    def candidates(self, query: Vector, count: int) -> tuple[Rows, Scores]:
        """Return up to `count` rows (n,) that are likely the nearest to `query` (dims,), nearest first.

        Their scores (n,) are as close to the exact ones as those of a scan.
        """
        matches = self._index.search(query, count, threads=1)
        return matches.keys.astype(np.int64), (1 - matches.distances).astype(np.float32)
