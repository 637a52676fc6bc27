"""The paths of what a walk lets through, with few questions to the bindings.

Owned here: from entries to paths. The bindings make a `pathlib.Path` for every path that they are asked for, which
takes ten times as long as finding it.

Entries come depth first, each with its depth, and those of a directory in the order in which it lists its names. Where
a directory has as many entries as names, the rules have let all of its names through, so that listing it again gives
the same paths. Where it has fewer, some entries are asked, and what lies between two of them follows in the same way.
Where a directory has changed so lately that it may have changed between the two listings, all of its entries are asked.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ignore import DirEntry

# Times of modification may be as coarse as this, in nanoseconds (FAT).
_COARSE_NS = 2_000_000_000
# To ask so few entries takes no longer than to list a directory once more.
_FEW = 4


def paths(entries: "Iterable[DirEntry]", path_of: "Callable[[DirEntry], bytes]", now_ns: int) -> Iterator[list[bytes]]:
    """The paths of all entries but the first, which is where the walk began; in lists, in no order.

    Args:
        entries: those of a walk that follows no links, as they come.
        path_of: the path of one.
        now_ns: when the walk began, in nanoseconds since 1970.
    """
    above: list[_Directory] = []  # those that are open
    inside: list[DirEntry] = []
    for entry in entries:
        depth = entry.depth()
        if depth > len(above):
            inside = []
            above.append(_Directory(inside, {}))
        elif depth < len(above):
            while len(above) > depth:
                yield _closed(above, path_of, now_ns)
            inside = above[-1].entries
        inside.append(entry)
    while above:
        yield _closed(above, path_of, now_ns)


class _Directory(NamedTuple):
    """The entries of a directory so far, and what is known of their paths, by their number."""

    entries: "list[DirEntry]"
    known: dict[int, bytes]


def _closed(above: list[_Directory], path_of: "Callable[[DirEntry], bytes]", now_ns: int) -> list[bytes]:
    """The paths of what is in the innermost open directory, which is closed."""
    entries, known = above.pop()
    if not known:
        middle = len(entries) // 2
        known[middle] = path_of(entries[middle])
    path = os.path.dirname(next(iter(known.values())))
    if above:
        outer = above[-1]
        outer.known[len(outer.entries) - 1] = path
    listed = _listed(path, now_ns)
    if len(listed) == len(entries):
        return listed
    # Some file systems in user space list the same names in another order each time.
    if len(entries) <= _FEW or listed != _listed(path, now_ns):
        return list(map(path_of, entries))
    return _some(listed, entries, known, path_of)


def _some(
    listed: list[bytes],
    entries: "Sequence[DirEntry]",
    known: Mapping[int, bytes],
    path_of: "Callable[[DirEntry], bytes]",
) -> list[bytes]:
    """The paths of `entries`, which are some of those `listed`, in the same order."""
    places = {path: place for place, path in enumerate(listed)}
    marks = [
        (-1, -1),
        *((number, places.get(known[number], -1)) for number in sorted(known)),
        (len(entries), len(listed)),
    ]
    left = [(last + 1, number, before + 1, place) for (last, before), (number, place) in pairwise(marks)]
    found = list(known.values())
    while left:
        first, end, start, stop = left.pop()
        if end - first > stop - start:  # the order is another after all, or the names are
            return list(map(path_of, entries))
        if end - first == stop - start:
            found += listed[start:stop]
        elif first < end:
            middle = (first + end) // 2
            place = places.get(path_of(entries[middle]), start - 1)
            found.append(listed[place])
            left += [(first, middle, start, place), (middle + 1, end, place + 1, stop)]
    return found


def _listed(directory: bytes, now_ns: int) -> list[bytes]:
    """The paths of all that is in a directory; none if it cannot be told that they are the same as a moment ago."""
    try:
        if os.stat(directory).st_mtime_ns > now_ns - _COARSE_NS:
            return []
        with os.scandir(directory) as found:
            return [each.path for each in found]
    except OSError:
        return []
