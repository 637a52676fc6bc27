"""Tells whether a file is still the one that was indexed. A search checks this for each file that it shows."""

import os
import stat

from scent.core.files.file_list import changed_since
from scent.errors import ReadError
from scent.formats.documents.base.files_beside import file_beside

MISSING = "missing"
CHANGED = "changed"


def staleness(  # noqa: PLR0913, PLR0917  # what the index recorded of a file
    path: bytes, size: int, mtime_ns: int, digest: bytes, read_ns: int, document_format: str
) -> str:
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
    if status.st_size != size or changed_beside(path, document_format, read_ns):
        return CHANGED
    if status.st_mtime_ns == mtime_ns and not changed_since(status.st_ctime_ns, read_ns):
        return ""
    from scent.core.files.digest import content_digest  # imported here: it loads OpenSSL

    try:
        return "" if content_digest(path) == digest else CHANGED
    except ReadError:
        return MISSING


def changed_beside(path: bytes, document_format: str, read_ns: int) -> bool:
    """Whether the file beside a file, which has a part of its content, changed after `read_ns`."""
    beside = file_beside(document_format, path)
    try:
        status = os.stat(beside) if beside is not None else None
    except OSError:
        return False
    return status is not None and bool(changed_since(max(status.st_mtime_ns, status.st_ctime_ns), read_ns))
