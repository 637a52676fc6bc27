"""Turns errors of the operating system into the sentences and hints that a user reads."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from scent.errors import ScentError

# What to do about an error, by its number; empty if the sentence says all.
HINTS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "free some space and try again"),
    errno.ELOOP: "a symbolic link leads back to itself; remove it, or name another path",
    errno.EIO: "the disk, or the connection to it, may be failing",
    errno.ESTALE: "the network disk has changed meanwhile; try again",
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "allow more open files, such as: ulimit -n 256"),
    errno.EAGAIN: "raise the limit of threads and processes, which ulimit -u shows, or end some of them",
    errno.EFBIG: "allow larger files (ulimit -f), or use a disk that takes them",
    **dict.fromkeys((errno.EINVAL, errno.ENXIO, errno.ENODEV, errno.ENAMETOOLONG), "name another path"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "scent config shows and changes the directories in use"),
    **dict.fromkeys((errno.EBADF, errno.ENOENT, errno.ENOTDIR, errno.EISDIR), ""),
}


def sentence(error: OSError) -> str:
    """What went wrong and where, such as "permission denied: /srv/index"; empty if the system has no text for it."""
    if not error.strerror:
        return ""
    where = f": {os.fsdecode(error.filename)}" if isinstance(error.filename, str | bytes) else ""
    return f"{error.strerror[:1].lower()}{error.strerror[1:]}{where}"


@contextmanager
def explained() -> Iterator[None]:
    """Raise a ScentError with a sentence in place of an OSError; also a decorator.

    Lack of memory stays as it is: it is no matter of a file.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOMEM or not (message := sentence(error)):
            raise
        raise ScentError(message, hint=HINTS.get(error.errno or 0, "")) from error
