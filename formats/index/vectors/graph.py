"""The HNSW graph of a large segment: a cache over its vectors that can always be rebuilt or done without.

Owned here: usearch, which builds it, and walking it.A graph is opened only if its bytes are known to be right: a
damaged one would leave out what is near.
"""

import mmap
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scent.arrays import Rows, Scores, Vector
from scent.formats.index.storage import atomic
from scent.formats.index.storage.checksum import FileSum, digest_file
from scent.formats.index.vectors import scan

# Below this many chunks in a segment a graph does not pay. The first search of a process takes 40 ms for their scan and
# 8 to 20 by graph, later ones 17, and 5 to 9 (benchmarks/README.md). For that a graph nearly doubles the index, and
# takes a fiftieth of the time to build that embedding takes. Twice as many are what 400 MB of memory allow to build.
GRAPH_FROM = 300_000

# How many more candidates than asked for are taken from the graph, to be scored exactly.
OVERFETCH = 4

# usearch's file: what its nodes take.
_MAGIC = b"usearch"
_DENSE_HEAD = 64
_CONNECTIVITY = 16
_NODE = 10
_LEVEL = 4 + 4 * _CONNECTIVITY
_GROUND = _NODE + 4 + 4 * 2 * _CONNECTIVITY
_MOST_LEVELS = 64
# Where a node lies depends on the levels of all before it, which are added up for every so many.
_SUMMED = 64
# So many nodes are asked for their neighbours at once: more of them ask some in vain, fewer cost a round of numpy each.
_AT_ONCE = 64


def build(path: Path, vectors: Path, places: Sequence[tuple[int, int]], dims: int) -> tuple[FileSum, tuple[int, ...]]:
    """Build the graph of the vectors that lie at `places` (offset in bytes, rows) of the file `vectors`, and sync it.

    Returns:
        The file's checksum, and its stamp.
    """
    from usearch.index import Index  # here, as only a writer needs it

    index = Index(
        ndim=dims,
        metric="ip",
        dtype="f16",
        connectivity=_CONNECTIVITY,
        expansion_add=128,
        expansion_search=128,
        enable_key_lookups=False,  # by which nothing is looked up, and which would take 60 bytes of memory a vector
    )
    first = 0
    matrices = [np.asarray(np.memmap(vectors, np.float16, "r", offset, (rows, dims))) for offset, rows in places]
    for matrix in matrices:
        # Mapped, not copied: 768 bytes of memory less a vector, of the thousand that building takes.
        index.add(np.arange(first, first + len(matrix), dtype=np.uint64), matrix, threads=1, copy=False)
        first += len(matrix)
    index.save(path)
    path.chmod(0o600)
    atomic.sync_file(path)
    return digest_file(path), stamp(path)


