"""What an index holds, in a few figures.

Owned here: counting.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scent.core.files.walk import walk
from scent.core.indexing.indexed_files import IndexedFiles
from scent.core.profile import Profile
from scent.errors import ReadError
from scent.formats.index.reader import Reader


@dataclass(frozen=True, slots=True)
class Behind:
    """How many files have been added, changed and removed since they were indexed, by size and time alone."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index at one generation.

    `files` counts the files that it knows, of which `skipped` hold no text and `failed` could not be read; `size` is
    what the index takes on disk, in bytes; `finished_ns` is when a run last finished, and `updated_ns` when anything
    was last committed, in nanoseconds since 1970 (0: never): the second is later where a run was stopped, is under way,
    or something was forgotten since. `unfinished` counts files of which only the first parts are in; `settings` is what
    `scent.core.profile` keeps.
    """

    index: Path
    generation: int
    roots: tuple[bytes, ...]
    files: int
    skipped: int
    failed: int
    documents: int
    chunks: int
    segments: int
    size: int
    finished_ns: int
    updated_ns: int
    unfinished: int
    settings: Mapping[str, Any]


def status(index: Path) -> Status:
    """Count what the index in the directory `index` holds.

    Raises:
        NoIndexError: there is no index.
        FormatError: a newer scent wrote it.
        DamageError: it is not what was written.
        OSError: it cannot be read.
    """
    with Reader.open(index, lexical=False) as reader:
        contents, documents = reader.manifest, reader.documents
        first_parts = documents.parts == 0
        return Status(
            index=index,
            generation=contents.generation,
            roots=contents.roots,
            files=int(first_parts.sum()),
            skipped=sum(map(bool, documents.problems)) - int(documents.failed.sum()),
            failed=int(documents.failed.sum()),
            documents=len(documents),
            chunks=reader.live_chunks(),
            segments=len(contents.segments),
            size=disk_size(index),
            finished_ns=contents.finished_ns,
            updated_ns=contents.updated_ns,
            unfinished=len(np.unique(documents.files[~documents.complete])),
            settings=contents.settings,
        )


def failures(index: Path) -> list[tuple[bytes, str]]:
    """The files that could not be read, or not to their end, with the reason, by path. Raises what `status` raises."""
    with Reader.open(index, lexical=False) as reader:
        documents = reader.documents
        places = np.flatnonzero(documents.failed).tolist()
        return sorted((documents.paths[place], documents.problems[place]) for place in places)


def behind(index: Path, warn: Callable[[str], None]) -> Behind:
    """Look at all files that the index in the directory `index` covers, without reading any.

    A moved file counts as added and as removed, and a touched one as changed: only reading tells. `warn` is told, in a
    sentence each, what could not be looked into. Raises what `status` raises.
    """
    with Reader.open(index, lexical=False) as reader:
        profile, held = Profile.from_settings(reader.manifest.settings), IndexedFiles(reader)
        walked = walk(reader.manifest.roots, profile.walk, warn, exclude=[os.fsencode(index)])
        todo = held.differing(walked.found).plan(walked, _unread)
    return Behind(len(todo.added), len(todo.changed) + len(todo.resumed), len(todo.removed))


def disk_size(directory: Path) -> int:
    """What all files below `directory` take together, in bytes."""
    total = 0
    for file in directory.rglob("*"):
        with suppress(FileNotFoundError):  # a run that goes on meanwhile removes what nobody needs
            total += file.lstat().st_size
    return total


def _unread(path: bytes) -> bytes:
    raise ReadError(f"{os.fsdecode(path)}: not read, as that takes long")
