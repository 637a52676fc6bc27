"""Keep an index small and sound: check it, free unused space, and remove files from it.

`repair` comes from `scent.formats.index.health`; the command line imports it from here.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scent.core.files.paths import canonical, is_under
from scent.core.indexing.planning.indexed_files import IndexedFiles
from scent.core.upkeep.status import disk_size
from scent.errors import DamageError
from scent.formats.index import manifest_file
from scent.formats.index.health.check import Finding
from scent.formats.index.health.check import check as check_files
from scent.formats.index.health.repair import Repaired, repair
from scent.formats.index.reader import Reader
from scent.formats.index.storage import layout
from scent.formats.index.writer import Writer

__all__ = [
    "CollectResult",
    "Finding",
    "ForgetResult",
    "Repaired",
    "check",
    "collect_garbage",
    "forget",
    "forgettable",
    "ignore_rule",
    "repair",
]

# The `Finding.file` of what does not fit the model, though it is as it was written: no repair can mend it.
UNFIT: Final = ("vectors", layout.TOKENS)


@dataclass(frozen=True, slots=True)
class CollectResult:
    """The number of segments rewritten, and the size of the index on disk before and after, in bytes."""

    rewritten: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ForgetResult:
    """What `forget` removed.

    Attributes:
        files: Paths of the files whose text and vectors were removed.
        roots: Roots that the index no longer covers.
        covered: Those of the requested paths that are still below a root. The next index run reads
            them again if they exist.
        before: Size of the index on disk before, in bytes.
        after: Size of the index on disk after, in bytes.
    """

    files: tuple[bytes, ...]
    roots: tuple[bytes, ...]
    covered: tuple[bytes, ...]
    before: int
    after: int


def check(index: Path, cache: Path | None = None, tell: Callable[[str], None] = lambda _: None) -> list[Finding]:
    """Read all files of an index and, if they are sound, compare vectors and tokens with the index's model.

    Calls `tell` with the reason if the model is not there. Returns what is wrong; empty if the index is sound. Raises
    what `health.check.check` raises.
    """
    findings = check_files(index)
    if findings:
        return findings
    from scent.core.upkeep.vector_check import check_vectors

    vectors, tokens = UNFIT
    try:
        problem = check_vectors(index, cache, tell)
    except DamageError as error:
        return [Finding(tokens, error.message.removeprefix(f"{tokens} "))]
    return [Finding(vectors, problem)] if problem else []


def collect_garbage(index: Path, *, wait: float = 0.0) -> CollectResult:
    """Rewrite every segment that holds data of removed files, merge segments, and delete unused files.

    Searches go on meanwhile. `wait` is how many seconds to wait for another writer.

    Raises:
        NoIndexError: There is no index.
        LockedError: Another process is writing to the index.
        FormatError, DamageError: The index cannot be read.
        OSError: The index cannot be written; the last generation stays valid.
    """
    before = disk_size(index)
    with _open_writer(index, wait) as writer:
        rewritten = writer.merge(purge=True)
    return CollectResult(rewritten, before, disk_size(index))


def forgettable(index: Path, paths: Sequence[bytes]) -> ForgetResult:
    """Return what `forget` would remove, without changing anything: `before` and `after` are equal.

    Raises what `collect_garbage` raises, except LockedError.
    """
    targets = [canonical(path) for path in paths]
    size = disk_size(index)
    with Reader.open(index, lexical=False) as reader:
        files = sorted({path for path in reader.documents.paths if is_under(path, targets)})
        return _forget_result(targets, files, reader.manifest.roots, size, size)


def forget(index: Path, paths: Sequence[bytes], *, wait: float = 0.0) -> ForgetResult:
    """Remove the text and vectors of all files at and below `paths` from the index on disk, and the roots there.

    The files themselves are not touched and need not exist. Raises what `collect_garbage` raises.
    """
    targets = [canonical(path) for path in paths]
    before = disk_size(index)
    with _open_writer(index, wait) as writer:
        indexed = IndexedFiles(writer.reader)
        files = [file for path, file in indexed.by_path.items() if is_under(path, targets)]
        roots = writer.roots
        remaining_roots = [root for root in roots if not is_under(root, targets)]
        for file in files:
            writer.remove(indexed.document_ids(file))
        writer.set_roots(remaining_roots)
        if files or len(remaining_roots) < len(roots):
            writer.merge(purge=True)
    return _forget_result(targets, [file.path for file in files], roots, before, disk_size(index))


def _forget_result(
    targets: Sequence[bytes], files: Sequence[bytes], roots: Sequence[bytes], before: int, after: int
) -> ForgetResult:
    remaining_roots = [root for root in roots if not is_under(root, targets)]
    return ForgetResult(
        files=tuple(files),
        roots=tuple(root for root in roots if root not in remaining_roots),
        covered=tuple(path for path in targets if is_under(path, remaining_roots)),
        before=before,
        after=after,
    )


def ignore_rule(path: bytes) -> tuple[bytes, bytes]:
    """Return the `.scentignore` file and the line in it that keep `path` out of every later run."""
    directory, name = os.path.split(path)
    special = b"\\*?[]!# "
    pattern = b"".join(b"\\" + bytes([byte]) if byte in special else bytes([byte]) for byte in name)
    return directory.rstrip(b"/") + b"/.scentignore", b"/" + pattern


def _open_writer(index: Path, wait: float) -> Writer:
    contents = manifest_file.load(index)
    return Writer.open(
        index, fingerprint=contents.fingerprint, settings=contents.settings, dims=contents.dims, wait=wait
    )
