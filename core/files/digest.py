"""Hashes the content of files, to tell whether two files are the same."""

import hashlib
import os
import stat

from scent.errors import ReadError


def content_digest(path: bytes) -> bytes:
    """The BLAKE2b digest (32 bytes) of a regular file's content, read as a stream in bounded memory.

    Raises:
        ReadError: The file cannot be read, or is not a regular file any more. The message does not
            name the file.
    """
    # The path may have become a pipe since the walk. Without O_NONBLOCK, opening a pipe waits for a
    # writer.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(path, flags), "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ReadError("it is not a regular file")
            return hashlib.file_digest(file, _new_hash).digest()
    except OSError as error:
        raise ReadError(f"it cannot be read: {error.strerror}") from error


def _new_hash() -> "hashlib.blake2b":
    return hashlib.blake2b(digest_size=32)
