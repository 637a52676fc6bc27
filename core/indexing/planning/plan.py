"""Decide what an index run has to do: compare the files on disk with the files in the index.

`make_plan` reads nothing by itself: it is given the hash function, so tests run it without files.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from scent.core.files.file_list import MTIME_STEP_NS, FileStat, changed_since
from scent.errors import ReadError


class IndexedFile(NamedTuple):
    """A file as the index has it.

    Attributes:
        path: Canonical path.
        size: In bytes, as recorded by `stat_to_record`.
        mtime_ns: In nanoseconds since 1970, as recorded by `stat_to_record`.
        digest: 32-byte hash of the content that was read.
        file: The id of the file, which is the id of its first document.
        complete: Whether all parts of the file are in the index.
        parts: The number of parts in the index.
        retry: Whether the file was left out for a reason that does not hold any more: a library
            that is installed now, a mode that allows to read it, another size limit. Such a file
            counts as changed.
        read_ns: When it was read, in nanoseconds since 1970.
        outdated: Whether an older reader read it than the one that would read it now.
        format: The format that it was read as.
    """

    path: bytes
    size: int
    mtime_ns: int
    digest: bytes
    file: int
    complete: bool
    parts: int
    retry: bool = False
    read_ns: int = 2**63 - 1
    outdated: bool = False
    format: str = ""


class FileMatch(NamedTuple):
    """A file on disk with the indexed file it is compared with; `stat` is what the index must record."""

    stat: FileStat
    indexed: IndexedFile

    @property
    def known_bytes(self) -> int:
        """How many bytes the parts in the index were made of, the last one included; 0 if that is not known."""
        return self.indexed.size if self.indexed.size < self.stat.size else 0


@dataclass(slots=True)
class Plan:
    """What to do about each file; each list is in the order of the files on disk.

    Whatever is written for a path replaces everything that the index has for that path.

    Attributes:
        added: New files, to be read and embedded.
        changed: Files with new content, to be read and embedded.
        touched: Files with the same content and another size or mtime, which must be recorded.
        moved: Files with content that the index has under a path that is gone. The vectors are
            copied and the indexed file is removed; it is not in `removed`.
        copied: Files with content that the index has under another path. The vectors are copied;
            the indexed file stays, unless it is removed or replaced for its own reasons.
        grown: Files whose beginning is all that the index has of them.
        reread: Files with the same content that an older reader read, to be read again.
        resumed: Files whose first `indexed.parts` parts are in the index, from the same content or from
            its beginning.
        unchanged: Files that need nothing.
        too_large: Files above the size limit, of which only size and mtime are recorded.
        removed: Indexed files that are gone, or that the settings leave out now.
    """

    added: list[FileStat] = field(default_factory=list)
    changed: list[FileMatch] = field(default_factory=list)
    touched: list[FileMatch] = field(default_factory=list)
    moved: list[FileMatch] = field(default_factory=list)
    copied: list[FileMatch] = field(default_factory=list)
    grown: list[FileMatch] = field(default_factory=list)
    reread: list[FileMatch] = field(default_factory=list)
    resumed: list[FileMatch] = field(default_factory=list)
    unchanged: list[IndexedFile] = field(default_factory=list)
    too_large: list[FileStat] = field(default_factory=list)
    removed: list[IndexedFile] = field(default_factory=list)


def set_aside_too_large(plan: Plan, paths: Collection[bytes]) -> None:
    """Move the files with these `paths` from the lists of files to read to `too_large`."""
    for match in [*plan.changed, *plan.grown, *plan.reread, *plan.resumed]:
        if match.stat.path in paths:
            plan.too_large.append(match.stat)
    plan.too_large += [stat for stat in plan.added if stat.path in paths]
    plan.added = [stat for stat in plan.added if stat.path not in paths]
    plan.changed = [match for match in plan.changed if match.stat.path not in paths]
    plan.grown = [match for match in plan.grown if match.stat.path not in paths]
    plan.reread = [match for match in plan.reread if match.stat.path not in paths]
    plan.resumed = [match for match in plan.resumed if match.stat.path not in paths]


def stat_to_record(stat: FileStat, now_ns: int) -> FileStat:
    """Return what the index records of a file, given a time before the file was looked at.

    A file that has just been modified can be modified again without a visible change. Its mtime is
    recorded one nanosecond early: it never equals the mtime on disk, so the next run compares the
    content, and it is still right when shown to people.
    """
    return stat._replace(mtime_ns=stat.mtime_ns - 1) if stat.mtime_ns > now_ns - MTIME_STEP_NS else stat


def make_plan(
    on_disk: Iterable[FileStat],
    indexed: Mapping[bytes, IndexedFile],
    digest: Callable[[bytes, int], bytes],
    covers: Callable[[bytes], bool],
    *,
    now_ns: int,
) -> Plan:
    """Compare the files on disk with the files in the index.

    Size and mtime are compared first, and whether the file was changed since it was read (a copy can
    keep size and mtime). A file is hashed only if they differ and an indexed file has the same size,
    or if it is larger than before and the index has several parts of it.

    Args:
        on_disk: The files on disk, each path at most once.
        indexed: The files in the index, by path.
        digest: Returns the hash of the first so many bytes of a file. A file counts as new content
            if this raises ReadError.
        covers: Whether the walk would have found this path if it existed. Indexed files that are
            not covered are left alone. See `WalkResult.covers`.
        now_ns: A time before the first file was looked at, in nanoseconds since 1970:
            `WalkResult.started_ns`.
    """
    plan = Plan()
    on_disk = list(on_disk)
    paths = {stat.path for stat in on_disk}
    gone = {path: file for path, file in indexed.items() if path not in paths and covers(path)}
    sources = _CopySources(indexed.values(), gone)
    for stat in on_disk:
        before = indexed.get(stat.path)
        if before is not None and before.retry:
            plan.changed.append(FileMatch(stat_to_record(stat, now_ns), before))
        elif before is not None and _same_stat(stat, before):
            _add_same_content(plan, stat, before)
        else:
            content = None
            if (before is not None and before.size == stat.size) or sources.may_have(stat):
                content = _digest_or_none(stat.path, stat.size, digest)
            if not _add_known_content(plan, stat_to_record(stat, now_ns), content, before, sources):
                _add_new_content(plan, stat_to_record(stat, now_ns), before, digest)
    plan.removed = list(gone.values())
    return plan


def _add_known_content(
    plan: Plan, stat: FileStat, content: bytes | None, before: IndexedFile | None, sources: "_CopySources"
) -> bool:
    """Add a file with this hash, None if it was not hashed, if the index has its content and can copy that."""
    if before is not None and before.digest == content:
        _add_same_content(plan, stat, before)
        return True
    source = None if content is None else sources.take(stat, content)
    if source is not None:
        (plan.moved if source.gone else plan.copied).append(FileMatch(stat, source.file))
    return source is not None


def _add_new_content(
    plan: Plan, stat: FileStat, before: IndexedFile | None, digest: Callable[[bytes, int], bytes]
) -> None:
    if before is None:
        plan.added.append(stat)
    elif _has_grown(stat, before, digest):
        plan.grown.append(FileMatch(stat, before))
    else:
        plan.changed.append(FileMatch(stat, before))


def _has_grown(stat: FileStat, before: IndexedFile, digest: Callable[[bytes, int], bytes]) -> bool:
    """Whether a file begins with all that the index has of it, in several parts. A single part is soon read again."""
    can_be_kept = before.parts > 1 and not before.outdated and 0 < before.size < stat.size
    return can_be_kept and _digest_or_none(stat.path, before.size, digest) == before.digest


def _add_same_content(plan: Plan, stat: FileStat, before: IndexedFile) -> None:
    if before.outdated:
        plan.reread.append(FileMatch(stat, before))
    elif not before.complete:
        plan.resumed.append(FileMatch(stat, before))
    elif _same_stat(stat, before):
        plan.unchanged.append(before)
    else:
        plan.touched.append(FileMatch(stat, before))


def _same_stat(stat: FileStat, before: IndexedFile) -> bool:
    same = (before.size, before.mtime_ns) == (stat.size, stat.mtime_ns)
    return same and not changed_since(stat.ctime_ns, before.read_ns)


def _digest_or_none(path: bytes, size: int, digest: Callable[[bytes, int], bytes]) -> bytes | None:
    try:
        return digest(path, size)
    except ReadError:  # the run reports it when it reads the file
        return None


class _CopySource(NamedTuple):
    file: IndexedFile
    gone: bool


class _CopySources:
    """The indexed files whose vectors can be copied to another path; each file that is gone is moved once."""

    def __init__(self, indexed: Iterable[IndexedFile], gone: dict[bytes, IndexedFile]) -> None:
        self._indexed = indexed
        self._gone = gone

    @cached_property
    def _by_size(self) -> dict[int, list[IndexedFile]]:
        """Files that were read; built when first needed, which is rare."""
        files: defaultdict[int, list[IndexedFile]] = defaultdict(list)
        for file in self._indexed:
            if not file.retry:
                files[file.size].append(file)
        return files

    def may_have(self, stat: FileStat) -> bool:
        return stat.size in self._by_size

    def take(self, stat: FileStat, content: bytes) -> _CopySource | None:
        """Return the best file with this content to copy: one that is gone first, then one of the same name."""
        same_size = self._by_size.get(stat.size, ())
        equal = [file for file in same_size if file.digest == content and _can_be_copied(file, stat.path)]
        if not equal:
            return None
        name = os.path.basename(stat.path)
        best = min(
            equal, key=lambda file: (file.path not in self._gone, os.path.basename(file.path) != name, file.path)
        )
        return _CopySource(best, gone=self._gone.pop(best.path, None) is not None)


def _can_be_copied(file: IndexedFile, path: bytes) -> bool:
    """Whether the documents of an indexed file are also those of a file with the same content at `path`."""
    if file.outdated or not file.complete:
        return False
    if _suffix(file.path) == _suffix(path):
        return True
    # Imported here: it loads all readers, and few runs need them.
    from scent.formats.documents.registry import is_read_alike

    return is_read_alike(file.format, file.path, path)


def _suffix(path: bytes) -> bytes:
    """Return the part of a name that can decide its format: the same bytes give other chunks in another format."""
    name = os.path.basename(path)
    return os.path.splitext(name)[1].lower() or name
