"""What of the files found is not evidently as the index holds it: most runs find that nearly all of them are.

Owned here: the first look, over columns. Pure.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scent.arrays import Integers, Mask, Rows
from scent.core.files.found_files import FileStat, FoundFiles


class Columns(NamedTuple):
    """Files that an index holds, by number (n,): paths, sizes in bytes, times in nanoseconds since 1970.

    `settled` are those about which nothing is to be done as long as their size and time stay: bool (n,).
    """

    paths: Sequence[bytes]
    sizes: Integers
    mtimes: Integers
    settled: Mask


class Diff(NamedTuple):
    """The outcome of a first look.

    Attributes:
        files: The files found of which it does not tell, in order.
        known: The numbers of the known files that these may have to do with, and of all that were not found.
        standing: The paths of those among `known` that were found as they are known.
        unchanged: How many were found as they are known in all.
    """

    files: list[FileStat]
    known: Rows
    standing: frozenset[bytes]
    unchanged: int


def diff(found: FoundFiles, columns: Columns) -> Diff:
    """Tell the files that are as they are known, settled and of the same size and time, from all others.

    A plan for the others is the plan for all if it leaves alone what is `standing`: the known files of any other size
    than theirs cannot be what they were.
    """
    numbers = dict(zip(columns.paths, range(len(columns.paths)), strict=True))
    places = np.array([numbers.get(path, -1) for path in found.paths], np.int64)
    met = np.flatnonzero(places >= 0)
    where = places[met]
    sizes, times = np.array(found.sizes, np.int64), np.array(found.mtimes, np.int64)
    alike = columns.settled[where] & (columns.sizes[where] == sizes[met]) & (columns.mtimes[where] == times[met])
    same = np.zeros(len(places), np.bool_)
    same[met[alike]] = True
    stands = np.zeros(len(columns.paths), np.bool_)
    stands[where[alike]] = True
    # What was not found, or is not as it was, or has the size of a file that is to be looked at.
    known = np.flatnonzero(~stands | np.isin(columns.sizes, sizes[~same]))
    return Diff(
        files=sorted(found.file(number) for number in np.flatnonzero(~same).tolist()),
        known=known,
        standing=frozenset(columns.paths[number] for number in known[stands[known]].tolist()),
        unchanged=int(np.count_nonzero(same)),
    )
