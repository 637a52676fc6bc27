"""Copies of weights in the cache: each has a checksum beside it, and is verified before it is used.

A copy is read whole (some 10 ms) when it is first used after a boot, or after its file changed.
The result is kept beside it, so that further uses cost two small reads.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from scent.core import cache_files
from scent.json_files import read_json

# A process that makes a copy marks its directory within this time, in seconds.
_UNMARKED: Final = 60
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def install(draft: Path, copy: Path) -> None:
    """Move a complete copy to its place, with its checksum beside it.

    Raises:
        OSError: the cache cannot be written.
    """
    from scent.formats.index.storage.checksum import checksum_file

    descriptor = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    size, xxh3 = checksum_file(draft)
    _sum_path(copy).unlink(missing_ok=True)  # it is of the copy that is replaced
    draft.rename(copy)
    _write(copy, {"size": size, "xxh3": xxh3, "verified": _state(copy)})


def is_sound(copy: Path) -> bool:
    """Whether a copy exists and has the bytes that were written; a copy without a checksum is not sound."""
    try:
        record = read_json(_sum_path(copy))
        state = _state(copy)
        if record["verified"] == state:
            return True
        from scent.formats.index.storage.checksum import checksum_file

        if checksum_file(copy) != (record["size"], record["xxh3"]):
            return False
    except (OSError, ValueError, TypeError, KeyError):
        return False
    with suppress(OSError):  # a cache that cannot be written: the copy is verified again next time
        _write(copy, {**record, "verified": state})
    return True


def remove(copy: Path) -> None:
    """Remove a copy, if it exists, and its checksum.

    Raises:
        OSError: the cache cannot be written.
    """
    copy.unlink(missing_ok=True)
    _sum_path(copy).unlink(missing_ok=True)


@contextmanager
def marked_in_use(directory: Path) -> Iterator[None]:
    """Hold a lock on a directory in which copies are made, for as long as this process lives."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def remove_abandoned(parent: Path) -> None:
    """Remove directories in which a process made a copy when it was killed."""
    for directory in cache_files.matching(parent, "tmp*"):
        with suppress(OSError):
            if directory.is_symlink() or time.time() - directory.stat().st_mtime < _UNMARKED:
                continue
            descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while a process makes a copy
                shutil.rmtree(directory, ignore_errors=True)
            finally:
                os.close(descriptor)


def file_state(file: Path) -> list[int]:
    """What changes whenever a file is written or replaced. Other programs can set all but the last, the ctime.

    Raises:
        OSError: there is no such file.
    """
    status = file.stat()
    return [status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _state(copy: Path) -> list[Any]:
    """The state of a copy, and the boot: after a crash of the machine, what was written may be lost."""
    boot = ""
    with suppress(OSError):
        boot = _BOOT.read_text(encoding="ascii").strip()
    return [boot, *file_state(copy)]


def _sum_path(copy: Path) -> Path:
    return copy.with_suffix(".sum")


def _write(copy: Path, record: dict[str, Any]) -> None:
    draft = copy.with_suffix(f".{os.getpid()}.new")
    try:
        draft.write_text(json.dumps(record) + "\n", encoding="ascii")
        draft.replace(_sum_path(copy))
    except OSError:
        draft.unlink(missing_ok=True)
        raise
