"""What an index covers: which directories to watch for it, and which changes there concern it."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from scent.core.files.paths import is_under
from scent.core.files.rules import rule_against
from scent.core.files.walk import walk
from scent.core.indexing.planning.fast_check import walk_checksum
from scent.core.indexing.planning.missing_files import mark
from scent.core.profile import Profile
from scent.formats.index import manifest_file
from scent.formats.index.manifest import RootMark
from scent.formats.index.storage.layout import MANIFEST

_IGNORE_FILES: Final = frozenset((b".gitignore", b".ignore", b".scentignore"))
# Verdicts on so many paths are remembered.
_MOST_VERDICTS: Final = 10_000
# Of more changed paths at once, some concern the index: to look at everything is faster than to ask for each.
_MOST_ASKED: Final = 50


class Look(NamedTuple):
    """What was found at a look at everything.

    Attributes:
        checksum: A hash of all files with their sizes and times.
        directories: The directories in which a change concerns the index.
        above: The directories in which a root may come, go or be replaced.
    """

    checksum: str
    directories: tuple[bytes, ...]
    above: tuple[bytes, ...]


class Territory:
    """The roots of an index, and the rules of its walk."""

    def __init__(self, index: Path, own: Sequence[bytes] = ()) -> None:
        """Read the roots and the rules.

        Args:
            index: The directory of the index.
            own: Places to which scent itself writes; what changes there concerns no index, or runs would never end.

        Raises:
            NoIndexError: There is no index.
            FormatError, DamageError: The index cannot be used.
        """
        self._index = index
        self._exclude = os.path.realpath(os.fsencode(index))
        self._own = [self._exclude, *map(os.path.realpath, own)]
        self._verdicts: dict[bytes, bool] = {}
        self._read()

    def _read(self) -> None:
        self._stamp = self._manifest_stamp()
        manifest = manifest_file.load(self._index)
        self.roots, self._walk = manifest.roots, Profile.from_manifest(manifest).walk

    def has_changed(self) -> bool:
        """Whether roots or rules are others than before; from now on the new ones hold.

        Raises:
            NoIndexError: The index was removed.
            FormatError, DamageError: The index cannot be used.
        """
        if self._manifest_stamp() == self._stamp:
            return False
        before = self.roots, self._walk
        self._read()
        if changed := (self.roots, self._walk) != before:
            self._verdicts.clear()
        return changed

    def marks(self) -> list[RootMark | None]:
        """Which directories the roots are now: another disk that is mounted on one changes its mark."""
        return [mark(root) for root in self.roots]

    def look(self) -> Look:
        """Look at everything."""
        self._verdicts.clear()
        walked = walk(self.roots, self._walk, _ignore, exclude=[self._exclude], tell_unread=False)
        directories = {path for path in walked.directories if not is_under(path, self._own)}
        above = {os.path.dirname(root) for root in self.roots}
        # A root that is a file is watched in its directory.
        directories |= {os.path.dirname(root) for root in self.roots if not os.path.isdir(root)}
        return Look(walk_checksum(walked), tuple(sorted(directories)), tuple(sorted(above - directories)))

    def concern(self, paths: frozenset[bytes]) -> bool:
        """Whether a change of one of these paths, each in one of the directories of a look, concerns the index."""
        return len(paths) > _MOST_ASKED or any(map(self._concerns, paths))

    def changes_rules(self, paths: frozenset[bytes]) -> bool:
        """Whether one of these paths is a file of rules, which decides what else is found."""
        return not self._walk.no_ignore and any(os.path.basename(path) in _IGNORE_FILES for path in paths)

    def _concerns(self, path: bytes) -> bool:
        if path not in self._verdicts:
            if len(self._verdicts) >= _MOST_VERDICTS:
                self._verdicts.clear()
            self._verdicts[path] = self._is_found(path)
        return self._verdicts[path]

    def _is_found(self, path: bytes) -> bool:
        """Whether the walk looks at a path, or would if it were still there."""
        if path in self.roots:
            return True
        root = max((root for root in self.roots if is_under(path, [root])), key=len, default=None)
        if root is None or is_under(path, self._own) or _is_own_output(path):
            return False
        if self.changes_rules(frozenset([path])):
            return True
        try:
            size = os.lstat(path).st_size
        except OSError:
            return self._walk.hidden or not os.path.basename(path).startswith(b".")
        if self._walk.max_size and size > self._walk.max_size:  # such as the disk of a virtual machine that runs
            return False
        return rule_against(path, root, self._walk) is None

    def _manifest_stamp(self) -> tuple[int, int]:
        try:
            status = (self._index / MANIFEST).stat()
        except OSError:
            return 0, 0
        return status.st_ino, status.st_mtime_ns


def _is_own_output(path: bytes) -> bool:
    """Whether this process's stdout or stderr goes to the file `path`: each line there would cause the next one."""
    for descriptor in (1, 2):
        with suppress(OSError):
            if os.path.samestat(os.stat(path), os.fstat(descriptor)):
                return True
    return False


def _ignore(_: str) -> None:
    """An index run tells of it."""
