"""Finds the files that an index covers.

The rules are ripgrep's, from its own `ignore` crate. They obey `.gitignore` inside git
repositories, `.ignore` and `.scentignore` anywhere (also in the parent directories of a root),
`.git/info/exclude`, and git's global excludes.
"""

import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from scent.clock import now_ns
from scent.core.files.file_list import FileList, FileStat
from scent.core.files.ignore_files import UNUSABLE, unusable_above, unusable_below
from scent.core.files.listing import paths
from scent.core.files.paths import canonical, is_under
from scent.foreign import uninterrupted

if TYPE_CHECKING:
    from ignore import DirEntry, WalkBuilder

# More than the longest books (the Bible has 5 MB) and nearly all reports with pictures. Less than
# the logs, dumps and mail archives that would keep the model busy for an hour and that few users
# want when they name a directory.
MAX_SIZE = 32 * 2**20


@dataclass(frozen=True, slots=True)
class WalkSettings:
    """Which files under a root a walk finds.

    `hidden` includes names that start with a dot; `no_ignore` disregards all ignore files; `follow`
    follows symbolic links; `max_size` is in bytes, 0 for no limit; `one_file_system` stays on each
    root's file system. `.git` is entered only if both `hidden` and `no_ignore` are set.
    """

    hidden: bool = False
    no_ignore: bool = False
    follow: bool = False
    max_size: int = MAX_SIZE
    one_file_system: bool = False


@dataclass(frozen=True, slots=True)
class WalkResult:
    """The files that a walk found, and what it can say about files that it did not find.

    `files` has each file once. `too_large` are the files above the size limit, which are not
    among them. `roots` are the roots that were walked. `unread` are paths that could not be looked
    into, with the reason; the walk knows nothing about what is in them. `gone` are roots that do
    not exist any more although their parent directory does. `refused` are roots that could not be
    walked, with the reason; those that are gone are among them. `started_ns` is when the walk
    started, in nanoseconds since 1970. `directories` are those that were listed, the roots among them.
    """

    files: FileList
    too_large: tuple[FileStat, ...]
    roots: tuple[bytes, ...]
    unread: tuple[tuple[bytes, str], ...]
    gone: tuple[bytes, ...]
    started_ns: int
    refused: tuple[tuple[bytes, str], ...] = ()
    directories: tuple[bytes, ...] = ()

    @property
    def found(self) -> FileList:
        """All files, those above the size limit too: the index has an entry for each."""
        return self.files.with_more(self.too_large) if self.too_large else self.files

    def covers(self, path: bytes) -> bool:
        """Whether the walk would have found the file `path` if it existed.

        If so, a file that was not found has been removed. A root that is gone covers only a file of
        exactly its path, and nothing below it: a whole tree may be missing because its disk is not
        mounted.
        """
        if path in self.gone:
            return True
        return is_under(path, self.roots) and not is_under(path, (top for top, _ in self.unread))


def walk(
    roots: Sequence[bytes],
    settings: WalkSettings,
    warn: Callable[[str], None],
    *,
    exclude: Sequence[bytes] = (),
    tell_unread: bool = True,
) -> WalkResult:
    """Find the regular files under `roots`.

    Args:
        roots: Files and directories, in any spelling. A root that is a file is always found,
            whatever its size and the ignore rules; a root that is a link is followed.
        settings: Which files are found below a root.
        warn: Called with one sentence for each path that cannot be read; the walk goes on.
        exclude: Directories in which nothing is found, whatever path leads there: the index itself.
        tell_unread: Whether to warn of `WalkResult.unread`, too. An index remembers these, and an
            index run tells of each only once.

    Returns:
        The files. A file that several roots or links lead to comes once: under its own path if the
        walk found that, else under the first of the others. Hard links are files of their own.
    """
    started_ns = now_ns()
    state = _Walk(settings, warn, tuple(os.path.realpath(path) for path in exclude), started_ns)
    state.tell_unread = tell_unread
    for root in dict.fromkeys(map(canonical, roots)):
        state.add_root(root)
    files = state.files
    if len(state.roots) > 1 or state.met_links:
        unique = {file.path: file for file in reversed(files.sorted())}
        stats = sorted(unique.values())
        files = FileList.from_stats(_without_aliases(stats, state.exclude) if state.met_links else stats)
    return WalkResult(
        files=files,
        too_large=tuple(sorted(set(state.too_large))),
        roots=tuple(state.roots),
        unread=tuple(state.unread.items()),
        gone=tuple(state.gone),
        started_ns=started_ns,
        refused=tuple(state.refused),
        directories=tuple(state.directories),
    )


