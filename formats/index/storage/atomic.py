"""Creates, replaces and syncs files and directories, so that they are private and durable."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TEMPORARY = ".tmp"


@contextmanager
def private_umask() -> Iterator[None]:
    """Set a umask under which new files are readable and writable by the user alone.

    tantivy and usearch create files themselves, which this makes private. The umask belongs to the
    whole process.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def make_directory(path: Path) -> None:
    """Create the directory `path` and its missing parents with mode 0700, unless it exists.

    Raises:
        OSError: a directory cannot be created.
    """
    if path.is_dir():
        return
    make_directory(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    path.chmod(0o700)  # the umask takes bits from mkdir's mode


def create(path: Path) -> int:
    """Create a new file with mode 0600 under any umask; return its descriptor, open for writing.

    Raises:
        OSError: the file exists already, or cannot be created.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


def replace(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Replace the content of `path` by `data` in one step.

    After any failure the old content is still there. Without `durable` it takes a tenth of the
    time, and a power cut may leave the file missing or empty.

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
    """Wait until the file's bytes are on the disk itself."""
    # On macOS fsync stops at the drive's own cache; F_FULLFSYNC writes that out too.
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is None:
        os.fsync(descriptor)
    else:
        fcntl.fcntl(descriptor, full)


def sync_directory(path: Path) -> None:
    """Wait until the names in the directory `path` are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Wait until the bytes of the file `path`, which other code has written, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
