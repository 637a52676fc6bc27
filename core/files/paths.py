"""Canonical paths: one name for each file. Also tells which paths are inside which directories."""

import os
from collections.abc import Iterable


def canonical(path: bytes) -> bytes:
    """The one absolute path under which the index knows a file or directory.

    Symbolic links among the parent directories are resolved, so a file has the same name however
    the user reached it. A file that is itself a link keeps its own name; a directory that is a link
    is resolved. The path need not exist.
    """
    if path.endswith((b"/", b"/.", b"/..")) or path in (b"", b".", b"..") or os.path.isdir(path):
        return os.path.realpath(path or b".")
    directory, name = os.path.split(path)
    return os.path.join(os.path.realpath(directory or b"."), name)


def is_under(path: bytes, tops: Iterable[bytes]) -> bool:
    """Whether `path` is one of `tops` or below one of them; all paths are canonical."""
    return any(path == top or path.startswith(top.rstrip(b"/") + b"/") for top in tops)
