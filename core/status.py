"""What an index holds, in a few figures.

Owned here: counting. Not here: whether the index is sound (that is a check), and how figures look (`scent.cli`).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scent.formats.index.reader import Reader


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index at one generation.

    `files` counts the files that it knows, of which `skipped` hold no text; `size` is what the index takes on disk, in
    bytes; `finished_ns` is when a run last finished, in nanoseconds since 1970 (0: never); `settings` is
    `scent.core.config.identity` as the manifest keeps it.
    """

    index: Path
    generation: int
    roots: tuple[bytes, ...]
    files: int
    skipped: int
    documents: int
    chunks: int
    segments: int
    size: int
    finished_ns: int
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
            skipped=sum(map(bool, documents.problems)),
            documents=len(documents),
            chunks=reader.live_chunks,
            segments=len(contents.segments),
            size=_size(index),
            finished_ns=contents.finished_ns,
            settings=contents.settings,
        )


def _size(directory: Path) -> int:
    total = 0
    for file in directory.rglob("*"):
        with suppress(FileNotFoundError):  # a run that goes on meanwhile removes what nobody needs
            total += file.lstat().st_size
    return total
