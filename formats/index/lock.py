"""The lock that makes sure of one writer, and the note that says who it is.

Owned here: writer.lock and writer.json. The operating system drops the lock when its holder dies, however it dies.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from scent.errors import LockedError
from scent.formats.index import atomic, layout


@contextmanager
def writer_lock(index: Path, *, wait: float) -> Iterator[None]:
    """Hold the index's writer lock; wait up to `wait` seconds for it (0: do not wait).

    Raises:
        LockedError: another process held it all the time; the message says which.
        OSError: the directory cannot be written to.
    """
    lock = filelock.FileLock(index / layout.WRITER_LOCK, timeout=wait, mode=0o600)
    try:
        lock.acquire(poll_interval=0.05)
    except filelock.Timeout:
        raise LockedError(_held_by(index), hint="Wait for it with --wait SECONDS.") from None
    holder = index / layout.WRITER_HOLDER
    try:
        atomic.replace(holder, json.dumps(_myself()).encode())
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _myself() -> dict[str, int | str]:
    """Who holds the lock. The command's arguments stay out of it.

    They may be private, and the log of an hour is long.
    """
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
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
