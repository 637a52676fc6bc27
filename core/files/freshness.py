"""Whether a file still is what was indexed: looked at when its passage is shown, never assumed.

Owned here: that question.
"""

import os
import stat

from scent.errors import ReadError

MISSING = "missing"
CHANGED = "changed"


def staleness(path: bytes, size: int, mtime_ns: int, digest: bytes) -> str:
    """Empty if the file at `path` is the one that was indexed, else `missing` or `changed`.

    Size and mtime decide first; the content is hashed only if the size is the same and the time is not.
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
    from scent.core.files.digest import content_digest  # here, as it loads OpenSSL

    try:
        return "" if content_digest(path) == digest else CHANGED
    except ReadError:
        return MISSING
