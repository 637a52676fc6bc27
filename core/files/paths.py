"""The one name of a file, and what lies below what.

Owned here: canonical names. Imports nothing heavy.
"""

import os
from collections.abc import Iterable


def canonical(path: bytes) -> bytes:
    """The one absolute name under which the index knows `path`.

    Links in the directories above are resolved, so that a file has one name however one came to it; a file that is
    itself a link keeps its own name. A directory is resolved wholly. Nothing needs to exist.
    """
    if path.endswith((b"/", b"/.", b"/..")) or path in (b"", b".", b"..") or os.path.isdir(path):
        return os.path.realpath(path or b".")
    directory, name = os.path.split(path)
    return os.path.join(os.path.realpath(directory or b"."), name)


def is_under(path: bytes, tops: Iterable[bytes]) -> bool:
    """Whether `path` is one of `tops` or lies below one; all are canonical."""
    return any(path == top or path.startswith(top.rstrip(b"/") + b"/") for top in tops)
