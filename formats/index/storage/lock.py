"""The lock that makes sure of one writer, and the note that says who it is.

Owned here: writer.lock and writer.json. The operating system drops the lock when its holder dies, however it dies.
"""

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scent.errors import LockedError
from scent.formats.index.storage import atomic, layout

# Seconds between two looks at a lock that is waited for.
_PAUSE = 0.05


@contextmanager
def writer_lock(index: Path, *, wait: float) -> Iterator[None]:
    """Hold the index's writer lock; wait up to `wait` seconds for it (0: do not wait).

    Raises:
        LockedError: another process held it all the time; the message says which.
        OSError: the directory cannot be written to.
    """
    holder = index / layout.WRITER_HOLDER
    with exclusive(index / layout.WRITER_LOCK, wait=wait) as mine:
        if not mine:
            raise LockedError(_held_by(index), hint="Wait for it with --wait SECONDS.")
        try:
            atomic.replace(holder, json.dumps(_myself()).encode(), durable=False)
            yield
        finally:
            holder.unlink(missing_ok=True)


@contextmanager
def exclusive(path: Path, *, wait: float = 0) -> Iterator[bool]:
    """Lock the file `path`, which is made and left there; says whether it is ours, after up to `wait` seconds.

    Raises:
        OSError: it cannot be opened to write, or its file system has no locks.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        mine = _acquired(descriptor, time.monotonic() + wait)
        yield mine
        if mine:
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # a child process may have the descriptor too
    finally:
        os.close(descriptor)


def _acquired(descriptor: int, deadline: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):  # either, by the file system
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)
        else:
            return True


def _myself() -> dict[str, int | str]:
    """Who holds the lock. The command's arguments stay out of it.

    They may be private, and the log of an hour is long.
    """
    return {
        "pid": os.getpid(),
        "host": os.uname().nodename,
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "command": " ".join(Path(argument).name for argument in sys.argv[:1]),
    }


def _held_by(index: Path) -> str:
    try:
        holder = json.loads((index / layout.WRITER_HOLDER).read_bytes()[:4096])
        return (
            f"The index is being written by process {int(holder['pid'])} on {holder['host']!s:.100}"
            f" ({holder['command']!s:.100}, since {holder['started']!s:.40})."
        )
    except (OSError, ValueError, KeyError, TypeError):
        return "The index is being written by another process."
