"""Lets one process at a time watch an index: a second one would do all work twice."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scent.errors import LockedError
from scent.formats.index.storage.lock import exclusive


@contextmanager
def watching_alone(index: Path, cache: Path) -> Iterator[None]:
    """Be the only process of this cache directory that watches the index, until the end of the block.

    Raises:
        LockedError: Another process watches it.
        OSError: The cache directory cannot be written to.
    """
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = hashlib.sha256(os.path.realpath(os.fsencode(index))).hexdigest()[:16]
    with exclusive(cache / f"watch-{name}.lock") as locked:
        if not locked:
            raise LockedError(
                "another process watches this index", hint="it keeps the index up to date; there is nothing to do"
            )
        yield
