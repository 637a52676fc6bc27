"""Builds the error that names a damaged file of an index."""

import errno
from pathlib import Path

from scent.errors import DamageError

_REPAIR = "see what is wrong with: scent check; repair it with: scent check --repair"


# What the system says of a name that leads to no regular file: a pipe, a device, a directory, a link
# to itself.
NO_FILE = frozenset((errno.EINVAL, errno.EISDIR, errno.ELOOP, errno.ENOTDIR, errno.ENXIO))

# The way out where the named index is something else.
NAME_ANOTHER = "name a new or an empty directory with --index"


def is_panic(error: BaseException) -> bool:
    """Whether an error is a panic in Rust: an exception that no module exports, and that is not an Exception."""
    return type(error).__name__ == "PanicException"


def unreadable(error: OSError) -> str:
    """Return the problem of a file that cannot be opened or read."""
    return "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror or error})"


def damage_error(path: Path, problem: str) -> DamageError:
    """Return an error that says the end of `path` and then the `problem`, such as "is missing"."""
    return DamageError(f"{'/'.join(path.parts[-3:])} {problem}", hint=_REPAIR)
