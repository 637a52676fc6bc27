"""The hash that tells whether two files have the same content."""

import hashlib
import os
import stat

from scent.errors import ReadError


def content_digest(path: bytes) -> bytes:
    """The BLAKE2b hash (32 bytes) of a regular file's content, read as a stream in bounded memory.

    Raises:
        ReadError: The file cannot be read, or is not a regular file (any more); the message leaves its name to others.
    """
    # A pipe may have taken the file's name since it was found: opening one waits for a writer unless told not to.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(path, flags), "rb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ReadError("it is not a regular file")
            return hashlib.file_digest(file, new_hash).digest()
    except OSError as error:
        raise ReadError(f"it cannot be read: {error.strerror}") from error


def new_hash() -> "hashlib.blake2b":
    """A fresh hash of the kind that `content_digest` uses, for whoever reads the bytes anyway."""
    return hashlib.blake2b(digest_size=32)
