"""Builds the error that names a damaged file of an index."""

import errno
import os
import re
from pathlib import Path

from scent.errors import DamageError

_REPAIR = "see what is wrong with: scent check; repair it with: scent check --repair"
# How tantivy quotes an error of the system.
_QUOTED = re.compile(r"(?:code: |os error )([0-9]{1,4})")

# How tantivy and Arrow say that no more threads can be started.
_NO_THREAD = ("Failed to spawn", "Failed to launch")

# What the system says of a name that leads to no regular file: a pipe, a device, a directory, a link
# to itself.
NO_FILE = frozenset((errno.EINVAL, errno.EISDIR, errno.ELOOP, errno.ENOTDIR, errno.ENXIO))

# What keeps this process from a file, and says nothing about the file: limits, lack of memory, missing rights. It is
# never damage, or a repair would drop what another run can read.
_NOT_OF_THE_FILE = frozenset(
    (errno.EACCES, errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EPERM, errno.ESTALE)
)

# The way out where the named index is something else.
NAME_ANOTHER = "name a new or an empty directory with --index"


def is_panic(error: BaseException) -> bool:
    """Whether an error is a panic in Rust: an exception that no module exports, and that is not an Exception."""
    return type(error).__name__ == "PanicException"


def may_be_sound(error: Exception) -> bool:
    """Tell whether an error keeps this process from a file that another one may be able to read."""
    return isinstance(error, OSError) and error.errno in _NOT_OF_THE_FILE


def unreadable(error: OSError) -> str:
    """Return the problem of a file that cannot be opened or read.

    Raises:
        OSError: the error itself, if the file may be sound.
    """
    if may_be_sound(error):
        raise error
    return "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror or error})"


def raise_foreign(error: BaseException) -> None:
    """Raise the error of the system that an error of tantivy or Arrow quotes, if it says nothing about the file.

    Raises:
        OSError: as `unreadable`.
    """
    quoted = quoted_os_error(error)
    if quoted and may_be_sound(quoted):
        raise quoted from None


def quoted_os_error(error: BaseException) -> OSError | None:
    """Return the error of the system that an error of tantivy or Arrow quotes; None if it quotes none."""
    if any(each in str(error) for each in _NO_THREAD):
        return OSError(errno.EAGAIN, "no more threads can be started")
    code = _QUOTED.search(str(error))
    return OSError(int(code[1]), os.strerror(int(code[1]))) if code else None


def damage_error(path: Path, problem: str) -> DamageError:
    """Return an error that says the end of `path` and then the `problem`, such as "is missing"."""
    return DamageError(f"{'/'.join(path.parts[-3:])} {problem}", hint=_REPAIR)
