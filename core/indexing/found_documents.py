"""Remembers which documents searches have found before their vectors were exact, so that a run refines these first.

It is a small file in the cache directory. Losing it changes nothing but the order in which a run refines.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from scent.formats.index.manifest import Manifest
from scent.formats.index.storage.checksum import checksum

_DIRECTORY: Final = "found"
# The most documents of an index that are remembered, those found last.
_MOST: Final = 1_000
_MOST_BYTES: Final = 64 << 10


def remember(cache: Path, index: Path, manifest: Manifest, documents: Iterable[int]) -> None:
    """Add documents, by their ids, to those that were found. A directory that cannot be written to is left alone."""
    before = read(cache, index, manifest)
    ids = list(dict.fromkeys([*documents, *before]))[:_MOST]
    if ids == before:
        return
    file = _file(cache, index)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(descriptor, "w") as out:
            json.dump({"index": manifest.created_ns, "documents": ids}, out)
        Path(name).replace(file)


def read(cache: Path, index: Path, manifest: Manifest) -> list[int]:
    """The ids of the documents that were found, the last one first; none if the index was made anew since."""
    try:
        with _file(cache, index).open("rb") as file:
            values = json.loads(file.read(_MOST_BYTES))
        ids = values["documents"] if values["index"] == manifest.created_ns else []
        return [number for number in ids[:_MOST] if type(number) is int and 0 < number < 1 << 64]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _file(cache: Path, index: Path) -> Path:
    return cache / _DIRECTORY / checksum(os.fsencode(index.absolute()))
