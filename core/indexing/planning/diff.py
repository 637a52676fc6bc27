"""Fast pre-filter: compare paths, sizes and mtimes as NumPy arrays and return only files that may have changed.

In most runs nearly all files are unchanged, and an object for each would take longer than the walk.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scent.arrays import Integers, Mask, Rows
from scent.core.files.file_list import FileList, FileStat, changed_since


class IndexedColumns(NamedTuple):
    """The files of an index as columns of equal length (n,).

    Attributes:
        paths: Paths.
        sizes: In bytes.
        mtimes: In nanoseconds since 1970.
        read_times: When each was read, in nanoseconds since 1970.
        settled: Whether a file needs nothing while its size and mtime stay the same.
    """

    paths: Sequence[bytes]
    sizes: Integers
    mtimes: Integers
    read_times: Integers
    settled: Mask


class Diff(NamedTuple):
    """The result of the pre-filter.

    Attributes:
        candidates: Files on disk that may have changed, sorted.
        related: Rows of the indexed files that a plan for the candidates needs: those that were not
            found unchanged, and those that have the size of a candidate.
        unchanged_paths: Paths of the related files that were found unchanged.
        unchanged_count: Number of all files that were found unchanged.
    """

    candidates: list[FileStat]
    related: Rows
    unchanged_paths: frozenset[bytes]
    unchanged_count: int


def diff(found: FileList, columns: IndexedColumns) -> Diff:
    """Separate the files that are settled and have the recorded size and mtime from all others.

    A plan for the candidates and the related files equals a plan for all files if it leaves the
    `unchanged_paths` alone: an indexed file of another size than a candidate cannot be its source.
    """
    rows = dict(zip(columns.paths, range(len(columns.paths)), strict=True))
    found_rows = np.array([rows.get(path, -1) for path in found.paths], np.int64)
    in_index = np.flatnonzero(found_rows >= 0)
    indexed_rows = found_rows[in_index]
    sizes, mtimes = np.array(found.sizes, np.int64), np.array(found.mtimes, np.int64)
    ctimes = np.array(found.ctimes, np.int64)
    same = (
        columns.settled[indexed_rows]
        & (columns.sizes[indexed_rows] == sizes[in_index])
        & (columns.mtimes[indexed_rows] == mtimes[in_index])
        & ~changed_since(ctimes[in_index], columns.read_times[indexed_rows])
    )
    found_unchanged = np.zeros(len(found_rows), np.bool_)
    found_unchanged[in_index[same]] = True
    indexed_unchanged = np.zeros(len(columns.paths), np.bool_)
    indexed_unchanged[indexed_rows[same]] = True
    related = np.flatnonzero(~indexed_unchanged | np.isin(columns.sizes, sizes[~found_unchanged]))
    return Diff(
        candidates=sorted(found.stat(number) for number in np.flatnonzero(~found_unchanged).tolist()),
        related=related,
        unchanged_paths=frozenset(columns.paths[row] for row in related[indexed_unchanged[related]].tolist()),
        unchanged_count=int(np.count_nonzero(found_unchanged)),
    )
