"""Tells whether a file is still the one that was indexed. A search checks this for each file that it shows."""

import os
import stat

from scent.errors import ReadError

MISSING = "missing"
CHANGED = "changed"


def staleness(path: bytes, size: int, mtime_ns: int, digest: bytes) -> str:
    """Compare the file at `path` with what the index recorded: "" if it is the same, else `MISSING` or `CHANGED`.

    The content is hashed only if the size is the same and the time of modification is not.
    """
    try:
        status = os.stat(path)
    except OSError:
        return MISSING
    if not stat.S_ISREG(status.st_mode):
        return MISSING
    if status.st_size != size:
        return CHANGED
    if status.st_mtime_ns == mtime_ns:
        return ""
    from scent.core.files.digest import content_digest  # imported here: it loads OpenSSL

    try:
        return "" if content_digest(path) == digest else CHANGED
    except ReadError:
        return MISSING
