"""Hashes the content of files, to tell whether two files are the same."""

import errno
import hashlib

from scent.errors import ReadError
from scent.regular_files import first_bytes, open_regular


def content_digest(path: bytes, size: int = 0) -> bytes:
    """The BLAKE2b digest (32 bytes) of a regular file's content, read as a stream in bounded memory.

    With a `size`, only that of the first `size` bytes: somebody may be writing more.

    Raises:
        ReadError: The file cannot be read, or is not a regular file any more. The message does not
            name the file.
    """
    try:
        with open_regular(path) as file:  # it may have become a pipe since the walk
            return hashlib.file_digest(first_bytes(file, size) if size else file, _new_hash).digest()
    except OSError as error:
        if error.errno == errno.EINVAL:
            raise ReadError("it is not a regular file") from error
        raise ReadError(f"it cannot be read: {error.strerror}") from error


def _new_hash() -> "hashlib.blake2b":
    return hashlib.blake2b(digest_size=32)
