"""Opens regular files only, and never waits: a pipe or a device in the place of a file is an error."""

import errno
import io
import os
import stat
from typing import TYPE_CHECKING, BinaryIO, TypeVar

if TYPE_CHECKING:
    from _typeshed import StrOrBytesPath, WriteableBuffer

_Read = TypeVar("_Read")


def open_regular(path: "StrOrBytesPath") -> io.BufferedReader:
    """Open a file to read.

    Raises:
        IsADirectoryError: it is a directory.
        OSError: it cannot be opened, or is a pipe, a socket or a device (`errno.EINVAL`). Reading raises
            BlockingIOError where a system's own file, such as /proc/kmsg, has nothing to give yet.
    """
    return io.BufferedReader(_Prompt(_descriptor(path)))


def open_unbuffered(path: "StrOrBytesPath") -> io.RawIOBase:
    """Open a file as `open_regular` does, without a buffer."""
    return _Prompt(_descriptor(path))


def _descriptor(path: "StrOrBytesPath") -> int:
    # Without O_NONBLOCK, opening a named pipe would wait for a writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        raise OSError(errno.EINVAL, "not a regular file", path)
    return descriptor


def first_bytes(file: BinaryIO, size: int) -> io.BufferedReader:
    """The first `size` bytes of an open file, as a file open at its start: the rest may be written meanwhile."""
    return io.BufferedReader(_FirstBytes(file, size))


class _FirstBytes(io.RawIOBase):
    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size = file, size
        file.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        if whence == os.SEEK_END:
            offset += min(self._size, self._file.seek(0, os.SEEK_END))
            whence = os.SEEK_SET
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        data = self._file.read(max(0, min(len(memoryview(buffer)), self._size - self._file.tell())))
        memoryview(buffer)[: len(data)] = data
        return len(data)


class _Prompt(io.FileIO):
    """A file that raises BlockingIOError where `io.FileIO` returns None, which few readers expect."""

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        read: int | None = super().readinto(buffer)
        return _there(read)

    def read(self, size: int | None = -1, /) -> bytes:
        data: bytes | None = super().read(-1 if size is None else size)
        return _there(data)

    def readall(self) -> bytes:
        return _there(super().readall())


def _there(read: _Read | None) -> _Read:
    if read is None:
        raise BlockingIOError(errno.EAGAIN, "it has nothing to give at the moment")
    return read
