"""Tells whether a file is still the one that was indexed. A search checks this for each file that it shows."""

import os
import stat

from scent.core.files.file_list import changed_since
from scent.errors import ReadError

MISSING = "missing"
CHANGED = "changed"


def staleness(path: bytes, size: int, mtime_ns: int, digest: bytes, read_ns: int) -> str:
    """Compare the file at `path` with what the index recorded: "" if it is the same, else `MISSING` or `CHANGED`.

    The content is hashed only if the size is the same, and the time of modification is not or the
    file was changed after `read_ns`, when it was indexed: a copy can keep size and mtime.
    """
    try:
        status = os.stat(path)
    except OSError:
        return MISSING
    if not stat.S_ISREG(status.st_mode):
        return MISSING
    if status.st_size != size:
        return CHANGED
    if status.st_mtime_ns == mtime_ns and not changed_since(status.st_ctime_ns, read_ns):
        return ""
    from scent.core.files.digest import content_digest  # imported here: it loads OpenSSL

    try:
        return "" if content_digest(path) == digest else CHANGED
    except ReadError:
        return MISSING
