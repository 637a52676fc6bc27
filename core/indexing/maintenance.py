"""Keeping an index small, sound and free of what its owner wants out of it.

Owned here: forgetting and collecting.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scent.core.files.paths import canonical, is_under
from scent.core.indexing.indexed_files import IndexedFiles
from scent.core.indexing.status import disk_size
from scent.formats.index import manifest
from scent.formats.index.health.check import Finding, check
from scent.formats.index.health.repair import Repaired, repair
from scent.formats.index.writer import Writer

# A check and a repair need nothing of the core; they stand here because the command line sees no formats.
__all__ = ["Collected", "Finding", "Forgotten", "Repaired", "check", "collect", "forget", "ignore_file", "repair"]


@dataclass(frozen=True, slots=True)
class Collected:
    """What `collect` did: how many segments it rewrote, and the index's size on disk before and after, in bytes."""

    rewritten: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What `forget` did.

    `files` are the paths whose text and vectors are gone; `roots` those that the index no longer covers; `covered`
    those of the paths asked for that still lie under a root, so that a later run takes them in again if the files are
    there. `before` and `after` are the index's size on disk in bytes.
    """

    files: tuple[bytes, ...]
    roots: tuple[bytes, ...]
    covered: tuple[bytes, ...]
    before: int
    after: int


def collect(index: Path, *, wait: float = 0.0) -> Collected:
    """Merge segments, write anew what holds anything of removed files, and remove what no manifest names.

    Searches are not disturbed. `wait` is how many seconds to wait for another writer.

    Raises:
        NoIndexError: there is no index.
        LockedError: another process is writing to it.
        FormatError, DamageError: it cannot be read.
        OSError: it cannot be written to; the last generation stands.
    """
    before = disk_size(index)
    with _open(index, wait) as writer:
        rewritten = writer.merge(purge=True)
    return Collected(rewritten, before, disk_size(index))


def forget(index: Path, paths: Sequence[bytes], *, wait: float = 0.0) -> Forgotten:
    """Remove the text and vectors of all files at and below `paths` from disk, and the roots there.

    The files themselves are not touched, and need not exist any more. Raises what `collect` raises.
    """
    named = [canonical(path) for path in paths]
    before = disk_size(index)
    with _open(index, wait) as writer:
        held = IndexedFiles(writer.reader)
        files = [known for path, known in held.known.items() if is_under(path, named)]
        gone = [root for root in writer.roots if is_under(root, named)]
        kept = [root for root in writer.roots if root not in gone]
        for known in files:
            writer.remove(held.ids(known))
        writer.set_roots(kept)
        if files or gone:
            writer.merge(purge=True)
    return Forgotten(
        files=tuple(known.path for known in files),
        roots=tuple(gone),
        covered=tuple(path for path in named if is_under(path, kept)),
        before=before,
        after=disk_size(index),
    )


def ignore_file(path: bytes) -> tuple[bytes, bytes]:
    """Where a line keeps `path` out of every later run, and the line: a `.scentignore` next to it, and a pattern."""
    directory, name = os.path.split(path)  # bytes, which pathlib does not take
    special = b"\\*?[]!# "
    pattern = b"".join(b"\\" + bytes([byte]) if byte in special else bytes([byte]) for byte in name)
    return directory.rstrip(b"/") + b"/.scentignore", b"/" + pattern


def _open(index: Path, wait: float) -> Writer:
    contents = manifest.load(index)
    return Writer.open(
        index, fingerprint=contents.fingerprint, settings=contents.settings, dims=contents.dims, wait=wait
    )
