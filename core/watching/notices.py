"""Tells which paths in watched directories have changed: by inotify on Linux; elsewhere it tells of nothing.

inotify reports no directory below a watched one, and loses events when too many come at once; it says so, and then
everything must be looked at. Other machines' changes on a network disk are never reported.
"""

import errno
import os
import time
from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from scent.closing import Closing

if TYPE_CHECKING:
    from inotify_simple import INotify

# Events of one burst come together: after the first, the others are waited for as long.
_GATHER_MS: Final = 100


class Noticed(NamedTuple):
    """What was noticed.

    Attributes:
        paths: What changed, directories too.
        directories: Those of them that are directories that came, went or moved.
        lost: Whether anything else may have changed, too.
    """

    paths: frozenset[bytes] = frozenset()
    directories: frozenset[bytes] = frozenset()
    lost: bool = False


class Notices(Closing):
    """Watches directories, each without those below it. A context manager.

    `problem` is the system's reason why some of them are not watched; empty if all are.
    """

    def __init__(self) -> None:
        """Watch nothing yet."""
        self.problem = ""
        self._paths: dict[int, bytes] = {}  # by number of the watch
        self._numbers: dict[bytes, int] = {}
        self._masks: dict[bytes, int] = {}  # which events each path is watched for
        self._inotify = self._open()

    def close(self) -> None:
        """Stop watching."""
        if self._inotify is not None:
            self._inotify.close()

    def cover(self, directories: Collection[bytes], above: Collection[bytes] = ()) -> bool:
        """Watch exactly these directories from now on; return whether new ones are among them.

        Of those in `above`, only what comes, goes or is renamed in them is told, and no change of a file.
        """
        if self._inotify is None:
            return False
        from inotify_simple import flags

        names = flags.CREATE | flags.DELETE | flags.MOVED_FROM | flags.MOVED_TO | flags.DELETE_SELF | flags.MOVE_SELF
        names |= flags.ONLYDIR | flags.EXCL_UNLINK
        wanted = dict.fromkeys(above, names)
        wanted |= dict.fromkeys(directories, names | flags.MODIFY | flags.CLOSE_WRITE | flags.ATTRIB)
        for path in [path for path in self._numbers if path not in wanted]:
            self._unwatch(self._inotify, path)
        self.problem = ""
        before = set(self._numbers)
        for path, mask in wanted.items():
            if self._masks.get(path) != mask and not self._watch(self._inotify, path, mask):
                break
        return not before.issuperset(self._numbers)

    def wait(self, seconds: float) -> Noticed:
        """Wait until something is noticed, at most so many seconds; return what it is."""
        if self._inotify is None:
            time.sleep(seconds)
            return Noticed()
        from inotify_simple import flags

        lost = flags.Q_OVERFLOW | flags.UNMOUNT | flags.DELETE_SELF | flags.MOVE_SELF
        names = flags.CREATE | flags.DELETE | flags.MOVED_FROM | flags.MOVED_TO
        paths: set[bytes] = set()
        directories: set[bytes] = set()
        anything = False
        for event in self._inotify.read(timeout=max(0, round(seconds * 1000)), read_delay=_GATHER_MS):
            if event.mask & flags.IGNORED:  # the directory is gone, or no longer watched
                self._forget(event.wd)
            elif event.mask & lost:
                anything = True
            elif (directory := self._paths.get(event.wd)) is not None:
                path = os.path.join(directory, os.fsencode(event.name))
                paths.add(path)
                if event.mask & flags.ISDIR and event.mask & names:
                    directories.add(path)
        return Noticed(frozenset(paths), frozenset(directories), anything)

    def _open(self) -> "INotify | None":
        try:
            from inotify_simple import INotify

            return INotify()
        except ImportError:
            self.problem = "this system does not tell scent of changes"
        except OSError as error:  # the limit of instances, or a kernel without inotify
            self.problem = error.strerror or str(error)
            if error.errno == errno.EMFILE:
                self.problem = "other programs watch too much (fs.inotify.max_user_instances)"
        return None

    def _watch(self, inotify: "INotify", path: bytes, mask: int) -> bool:
        """Watch a directory; False if no more can be watched. One that is gone or closed to this user is left out."""
        try:
            number = inotify.add_watch(path, mask)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.ENOMEM}:
                return True
            self.problem = f"the system watches no more than {len(self._numbers):,} directories"
            return False
        if (before := self._paths.get(number)) is not None:  # the same directory, perhaps under its old path
            self._drop(before)
        self._paths[number], self._numbers[path], self._masks[path] = path, number, mask
        return True

    def _unwatch(self, inotify: "INotify", path: bytes) -> None:
        number = self._drop(path)
        if self._paths.get(number) == path:
            del self._paths[number]
            with suppress(OSError):  # it is gone
                inotify.rm_watch(number)

    def _forget(self, number: int) -> None:
        if (path := self._paths.pop(number, None)) is not None and self._numbers.get(path) == number:
            self._drop(path)

    def _drop(self, path: bytes) -> int:
        self._masks.pop(path, None)
        return self._numbers.pop(path, -1)
