"""What an index records of a file or directory that a run leaves out without reading it."""

from scent.core.files.file_list import FileStat
from scent.formats.index.records import NO_DIGEST, DocumentRecord

# How the reason of a file above the size limit begins.
TOO_LARGE = "it is too large"

# The format of the record of a directory that could not be looked into.
DIRECTORY = "directory"


def too_large(stat: FileStat, limit: int, walked_ns: int) -> DocumentRecord:
    """The record of a file above the size limit, of which only size and mtime are known.

    Args:
        stat: The file.
        limit: The limit, in bytes.
        walked_ns: When it was found, in nanoseconds since 1970.
    """
    problem = f"{TOO_LARGE} ({_size(stat.size)}; --max-filesize is {_size(limit)})"
    return _record(stat, "", problem, walked_ns)


def unread(path: bytes, reason: str, walked_ns: int) -> DocumentRecord:
    """The record of a directory, or a followed link, behind which a walk could not look; `reason` is the system's."""
    stat = FileStat(path, 0, 0)
    return _record(stat, DIRECTORY, unread_problem(reason), walked_ns)._replace(failed=True)


def unread_problem(reason: str) -> str:
    """The problem of a directory that could not be looked into."""
    return f"it cannot be looked into: {reason}"


def _record(stat: FileStat, document_format: str, problem: str, walked_ns: int) -> DocumentRecord:
    return DocumentRecord(
        path=stat.path,
        size=stat.size,
        mtime_ns=stat.mtime_ns,
        digest=NO_DIGEST,
        part=0,
        last=True,
        format=document_format,
        title="",
        offset=0,
        line=1,
        problem=problem,
        indexed_ns=walked_ns,
    )


def _size(count: int) -> str:
    """A number of bytes for people, in MiB or less."""
    return f"{count / 2**20:,.1f} MB" if count >= 2**20 else f"{count / 2**10:,.1f} KB"
