"""Compare the content of every indexed file with the index; `scent index` does so only where a file's times differ."""

import os
from collections.abc import Iterator
from pathlib import Path

from scent.core.files.digest import content_digest
from scent.core.files.file_list import changed_since
from scent.core.files.freshness import changed_beside
from scent.core.indexing.planning.indexed_files import IndexedFiles
from scent.core.indexing.planning.plan import IndexedFile
from scent.errors import ReadError
from scent.formats.index.reader import Reader
from scent.formats.index.records import NO_DIGEST

MISSING = "it is missing"
CHANGED = "it has changed since it was indexed"
# A run does not notice this one.
UNNOTICED = "its content has changed, but neither its size nor its times have"


def differing_files(index: Path) -> Iterator[tuple[bytes, str]]:
    """Yield the files whose content is not what the index has, with what differs, sorted by path.

    It reads every file. Files of which the index holds nothing (too large, not readable) are left out.

    Raises:
        NoIndexError: There is no index.
        FormatError, DamageError: The index cannot be read.
        OSError: A file of the index cannot be read.
    """
    with Reader.open(index, lexical=False) as reader:
        files = sorted(IndexedFiles(reader).by_path.items())
    for path, file in files:
        if file.digest != NO_DIGEST and (difference := _difference(file)):
            yield path, difference


def _difference(file: IndexedFile) -> str:
    try:
        status = os.stat(file.path)
        if content_digest(file.path) == file.digest:
            return CHANGED if changed_beside(file.path, file.format, file.read_ns) else ""
    except OSError:
        return MISSING
    except ReadError as error:
        return error.message
    same_times = status.st_mtime_ns == file.mtime_ns and not changed_since(status.st_ctime_ns, file.read_ns)
    return UNNOTICED if same_times and status.st_size == file.size else CHANGED
