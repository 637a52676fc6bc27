"""The right to write to an index, before anything of it is opened.

Owned here: that there is a place, an index in it and one writer.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from scent.errors import NoIndexError
from scent.formats.index import manifest
from scent.formats.index.directory import collect, make_place
from scent.formats.index.manifest import Manifest
from scent.formats.index.storage import atomic, lock


class Claim(NamedTuple):
    """An index that nobody else writes to: its directory, its manifest, and that of an empty one as it is wanted."""

    directory: Path
    current: Manifest
    wanted: Manifest


@contextmanager
def claimed(index: Path, *, fingerprint: str, settings: dict[str, Any], dims: int, wait: float = 0) -> Iterator[Claim]:
    """Hold the one right to write to the index in the directory `index`, and make it if there is none.

    Args:
        index: the index's directory.
        fingerprint: stands for everything that decides a vector.
        settings: the same in words, to name a difference.
        dims: length of a vector.
        wait: seconds to wait for another writer.

    Raises:
        LockedError: another process is writing.
        UsageError: the directory holds something else.
        DamageError, FormatError: the manifest cannot be read.
        OSError: the directory cannot be written to.
    """
    with atomic.private_umask():
        make_place(index)
        with lock.writer_lock(index, wait=wait):
            wanted = Manifest(0, fingerprint, settings, dims, created_ns=time.time_ns())
            try:
                current = manifest.load(index)
            except NoIndexError:
                current = wanted
                manifest.store(index, wanted)
            yield Claim(index, current, wanted)


def note_finished(claim: Claim) -> int:
    """Note that a run has finished now, and changed nothing; returns the new generation's number.

    Raises:
        OSError: the disk is full; the last generation stands.
    """
    contents = manifest.following(claim.current, finished=True, seen=claim.current.seen)
    collect(claim.directory, contents)
    manifest.store(claim.directory, contents)
    return contents.generation