def stamp(path: Path) -> tuple[int, ...]:
    """What changes whenever the file is written to: its inode, size, and times of change in nanoseconds."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


class Graph:
    """A graph, mapped read-only, over `rows` vectors of `dims` numbers.

    It is walked here, in the file as it lies: usearch makes tables of all nodes when it opens one, which takes as long
    as to scan their vectors. The file holds the numbers of rows and columns, the vectors, two heads, how many levels
    above the ground each node is in, and the nodes: a key, that level, and from the ground up for each level the number
    of its neighbours and room for all that it may have.

    Raises:
        OSError: (from here only) it cannot be read.
        ValueError: (from here only) it is no such graph. Nothing in it leads out of the file.
    """

    def __init__(self, path: Path, rows: int, dims: int) -> None:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        heads = 8 + 2 * rows * dims
        levels = heads + _DENSE_HEAD + 40
        self._nodes = levels + 2 * rows
        if rows == 0 or len(mapped) < self._nodes or mapped[heads : heads + len(_MAGIC)] != _MAGIC:
            raise ValueError("no graph")
        nodes, *connectivity, top, entry = np.frombuffer(mapped, "<u8", 5, heads + _DENSE_HEAD).tolist()
        if (nodes, connectivity) != (rows, [_CONNECTIVITY, 2 * _CONNECTIVITY]) or entry >= rows or top > _MOST_LEVELS:
            raise ValueError("another graph")
        self._top, self._entry = top, entry
        self._vectors = np.frombuffer(mapped, np.float16, rows * dims, 8).reshape(rows, dims)
        self._levels = np.frombuffer(mapped, "<u2", rows, levels)
        self._bytes = np.frombuffer(mapped, np.uint8)
        whole = rows - rows % _SUMMED
        sums = self._levels[:whole].reshape(-1, _SUMMED).sum(axis=1, dtype=np.int64)
        self._above = np.concatenate([[0], np.cumsum(sums)])
        above = int(self._above[-1]) + int(self._levels[whole:].sum(dtype=np.int64))
        if self._nodes + rows * _GROUND + above * _LEVEL != len(mapped):
            raise ValueError("another graph")

    @classmethod
    def open(cls, path: Path, expected: FileSum, trusted: tuple[int, ...], rows: int, dims: int) -> "Graph | None":
        """The graph at `path`, or None if it is missing or not what was written; then a scan does its work.

        `trusted` is the stamp of the day when it was written: while it matches, the bytes are not read again.
        """
        try:
            if stamp(path) != trusted and digest_file(path) != expected:
                return None
            return cls(path, rows, dims)
        except (OSError, ValueError):
            return None

    def candidates(self, query: Vector, count: int) -> tuple[Rows, Scores]:
        """About `count` rows (n,) whose vectors are likely to be nearest to `query` (dims,), nearest first.

        And their scores (n,), as of a scan.
        """
        best = np.array([self._entry])
        for level in range(self._top, 0, -1):
            best, _ = self._nearest(query, best, 1, level)
        return self._nearest(query, best, count, 0)

    def _nearest(self, query: Vector, best: Rows, count: int, level: int) -> tuple[Rows, Scores]:
        """The `count` nearest that neighbours lead to from `best` on a level, until none of them leads to a nearer."""
        seen = np.zeros(len(self._levels), np.bool_)
        seen[best] = True
        scores, fresh = scan.scan(query, [self._vectors[best]]), np.ones(len(best), np.bool_)
        while len(asked := np.flatnonzero(fresh)[:_AT_ONCE]):
            fresh[asked] = False
            more = self._neighbours(best[asked], level)
            more = more[~seen[more]]
            if not len(more):
                continue
            seen[more] = True
            scores = np.concatenate([scores, scan.scan(query, [self._vectors[more]])])
            best, fresh = np.concatenate([best, more]), np.concatenate([fresh, np.ones(len(more), np.bool_)])
            order = np.argsort(-scores, kind="stable")[:count]
            best, scores, fresh = best[order], scores[order], fresh[order]
        return best, scores

    def _neighbours(self, rows: Rows, level: int) -> Rows:
        """The neighbours of all `rows` (n,) on a level, each once, ascending."""
        rows = rows[self._levels[rows] >= level]
        first = rows - rows % _SUMMED
        within = first[:, None] + np.arange(_SUMMED)
        before = np.where(within < rows[:, None], self._levels[np.minimum(within, len(self._levels) - 1)], 0)
        above = self._above[first // _SUMMED] + before.sum(axis=1, dtype=np.int64)
        places = self._nodes + rows * _GROUND + above * _LEVEL + (_GROUND + (level - 1) * _LEVEL if level else _NODE)
        width = _LEVEL if level else _GROUND - _NODE
        lists = self._bytes[places[:, None] + np.arange(width)].view("<u4")
        found = lists[:, 1:][np.arange(width // 4 - 1) < lists[:, :1]].astype(np.int64)
        found = np.sort(found[found < len(self._levels)])
        return found[np.diff(found, prepend=-1) > 0]
