"""Takes the writer lock of an index, and creates the index if there is none."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from scent.errors import NoIndexError
from scent.formats.index import manifest, manifest_file
from scent.formats.index.directory import prepare_directory, remove_unnamed
from scent.formats.index.manifest import Manifest
from scent.formats.index.storage import atomic, lock


class LockedIndex(NamedTuple):
    """An index whose writer lock this process holds.

    Attributes:
        directory: the index's directory.
        current: its manifest.
        empty: the manifest of an empty index with the requested settings.
    """

    directory: Path
    current: Manifest
    empty: Manifest


@contextmanager
def lock_index(
    index: Path, *, fingerprint: str, settings: dict[str, Any], dims: int, wait: float = 0
) -> Iterator[LockedIndex]:
    """Hold the writer lock of the index in the directory `index`; create it if there is none.

    Args:
        index: the index's directory.
        fingerprint: a hash of everything that decides a vector.
        settings: what the fingerprint was made of, for people.
        dims: length of a vector.
        wait: seconds to wait for another writer.

    Raises:
        LockedError: another process is writing.
        UsageError: the directory holds something else.
        DamageError, FormatError: the manifest cannot be read.
        OSError: the directory cannot be written to.
    """
    with atomic.private_umask():
        prepare_directory(index)
        with lock.writer_lock(index, wait=wait):
            empty = Manifest(0, fingerprint, settings, dims, created_ns=time.time_ns())
            try:
                current = manifest_file.load(index)
            except NoIndexError:
                current = empty
                manifest_file.store(index, empty)
            yield LockedIndex(index, current, empty)


def record_unchanged_run(locked: LockedIndex) -> int:
    """Commit that a run has finished now without changes, and return the new generation's number.

    Raises:
        OSError: the disk is full; the index stays as it was.
    """
    contents = manifest.next_generation(locked.current, finished=True, seen=locked.current.seen)
    remove_unnamed(locked.directory, contents)
    manifest_file.store(locked.directory, contents)
    return contents.generation
