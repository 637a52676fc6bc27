"""Turns the entries of a walk into paths. A workaround for slow bindings; it can go when they give paths as bytes.

The Python bindings of the `ignore` crate make a `pathlib.Path` for each path that they are asked
for. That takes more than twice as long as all the rest of a walk. This module asks for few paths
and reads the others from a second listing of each directory.

It saves, in a walk of many small files on one core (Python 3.11, ignore-python 0.4.2):

    files     walk with it   without    `scent index`, nothing to do   `git status`
    20,000    0.09 s         0.23 s     0.44 s, without it 0.58 s      0.04 s
    100,000   0.44 s         1.16 s     0.90 s, without it 1.87 s      0.24 s

Without it, the aim that an index run over 100,000 unchanged files takes at most four times as long
as `git status` is missed: 7.8 times instead of 3.8. It costs one more listing of each directory,
this module and its tests. `walk.py` is its only user; without it, `_Walk._paths` yields the path of
each entry.

How it works: entries come depth first, each with its depth, and those of a directory in the order
in which the system lists its names. If a directory has as many entries as names, no name was
filtered out, and a second listing gives the same paths. If it has fewer, some entries are asked for
their paths, and the number of entries between two of them tells which names were filtered out. If a
directory was modified so recently that it may have changed between the two listings, all its
entries are asked.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from scent.core.files.file_list import MTIME_STEP_NS

if TYPE_CHECKING:
    from ignore import DirEntry

# For at most this many entries, asking each is as fast as listing the directory again.
_FEW_ENTRIES = 4


def paths(entries: "Iterable[DirEntry]", path_of: "Callable[[DirEntry], bytes]", now_ns: int) -> Iterator[list[bytes]]:
    """Yield the paths of all entries except the first, which is the walk's starting point.

    The paths come in lists, one for each directory, in no particular order.

    Args:
        entries: The entries of a walk that does not follow links, in the walk's order.
        path_of: Asks an entry for its path.
        now_ns: When the walk started, in nanoseconds since 1970.
    """
    open_directories: list[_Directory] = []
    siblings: list[DirEntry] = []
    for entry in entries:
        depth = entry.depth()
        if depth > len(open_directories):
            siblings = []
            open_directories.append(_Directory(siblings, {}))
        elif depth < len(open_directories):
            while len(open_directories) > depth:
                yield _close(open_directories, path_of, now_ns)
            siblings = open_directories[-1].entries
        siblings.append(entry)
    while open_directories:
        yield _close(open_directories, path_of, now_ns)


class _Directory(NamedTuple):
    """The entries of a directory so far, and the paths that are known, by the entry's number."""

    entries: "list[DirEntry]"
    known: dict[int, bytes]


def _close(open_directories: list[_Directory], path_of: "Callable[[DirEntry], bytes]", now_ns: int) -> list[bytes]:
    """Remove the innermost open directory and return the paths of its entries."""
    entries, known = open_directories.pop()
    if not known:
        middle = len(entries) // 2
        known[middle] = path_of(entries[middle])
    path = os.path.dirname(next(iter(known.values())))
    if open_directories:
        parent = open_directories[-1]
        parent.known[len(parent.entries) - 1] = path
    listed = _list_again(path, now_ns)
    if len(listed) == len(entries):
        return listed
    # Some file systems in user space list the same names in another order each time.
    if len(entries) <= _FEW_ENTRIES or listed != _list_again(path, now_ns):
        return list(map(path_of, entries))
    return _match(entries, listed, known, path_of)


def _match(
    entries: "Sequence[DirEntry]",
    listed: list[bytes],
    known: Mapping[int, bytes],
    path_of: "Callable[[DirEntry], bytes]",
) -> list[bytes]:
    """The paths of `entries`, which are some of those in `listed`, in the same order; found by bisection."""
    positions = {path: position for position, path in enumerate(listed)}
    fixed = [
        (-1, -1),
        *((number, positions.get(known[number], -1)) for number in sorted(known)),
        (len(entries), len(listed)),
    ]
    # Ranges of entries still without paths, each with the range of `listed` that contains them.
    gaps = [(left + 1, right, start + 1, end) for (left, start), (right, end) in pairwise(fixed)]
    result = list(known.values())
    while gaps:
        first, last, start, end = gaps.pop()
        if last - first > end - start:  # the order or the names have changed after all
            return list(map(path_of, entries))
        if last - first == end - start:
            result += listed[start:end]
        elif first < last:
            middle = (first + last) // 2
            position = positions.get(path_of(entries[middle]), start - 1)
            result.append(listed[position])
            gaps += [(first, middle, start, position), (middle + 1, last, position + 1, end)]
    return result


def _list_again(directory: bytes, now_ns: int) -> list[bytes]:
    """The paths in a directory; empty if it may have changed since the walk listed it."""
    try:
        if os.stat(directory).st_mtime_ns > now_ns - MTIME_STEP_NS:
            return []
        with os.scandir(directory) as listed:
            return [each.path for each in listed]
    except OSError:
        return []
