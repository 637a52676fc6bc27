"""The paths of what a walk lets through, without asking the bindings for each.

Owned here: from entries to paths. Not here: which entries there are (`scent.core.walk`). The bindings make a
`pathlib.Path` for every path that they are asked for, which takes ten times as long as finding it.

Entries come depth first, each with its depth. Where a directory has as many entries as names, the rules have let all
of its names through, so that listing it again gives the same paths. Where it has not, or has changed so lately that it
may have changed between the two listings, each of its entries is asked.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ignore import DirEntry

# Times of modification may be as coarse as this, in nanoseconds (FAT).
_COARSE_NS = 2_000_000_000


def paths(entries: "Iterable[DirEntry]", path_of: "Callable[[DirEntry], bytes]", now_ns: int) -> Iterator[list[bytes]]:
    """The paths of all entries but the first, which is where the walk began; in lists, in no order.

    Args:
        entries: those of a walk that follows no links, as they come.
        path_of: the path of one.
        now_ns: when the walk began, in nanoseconds since 1970.
    """
    above: list[tuple[DirEntry, list[DirEntry]]] = []  # the directories that are open, each with its entries so far
    last: DirEntry | None = None
    inside: list[DirEntry] = []
    for entry in entries:
        depth = entry.depth()
        if depth > len(above) and last is not None:
            inside = []
            above.append((last, inside))
        elif depth < len(above):
            while len(above) > depth:
                yield _inside(*above.pop(), path_of, now_ns)
            inside = above[-1][1]
        inside.append(entry)
        last = entry
    while above:
        yield _inside(*above.pop(), path_of, now_ns)


def _inside(
    directory: "DirEntry", entries: "list[DirEntry]", path_of: "Callable[[DirEntry], bytes]", now_ns: int
) -> list[bytes]:
    listed = _listed(path_of(directory), now_ns)
    return listed if len(listed) == len(entries) else list(map(path_of, entries))


def _listed(directory: bytes, now_ns: int) -> list[bytes]:
    """The paths of all that is in a directory; none if it cannot be told that they are the same as a moment ago."""
    try:
        if os.stat(directory).st_mtime_ns > now_ns - _COARSE_NS:
            return []
        with os.scandir(directory) as found:
            return [each.path for each in found]
    except OSError:
        return []
