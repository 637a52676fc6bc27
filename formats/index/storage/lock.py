"""The lock (writer.lock) that allows one writer at a time.

A note (writer.json) says which process holds it. The operating system drops the lock when its
holder dies.
"""

import errno
import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scent.errors import DamageError, LockedError
from scent.formats.index.storage import atomic, layout

# Seconds between two attempts to take a lock.
_PAUSE = 0.05


@contextmanager
def writer_lock(index: Path, *, wait: float) -> Iterator[None]:
    """Hold the index's writer lock; wait up to `wait` seconds for it (0: do not wait).

    Raises:
        LockedError: another process holds it; the message says which.
        OSError: the directory cannot be written to.
    """
    holder = index / layout.WRITER_HOLDER
    with exclusive(index / layout.WRITER_LOCK, wait=wait) as locked:
        if not locked:
            raise _locked(index, wait)
        try:
            atomic.replace(holder, json.dumps(_this_process()).encode(), durable=False)
            yield
        finally:
            holder.unlink(missing_ok=True)


@contextmanager
def exclusive(path: Path, *, wait: float = 0) -> Iterator[bool]:
    """Try for up to `wait` seconds to lock the file `path`, and yield whether that worked.

    The file is created if it is missing, and never removed.

    Raises:
        OSError: the file cannot be opened to write, or its file system has no locks.
    """
    deadline = time.monotonic() + wait
    descriptor = _open(path)
    try:
        locked = _acquire(descriptor, deadline)
        while locked and not _is_at(path, descriptor):  # it was replaced just before: lock the file that is there now
            os.close(descriptor)
            descriptor = _open(path)
            locked = _acquire(descriptor, deadline)
        yield locked
        if locked:
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # a child process may have inherited the descriptor
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.EISDIR, errno.ENXIO}:
            raise DamageError(f"{path.name} is not a regular file", hint="remove it; scent makes a new one") from None
        raise


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.stat(path, follow_symlinks=False), os.fstat(descriptor))  # noqa: PTH116  # as there
    except FileNotFoundError:
        return False


def _acquire(descriptor: int, deadline: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):  # which of the two depends on the file system
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)
        else:
            return True


def _this_process() -> dict[str, int | str]:
    """Describe this process for writer.json, but not its arguments, which may be private."""
    return {
        "pid": os.getpid(),
        "host": os.uname().nodename,
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "command": " ".join(Path(argument).name for argument in sys.argv[:1]),
    }


class Writer(NamedTuple):
    """The process that holds the lock; `started` is when it took it, in ISO 8601."""

    pid: int
    host: str
    command: str
    started: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} ({self.command}, since {self.started})"


def writer(index: Path) -> Writer | None:
    """Return the process that writes to the index now; None if there is none.

    The lock is not touched, so that a writer that starts at this moment gets it.
    """
    noted = _noted(index)
    if noted is None or noted.host != os.uname().nodename:
        return noted
    try:
        os.kill(noted.pid, 0)
    except ProcessLookupError:  # it was killed
        return None
    except OSError:  # another user's
        pass
    return noted


def _noted(index: Path) -> Writer | None:
    try:
        note = json.loads((index / layout.WRITER_HOLDER).read_bytes()[:4096])
        return Writer(
            int(note["pid"]), f"{note['host']!s:.100}", f"{note['command']!s:.100}", f"{note['started']!s:.40}"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _locked(index: Path, waited: float) -> LockedError:
    holder = _noted(index) or "another process"
    if waited:
        return LockedError(
            f"the index is still being written after {waited:g} s, by {holder}", hint="wait longer with --wait SECONDS"
        )
    return LockedError(f"the index is being written by {holder}", hint="wait for it with --wait SECONDS")
