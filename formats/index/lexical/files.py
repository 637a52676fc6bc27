"""Checks the files of a lexical index, links them into a new directory, and makes them lockable."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scent.formats.index.errors import damage_error
from scent.formats.index.manifest import LexicalEntry
from scent.formats.index.storage import atomic, layout
from scent.formats.index.storage.checksum import FileSum, checksum_file


def check_files(directory: Path, entry: LexicalEntry) -> None:
    """Read every file of a lexical index and compare it with its checksum.

    Raises:
        DamageError: one has changed since it was written.
        FileNotFoundError: one is missing.
    """
    for name, expected in entry.files.items():
        path = directory / name
        if path.stat().st_size != expected.size or checksum_file(path) != expected:
            raise damage_error(path, "does not match its checksum")


def link_files(source: Path, target: Path, names: dict[str, FileSum]) -> None:
    """Link the files `names` of the directory `source` into `target`; copy what cannot be linked.

    Raises:
        OSError: a file can be neither linked nor copied.
    """
    import shutil  # loads bz2 and lzma, which a search does not need

    for name in names:
        try:
            (target / name).hardlink_to(source / name)
        except OSError:  # the file system has no hard links
            shutil.copyfile(source / name, target / name)
            (target / name).chmod(0o600)


def sync_file(path: Path) -> FileSum:
    """Make a file that tantivy has written private and durable, and return its checksum."""
    path.chmod(0o600)
    atomic.sync_file(path)
    return checksum_file(path)


@contextmanager
def lockable_directory(directory: Path, entry: LexicalEntry) -> Iterator[Path]:
    """Yield a directory in which tantivy can open the lexical index at `directory`.

    tantivy insists on opening a lock file there to write, which fails on a read-only disk. Then it
    gets a temporary directory of symbolic links, which is removed after the files were mapped.
    """
    lock = directory / layout.LEXICAL_READ_LOCK
    if os.access(directory, os.W_OK):
        with suppress(OSError):  # the file exists already, or cannot be created: then links are used
            os.close(atomic.create(lock))
    if os.access(lock, os.W_OK) and stat.S_ISREG(lock.lstat().st_mode):  # opening a pipe would wait
        yield directory
        return
    import tempfile

    with tempfile.TemporaryDirectory(prefix="scent-", ignore_cleanup_errors=True) as links:
        for name in entry.files:
            (Path(links) / name).symlink_to((directory / name).absolute())
        yield Path(links)