@dataclass(slots=True)
class _Walk:
    """The state of a walk in progress."""

    settings: WalkSettings
    warn: Callable[[str], None]
    exclude: tuple[bytes, ...]
    started_ns: int
    files: FileList = field(default_factory=FileList.from_stats)
    too_large: list[FileStat] = field(default_factory=list)
    roots: list[bytes] = field(default_factory=list)
    tell_unread: bool = True
    unread: dict[bytes, str] = field(default_factory=dict)
    gone: list[bytes] = field(default_factory=list)
    refused: list[tuple[bytes, str]] = field(default_factory=list)
    directories: list[bytes] = field(default_factory=list)
    met_links: bool = False

    def add_root(self, root: bytes) -> None:
        try:
            status = os.stat(root)
        except OSError as error:
            self._refuse(root, error.strerror)
            if not os.path.lexists(root) and os.path.isdir(os.path.dirname(root)):
                self.gone.append(root)
            return
        if stat.S_ISDIR(status.st_mode):
            self.roots.append(root)
            self.met_links |= self.settings.follow
            self._add_tree(root)
        elif not stat.S_ISREG(status.st_mode):
            self._refuse(root, "neither a regular file nor a directory")
        elif not is_under(root, self.exclude):
            self.roots.append(root)
            self.met_links |= os.path.islink(root)
            self.files.add(root, status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    def _refuse(self, root: bytes, reason: str | None) -> None:
        self.refused.append((root, reason or "it cannot be looked into"))
        self.warn(f"{os.fsdecode(root)}: {reason}")

    def _add_tree(self, root: bytes) -> None:
        look = os.stat if self.settings.follow else os.lstat
        exclude = tuple(path + b"/" for path in self.exclude if is_under(path, [root]) or self.settings.follow)
        limit = self.settings.max_size or sys.maxsize
        self.directories.append(root)
        add = self.files.add
        for path in chain.from_iterable(self._paths(root)):
            try:
                status = look(path)
            except PermissionError as error:  # the directory can be listed, but not entered
                self._note_unread(os.path.dirname(path), error.strerror or str(error))
                continue
            except OSError:  # gone since the directory was listed
                continue
            if not stat.S_ISREG(status.st_mode) or (exclude and path.startswith(exclude)):
                if stat.S_ISDIR(status.st_mode) and not (exclude and (path + b"/").startswith(exclude)):
                    self.directories.append(path)
                continue
            size = status.st_size
            if size > limit:
                self.too_large.append(FileStat(path, size, status.st_mtime_ns, status.st_ctime_ns))
            else:
                add(path, size, status.st_mtime_ns, status.st_ctime_ns)

    def _paths(self, root: bytes) -> Iterator[Iterable[bytes]]:
        """Everything under `root` that the rules let through, including directories, in no particular order."""

        def path_of(entry: "DirEntry") -> bytes:
            return os.path.join(root, os.fsencode(uninterrupted(entry.path))) if entry.depth() else root

        with starting_point(root) as start:
            entries = self._entries(root, start)
            # `listing` does not work for links that are followed: they have entries below them and
            # are no directories.
            if self.settings.follow:
                yield map(path_of, entries)
            else:
                yield from paths(entries, path_of, self.started_ns)

    def _entries(self, root: bytes, start: Path) -> "Iterator[DirEntry]":
        import ignore

        avoid: list[bytes] = []
        if not self.settings.no_ignore:
            if file := unusable_above(root):
                self._note_unread(root, f"{os.fsdecode(file)} {UNUSABLE}")
                return
            for above, file in unusable_below(root, follow=self.settings.follow):
                directory = _nameable(above, root)
                self._note_unread(directory, f"{os.fsdecode(file)} {UNUSABLE}")
                if directory == root:
                    return
                avoid.append(os.path.relpath(directory, root))
        entries = walk_builder(start, self.settings, avoid).build()
        while True:
            try:
                yield from entries
            except (ignore.Error, ignore.IOError) as error:  # about one entry; the iteration continues after it
                self._note_failure(root, str(error))
            else:
                return

    def _note_failure(self, root: bytes, message: str) -> None:
        if message.startswith("File system loop found"):  # the files in it are found under their own paths
            return
        # The bindings give only the message, in which bytes that are not UTF-8 are already
        # replaced.
        match = re.search(
            r"IO error for operation on (?P<path>.+): (?P<reason>.+) \(os error \d+\)$", message, re.DOTALL
        )
        path = os.path.normpath(os.path.join(root, os.fsencode(match["path"]))) if match else root
        if match:
            self._note_unread(path if os.path.lexists(path) else root, match["reason"], match["path"])
        else:
            self._note_unread(root, message)

    def _note_unread(self, path: bytes, reason: str, name: str = "") -> None:
        """Note, once, that `path` cannot be looked into; `name` is how the walk called it."""
        if path in self.unread:
            return
        self.unread[path] = reason
        if self.tell_unread:
            self.warn(f"{name or os.fsdecode(path)}: {reason}")


@contextmanager
def starting_point(root: bytes) -> Iterator[Path]:
    """A path for `root` that the bindings accept.

    They return paths that are not UTF-8, but do not accept them. Such a root is made the working
    directory for as long as the walk takes.
    """
    if b"\xef\xbf\xbd" not in root.decode(errors="replace").encode():
        yield Path(os.fsdecode(root))
        return
    before = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.chdir(root)
        yield Path()
    finally:
        os.fchdir(before)
        os.close(before)


def walk_builder(start: Path, settings: WalkSettings, avoid: Iterable[bytes] = ()) -> "WalkBuilder":
    """A walk of the bindings from `start`, with the rules of `settings`.

    `avoid` are directories, relative to `start`, that it does not enter because of their ignore files.
    """
    import ignore  # imported here: many runs use `WalkSettings` without a walk
    from ignore.overrides import OverrideBuilder

    obey = not settings.no_ignore
    builder = (
        ignore.WalkBuilder(start)
        .hidden(not settings.hidden)
        .ignore(obey)
        .parents(obey)
        .git_ignore(obey)
        .git_global(obey)
        .git_exclude(obey)
        .follow_links(settings.follow)
        .same_file_system(settings.one_file_system)
    )
    if obey:
        builder = builder.add_custom_ignore_filename(".scentignore")
        overrides = OverrideBuilder(start).add("!.git")
        for directory in avoid:
            overrides = overrides.add(f"!/{_glob(directory)}")
        builder = builder.overrides(overrides.build())
    return builder


def _nameable(directory: bytes, root: bytes) -> bytes:
    """The nearest directory, from `directory` up to `root`, that a glob can name.

    Globs are UTF-8, and lose white space at their end: a bracket keeps it, but holds only ASCII.
    """
    unnameable = re.compile(r"\ufffd|[^\S\0-\x7f]")
    while directory != root and unnameable.search(os.path.relpath(directory, root).decode(errors="replace")):
        directory = os.path.dirname(directory)
    return directory


def _glob(path: bytes) -> str:
    """A glob that matches exactly a nameable `path`."""
    return re.sub(r"\s", r"[\g<0>]", re.sub(r"[\\*?\[\]{}!#]", r"\\\g<0>", path.decode()))


def _without_aliases(files: Iterable[FileStat], exclude: Iterable[bytes]) -> list[FileStat]:
    """`files`, sorted by path, without second paths to the same file and without files in `exclude`."""
    directories: dict[bytes, bytes] = {}
    chosen: dict[bytes, FileStat] = {}
    for file in files:
        directory, name = os.path.split(file.path)
        if directory not in directories:
            directories[directory] = os.path.realpath(directory)
        is_link = os.path.islink(file.path)
        real = os.path.realpath(file.path) if is_link else os.path.join(directories[directory], name)
        if not is_under(real, exclude) and (file.path == real or real not in chosen):
            chosen[real] = file
    return sorted(chosen.values(), key=lambda file: file.path)
