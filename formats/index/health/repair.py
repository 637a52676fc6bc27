"""Mending a damaged index: what Arrow still holds is kept, and everything else made anew from it.

Owned here: deciding what can be kept, and committing it.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from scent.errors import DamageError
from scent.formats.index import manifest, merge
from scent.formats.index.directory import collect
from scent.formats.index.health import check
from scent.formats.index.manifest import Manifest, SegmentEntry
from scent.formats.index.segment.segment_reader import Segment
from scent.formats.index.storage import atomic, layout, lock
from scent.formats.index.vectors.graph import GRAPH_FROM


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did.

    `rebuilt` names what was made anew, relative to the index. `lost` has the paths of the files that must be read
    again, sorted; `unnamed` counts documents that are lost too, but whose paths are not known any more.
    """

    rebuilt: tuple[str, ...]
    lost: tuple[bytes, ...]
    unnamed: int


@dataclass(slots=True)
class _Salvage:
    """A segment and which of its documents can be kept; `segment` is None where nothing of it can.

    `unnamed` counts its live documents if not even their paths can be read.
    """

    entry: SegmentEntry
    damaged: bool
    segment: Segment | None = None
    keep: set[int] = field(default_factory=set)
    unnamed: int = 0


def repair(index: Path, *, wait: float = 0, graph_from: int = GRAPH_FROM) -> Repaired:
    """Mend the index in the directory `index`, in one commit; a sound one is left as it is.

    Args:
        index: the index's directory.
        wait: seconds to wait for another writer.
        graph_from: chunks from which on a segment gets a graph.

    Raises:
        NoIndexError: there is no index.
        FormatError: a newer scent wrote it.
        DamageError: the manifest is damaged; without it nothing can be mended.
        LockedError: another process is writing.
        OSError: the disk is full, or the directory cannot be written to; the index is as it was.
    """
    contents = manifest.load(index)  # before the lock, which would make a directory's files where there is no index
    with ExitStack() as resources:
        resources.enter_context(atomic.private_umask())
        resources.enter_context(lock.writer_lock(index, wait=wait))
        contents = manifest.load(index)
        if not check.check(index):
            return Repaired((), (), 0)
        collect(index, contents)  # what a killed writer left may lie under the names that come next
        lost: set[bytes] = set()
        salvaged = [_salvage(index, contents, entry, lost) for entry in contents.segments]
        _drop_torn_files(salvaged, lost)
        rebuilt = _commit(index, contents, salvaged, graph_from)
        return Repaired(rebuilt, tuple(sorted(lost)), sum(part.unnamed for part in salvaged))


def _salvage(index: Path, contents: Manifest, entry: SegmentEntry, lost: set[bytes]) -> _Salvage:
    """See which live documents of a segment can still be read; the paths of the others go to `lost`."""
    directory = layout.segment_directory(index, entry.name)
    if not check.check_segment(directory, entry, contents.dims):
        segment = Segment(directory, entry, contents.dims)
        return _Salvage(entry, damaged=False, segment=segment, keep=set(np.flatnonzero(segment.alive).tolist()))
    try:
        segment = Segment(directory, entry, contents.dims)
        _ = segment.documents, segment.chunks, segment.checked_vectors
    except (DamageError, OSError):
        paths = _paths(directory, entry, contents.dims)
        lost.update(paths)
        return _Salvage(entry, damaged=True, unnamed=0 if paths else entry.documents - len(entry.dead))
    keep: set[int] = set()
    for row in np.flatnonzero(segment.alive).tolist():
        try:
            check.check_document(segment, row)
            keep.add(row)
        except DamageError:
            lost.add(segment.record(row).path)
    return _Salvage(entry, damaged=True, segment=segment, keep=keep)


def _paths(directory: Path, entry: SegmentEntry, dims: int) -> list[bytes]:
    """The paths of a segment's live documents, if its documents.arrow at least is sound."""
    try:
        segment = Segment(directory, entry, dims, files=(layout.DOCUMENTS,))
        return [segment.record(row).path for row in np.flatnonzero(segment.alive).tolist()]
    except (DamageError, OSError):
        return []


def _drop_torn_files(salvaged: list[_Salvage], lost: set[bytes]) -> None:
    """Keep no file of which a part in the middle is gone: an index run would take it for complete."""
    parts: dict[int, set[int]] = {}
    rows = [(part, row, part.segment.record(row)) for part in salvaged if part.segment for row in sorted(part.keep)]
    for _, _, record in rows:
        parts.setdefault(record.file, set()).add(record.part)
    for part, row, record in rows:
        if len(parts[record.file]) != max(parts[record.file]) + 1:
            part.keep.discard(row)
            lost.add(record.path)


def _commit(index: Path, contents: Manifest, salvaged: list[_Salvage], graph_from: int) -> tuple[str, ...]:
    """Write what must be made anew, replace the manifest, and remove what it does not name any more."""
    rebuilt: list[str] = []
    kept: list[tuple[Path, SegmentEntry]] = []
    number = contents.next_name
    for part in salvaged:
        if part.segment is None or not part.keep:
            continue
        dead = tuple(row for row in range(part.entry.documents) if row not in part.keep)
        entry = part.entry._replace(dead=dead)
        if part.damaged:
            rebuilt.append(f"{layout.SEGMENTS}/{part.entry.name}")
            source = Segment(layout.segment_directory(index, entry.name), entry, contents.dims)
            target = layout.segment_directory(index, layout.directory_name(number))
            entry = merge.merged([source], target, contents.dims, graph_from)
            number += 1
        kept.append((layout.segment_directory(index, entry.name), entry))
    segments = [Segment(directory, entry, contents.dims) for directory, entry in kept]
    words = merge.words_anew(segments, layout.lexical_directory(index, layout.directory_name(number)))
    rebuilt.append(layout.LEXICAL)
    mended = manifest.following(contents)._replace(
        segments=tuple(entry for _, entry in kept),
        lexical=words.finish(words.directory.name),
        next_name=number + 1,
    )
    manifest.store(index, mended)
    collect(index, mended)
    return tuple(rebuilt)
