"""Remembers which documents searches have found before their vectors were exact, so that a run refines these first.

It is a small file in the cache directory. Losing it changes nothing but the order in which a run refines.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from scent.core import cache_files
from scent.formats.index.manifest import Manifest

_DIRECTORY: Final = "found"
# The most documents of an index that are remembered, those found last.
_MOST: Final = 1_000
_MOST_BYTES: Final = 64 << 10


def remember(cache: Path, index: Manifest, documents: Iterable[int]) -> None:
    """Add documents, by their ids, to those that were found. A directory that cannot be written to is left alone."""
    before = read(cache, index)
    ids = list(dict.fromkeys([*documents, *before]))[:_MOST]
    if ids == before:
        return
    with suppress(OSError):
        cache_files.replace(_file(cache, index), json.dumps(ids).encode())


def read(cache: Path, index: Manifest) -> list[int]:
    """The ids of the documents that were found, the last one first."""
    try:
        with _file(cache, index).open("rb") as file:
            ids = json.loads(file.read(_MOST_BYTES))
        return [number for number in ids[:_MOST] if type(number) is int and 0 < number < 1 << 64]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


def forget(cache: Path, index: Manifest) -> None:
    """Remove the note: all vectors are exact."""
    with suppress(OSError):
        _file(cache, index).unlink(missing_ok=True)


def _file(cache: Path, index: Manifest) -> Path:
    # Told by when it was made: a run and a search know its directory by different names.
    return cache / _DIRECTORY / str(index.created_ns)
