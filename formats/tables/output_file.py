"""Opens an output file that replaces an existing one only when it is complete."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def open_output(path: Path) -> Iterator[tuple[BinaryIO, bool]]:
    """Open a file to write, and tell whether it is seekable.

    The file is written under a temporary name and gets the name `path` when the block ends without
    an error; until then an existing file stays as it is. Devices and pipes are written directly.

    Raises:
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
    temporary = real.with_name(f".{real.name}.{os.getpid()}.part")
    try:
        with temporary.open("xb") as file:
            yield file, True
        if real.exists():
            temporary.chmod(stat.S_IMODE(real.stat().st_mode))
        temporary.replace(real)
    finally:
        temporary.unlink(missing_ok=True)
