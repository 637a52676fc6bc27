"""Putting bytes on disk so that they are private, whole and still there after a power cut.

Owned here: creating, replacing and syncing files and directories.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TEMPORARY = ".tmp"


@contextmanager
def private_umask() -> Iterator[None]:
    """Whatever this process creates meanwhile is for its user alone, and that user can read it.

    For the files that foreign code (tantivy, usearch) creates by itself. The umask belongs to the whole process.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def make_directory(path: Path) -> None:
    """Make the directory `path` (0700) and what is missing above it; an existing one is left as it is.

    Raises:
        OSError: it cannot be made.
    """
    if path.is_dir():
        return
    make_directory(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    path.chmod(0o700)  # mkdir's mode is cut by the umask


def create(path: Path) -> int:
    """Create a new file (0600 under any umask) and return its descriptor, open for writing.

    Raises:
        OSError: it exists already, or cannot be created.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


def replace(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Make `path` hold `data`: all of it or, when anything fails, what was there before.

    What is not `durable` may be gone or empty after a power cut, and takes a tenth of the time.

    Raises:
        OSError: the disk is full, or the directory cannot be written to.
    """
    temporary = path.with_name(path.name + _TEMPORARY)
    temporary.unlink(missing_ok=True)  # left by a writer that was killed
    try:
        with os.fdopen(create(temporary), "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                sync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        sync_directory(path.parent)


def sync(descriptor: int) -> None:
    """Return only when the file's bytes are on the disk itself."""
    # On macOS fsync stops at the drive's own cache; F_FULLFSYNC goes through it.
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is None:
        os.fsync(descriptor)
    else:
        fcntl.fcntl(descriptor, full)


def sync_directory(path: Path) -> None:
    """Return only when the names in the directory `path` are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Return only when the bytes of the file `path`, written by someone else, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
