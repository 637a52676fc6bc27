"""Opens an output file that replaces an existing one only when it is complete."""

import errno
import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from scent.errors import UsageError


@contextmanager
def open_output(path: Path) -> Iterator[tuple[BinaryIO, bool]]:
    """Open a file to write, and tell whether it is seekable.

    The file is written under a temporary name and gets the name `path` when the block ends without
    an error; until then an existing file stays as it is. What a writer of `path` left when it was
    killed is removed. Devices and pipes are written directly.

    Raises:
        UsageError: no file can be made in its directory.
        OSError: the file cannot be written.
    """
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        regular = True
    if not regular:
        with path.open("wb") as file:
            yield file, False
        return
    real = path.resolve()  # replace what a symbolic link points to, not the link
    if not real.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "no such directory", str(real.parent))
    _remove_abandoned(real)
    temporary = real.with_name(f".{real.name}.{os.getpid()}.part")
    try:
        with _created(temporary) as file:
            with suppress(OSError):  # there are file systems without locks
                fcntl.flock(file, fcntl.LOCK_SH)  # says that its writer lives
            yield file, True
        if real.exists():
            temporary.chmod(stat.S_IMODE(real.stat().st_mode))
        temporary.replace(real)
    finally:
        temporary.unlink(missing_ok=True)


def _created(file: Path) -> BinaryIO:
    try:
        return file.open("xb")
    except OSError as error:
        if error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise
        reason = (error.strerror or "").lower()
        raise UsageError(f"cannot write to {file.parent}: {reason}", hint="name a file in another directory") from None


def _remove_abandoned(real: Path) -> None:
    """Remove temporary files for `real` whose writers were killed: nobody holds a lock on them."""
    ours = re.compile(rf"\.{re.escape(real.name)}\.\d+\.part")
    for file in real.parent.iterdir():
        if not ours.fullmatch(file.name):
            continue
        with suppress(OSError):
            descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                if stat.S_ISREG(os.fstat(descriptor).st_mode):
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while a writer lives
                    file.unlink()
            finally:
                os.close(descriptor)
