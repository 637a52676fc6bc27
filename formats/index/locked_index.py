"""Takes the writer lock of an index, and creates the index if there is none."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from scent.clock import now_ns
from scent.errors import NoIndexError, UsageError
from scent.formats.index import manifest, manifest_file
from scent.formats.index.directory import prepare_directory, remove_unnamed
from scent.formats.index.errors import NAME_ANOTHER, damage_error, is_panic
from scent.formats.index.manifest import Manifest
from scent.formats.index.storage import atomic, layout, lock
from scent.formats.index.storage.held import HeldDirectory


class LockedIndex(NamedTuple):
    """An index whose writer lock this process holds.

    Attributes:
        held: the index's directory.
        current: its manifest.
        empty: the manifest of an empty index with the requested settings.
    """

    held: HeldDirectory
    current: Manifest
    empty: Manifest


@contextmanager
def lock_index(
    index: Path, *, fingerprint: str, settings: dict[str, Any], dims: int, wait: float = 0
) -> Iterator[LockedIndex]:
    """Hold the directory and the writer lock of the index in `index`; create it if there is none.

    Args:
        index: the index's directory.
        fingerprint: a hash of everything that decides a vector.
        settings: what the fingerprint was made of, for people.
        dims: length of a vector.
        wait: seconds to wait for another writer.

    Raises:
        LockedError: another process is writing.
        UsageError: the directory holds something else.
        IndexDirError: the directory was moved, removed or replaced meanwhile.
        DamageError, FormatError: the manifest cannot be read.
        OSError: the directory cannot be written to.
    """
    with atomic.private_umask():
        prepare_directory(index)
        with locked_directory(index, wait=wait) as held:
            empty = Manifest(0, fingerprint, settings, dims, created_ns=now_ns())
            try:
                current = manifest_file.load(held.inside)
            except NoIndexError:
                current = empty
                manifest_file.store(held.inside, empty)
            yield LockedIndex(held, current, empty)


@contextmanager
def locked_directory(index: Path, *, wait: float = 0) -> Iterator[HeldDirectory]:
    """Hold the directory `index` and its writer lock.

    Whatever goes wrong after somebody has moved or removed the directory has that one cause, and is told so.

    Raises:
        LockedError: another process is writing.
        IndexDirError: the directory was moved, removed or replaced meanwhile.
        UsageError: a part of the index is a symbolic link.
        DamageError: somebody has removed a file of the index meanwhile.
        OSError: the directory cannot be opened or written to.
    """
    with HeldDirectory(index) as held, held.named(), lock.writer_lock(held.inside, wait=wait):
        held.note_lock()
        _refuse_links(held)
        try:
            yield held
        except BaseException as error:
            if isinstance(error, Exception) or is_panic(error):
                held.check()
            if isinstance(error, FileNotFoundError) and (file := held.file_at(error)):
                raise damage_error(file, "is missing") from None
            raise
        held.check()


def _refuse_links(held: HeldDirectory) -> None:
    """Refuse an index whose parts lie elsewhere: what a run writes and removes there may belong to somebody else."""
    for part in (layout.SEGMENTS, layout.LEXICAL):
        if (held.inside / part).is_symlink():
            raise UsageError(
                f"{held.path / part} is a symbolic link; an index keeps all its files in its own directory",
                hint=NAME_ANOTHER,
            )


def replace_weights(index: Path, weights: dict[str, float] | None, *, wait: float = 0) -> None:
    """Commit what was learnt about how scores are combined; None: nothing any more.

    Raises:
        NoIndexError: there is no index.
        LockedError: another process is writing.
        DamageError, FormatError: the manifest cannot be read.
        OSError: the disk is full; the index stays as it was.
    """
    manifest_file.load(index)  # a directory without an index is left alone
    with atomic.private_umask(), locked_directory(index, wait=wait) as held:
        current = manifest_file.load(held.inside)
        manifest_file.store(held.inside, manifest.next_generation(current._replace(weights=weights), seen=current.seen))


def record_unchanged_run(locked: LockedIndex) -> int:
    """Commit that a run has finished now without changes, and return the new generation's number.

    Raises:
        OSError: the disk is full; the index stays as it was.
    """
    contents = manifest.next_generation(locked.current, finished=True, seen=locked.current.seen)
    locked.held.check()
    remove_unnamed(locked.held.inside, contents)
    manifest_file.store(locked.held.inside, contents)
    return contents.generation
