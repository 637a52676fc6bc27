"""Finds and writes small files of the cache directory, which several processes may write at the same time."""

import os
import tempfile
from pathlib import Path


def matching(directory: Path, pattern: str) -> list[Path]:
    """The files of a directory of the cache that match a glob; none where nobody may look: a cache may be missing."""
    try:
        return list(directory.glob(pattern))
    except OSError:
        return []


def replace(path: Path, data: bytes) -> None:
    """Replace a file, readable by the user alone, in one step; missing directories above it are made.

    Raises:
        OSError: the disk is full, or the directory cannot be written to. The old content is still there.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
