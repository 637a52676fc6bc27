"""What an index run has to do: the difference between the files found and the files known.

Owned here: a pure function.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from scent.core.files.found_files import FileStat
from scent.errors import ReadError

# File systems keep times in steps of up to this much (FAT: 2 s), so a file that changed so shortly before it was looked
# at may change again and show the same time.
RACY_NS = 2_000_000_000


class KnownFile(NamedTuple):
    """A file as the index holds it.

    `size` (bytes) and `mtime_ns` are what `recorded` gave when it was read, `digest` (32 bytes) is the hash of what was
    read, `file` its id. `parts` of it are in the index, and they are all of it if it is `complete`. `retry` says that
    it could not be read for want of something that is there now, so that it counts as changed.
    """

    path: bytes
    size: int
    mtime_ns: int
    digest: bytes
    file: int
    complete: bool
    parts: int
    retry: bool = False


class Match(NamedTuple):
    """A file found and the known file that it has to do with. `stat` is what the index shall record."""

    stat: FileStat
    known: KnownFile


@dataclass(slots=True)
class Plan:
    """What to do about every file, each list in the order of the paths found.

    Whatever is written for a path replaces all that the index holds for this path.

    Attributes:
        added: New files, to be read and embedded.
        changed: Files whose content is new, to be read and embedded.
        touched: Files whose content is the known one, and only their size and time are to be recorded anew.
        moved: Files whose content the index knows under a path that is gone: its vectors are carried over, and `known`,
            which is not among the removed, goes.
        copied: The same, but `known` stays, or goes for a reason of its own.
        resumed: Files of which the index holds the first `known.parts` parts of this very content.
        unchanged: Files about which nothing is to be done.
        removed: Known files that are gone, or are not wanted any more.
    """

    added: list[FileStat] = field(default_factory=list)
    changed: list[Match] = field(default_factory=list)
    touched: list[Match] = field(default_factory=list)
    moved: list[Match] = field(default_factory=list)
    copied: list[Match] = field(default_factory=list)
    resumed: list[Match] = field(default_factory=list)
    unchanged: list[KnownFile] = field(default_factory=list)
    removed: list[KnownFile] = field(default_factory=list)


def recorded(stat: FileStat, now_ns: int) -> FileStat:
    """What an index may record of a file that was looked at, at `now_ns` (since the epoch) or later.

    A file that has only just changed could change again without showing it. Its time is recorded one nanosecond short,
    so that it never equals the file's and the next run asks the content, while it is still right for people.
    """
    return stat._replace(mtime_ns=stat.mtime_ns - 1) if stat.mtime_ns > now_ns - RACY_NS else stat


def plan(
    found: Iterable[FileStat],
    known: Mapping[bytes, KnownFile],
    digest: Callable[[bytes], bytes],
    covers: Callable[[bytes], bool],
    *,
    now_ns: int,
) -> Plan:
    """Compare the files found with the files known.

    Size and time decide first. The content is hashed only where it matters: if size or time differ and a known file has
    the same size.

    Args:
        found: Each path at most once.
        known: By path.
        digest: Gives the hash of a file's content; a file for which it raises ReadError counts as new content.
        covers: Whether a known path would have been found if it were there; others are left alone. See `Walked.covers`.
        now_ns: A time before the first of `found` was looked at, in nanoseconds since the epoch: `Walked.started_ns`.
    """
    result = Plan()
    found = list(found)
    names = {stat.path for stat in found}
    vanished = {path: old for path, old in known.items() if path not in names and covers(path)}
    sources = _Sources(known.values(), vanished)
    for stat in found:
        old = known.get(stat.path)
        if old is not None and old.retry:
            result.changed.append(Match(recorded(stat, now_ns), old))
            continue
        if old is not None and (old.size, old.mtime_ns) == (stat.size, stat.mtime_ns):
            _keep(result, stat, old)
            continue
        content = None
        if (old is not None and old.size == stat.size) or sources.may_have(stat):
            content = _hash(stat, digest)
        _place(result, recorded(stat, now_ns), content, old, sources)
    result.removed = list(vanished.values())
    return result


def _place(result: Plan, stat: FileStat, content: bytes | None, old: KnownFile | None, sources: "_Sources") -> None:
    if old is not None and old.digest == content:
        _keep(result, stat, old)
    elif content is not None and (source := sources.take(stat, content)) is not None:
        (result.moved if source.vanished else result.copied).append(Match(stat, source.known))
    elif old is not None:
        result.changed.append(Match(stat, old))
    else:
        result.added.append(stat)


def _keep(result: Plan, stat: FileStat, old: KnownFile) -> None:
    """Note a file whose content is the known one."""
    if not old.complete:
        result.resumed.append(Match(stat, old))
    elif (old.size, old.mtime_ns) == (stat.size, stat.mtime_ns):
        result.unchanged.append(old)
    else:
        result.touched.append(Match(stat, old))


def _hash(stat: FileStat, digest: Callable[[bytes], bytes]) -> bytes | None:
    try:
        return digest(stat.path)
    except ReadError:  # whoever reads the file for its content will say so
        return None


class _Source(NamedTuple):
    known: KnownFile
    vanished: bool


class _Sources:
    """The known files whose vectors can be carried over to another path; each vanished one is moved only once."""

    def __init__(self, known: Iterable[KnownFile], vanished: dict[bytes, KnownFile]) -> None:
        self._known = known
        self._vanished = vanished

    @cached_property
    def _by_likeness(self) -> dict[tuple[int, bytes], list[KnownFile]]:
        """What is complete, by all that tells files apart before their content; most runs need none of it."""
        found: defaultdict[tuple[int, bytes], list[KnownFile]] = defaultdict(list)
        for file in self._known:
            if file.complete and not file.retry:
                found[file.size, _reading(file.path)].append(file)
        return found

    def may_have(self, stat: FileStat) -> bool:
        return (stat.size, _reading(stat.path)) in self._by_likeness

    def take(self, stat: FileStat, content: bytes) -> _Source | None:
        alike = [file for file in self._by_likeness.get((stat.size, _reading(stat.path)), ()) if file.digest == content]
        if not alike:
            return None
        name = os.path.basename(stat.path)
        best = min(
            alike, key=lambda file: (file.path not in self._vanished, os.path.basename(file.path) != name, file.path)
        )
        return _Source(best, vanished=self._vanished.pop(best.path, None) is not None)


def _reading(path: bytes) -> bytes:
    """What of a file's name may decide how it is read: the same bytes make other chunks in another format."""
    name = os.path.basename(path)
    return os.path.splitext(name)[1].lower() or name
