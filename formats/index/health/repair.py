"""Repairs an index: keeps the documents that are still readable, and rebuilds all else from them."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from scent.errors import DamageError
from scent.formats.index import manifest, manifest_file, merge
from scent.formats.index.directory import remove_unnamed
from scent.formats.index.errors import may_be_sound
from scent.formats.index.health import check
from scent.formats.index.locked_index import locked_directory
from scent.formats.index.manifest import Manifest, SegmentEntry
from scent.formats.index.segment.reader import Segment
from scent.formats.index.storage import atomic, layout
from scent.formats.index.storage.held import HeldDirectory
from scent.formats.index.vectors.graph import GRAPH_FROM


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did.

    Attributes:
        rebuilt: what was rebuilt, relative to the index.
        lost: paths of the files that must be indexed again, sorted.
        unnamed: how many more documents are lost, whose paths are not known any more.
    """

    rebuilt: tuple[str, ...]
    lost: tuple[bytes, ...]
    unnamed: int


@dataclass(slots=True)
class _Salvage:
    """A segment, and which of its documents can be kept.

    Attributes:
        entry: what the manifest says about it.
        damaged: whether it must be rewritten.
        segment: the open segment; None if nothing of it can be kept.
        keep: rows of the documents that can be kept.
        unnamed: number of its live documents if even their paths are lost, otherwise 0.
    """

    entry: SegmentEntry
    damaged: bool
    segment: Segment | None = None
    keep: set[int] = field(default_factory=set)
    unnamed: int = 0


def repair(index: Path, *, wait: float = 0, graph_from: int = GRAPH_FROM) -> Repaired:
    """Repair the index in the directory `index` in one commit; leave a sound one as it is.

    Args:
        index: the index's directory.
        wait: seconds to wait for another writer.
        graph_from: a rewritten segment of at least this many chunks gets a graph.

    Raises:
        NoIndexError: there is no index.
        FormatError: a newer scent wrote it.
        DamageError: the manifest is damaged; nothing can be repaired without it.
        LockedError: another process is writing.
        IndexDirError: the directory was moved, removed or replaced meanwhile.
        OSError: the disk is full, the directory cannot be written to, or a file that may be sound cannot be opened; the
            index stays as it was.
    """
    contents = manifest_file.load(index)  # before the lock, which would create files where there is no index
    with ExitStack() as resources:
        resources.enter_context(atomic.private_umask())
        held = resources.enter_context(locked_directory(index, wait=wait))
        contents = manifest_file.load(held.inside)
        if not check.check(held.inside):
            return Repaired((), (), 0)
        held.check()
        remove_unnamed(held.inside, contents)  # a killed writer may have left directories with the next names
        lost: set[bytes] = set()
        salvaged = [_salvage(held.inside, contents, entry, lost) for entry in contents.segments]
        _drop_incomplete_files(salvaged, lost)
        rebuilt = _commit(held, contents, salvaged, graph_from)
        return Repaired(rebuilt, tuple(sorted(lost)), sum(part.unnamed for part in salvaged))


def _salvage(index: Path, contents: Manifest, entry: SegmentEntry, lost: set[bytes]) -> _Salvage:
    """Find the live documents of a segment that can still be read.

    Add the paths of the others to `lost`.
    """
    directory = layout.segment_directory(index, entry.name)
    if not check.check_segment(directory, entry, contents.dims):
        segment = Segment(directory, entry, contents.dims)
        return _Salvage(entry, damaged=False, segment=segment, keep=set(np.flatnonzero(segment.alive).tolist()))
    try:
        segment = Segment(directory, entry, contents.dims)
        segment.check_vectors()
        _ = segment.documents, segment.chunks, segment.vectors, segment.provisional
    except (DamageError, OSError) as error:
        if may_be_sound(error):
            raise
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
    """Return the paths of a segment's live documents; none if its documents.arrow is damaged."""
    try:
        segment = Segment(directory, entry, dims, files=(layout.DOCUMENTS,))
        return [segment.record(row).path for row in np.flatnonzero(segment.alive).tolist()]
    except (DamageError, OSError) as error:
        if may_be_sound(error):
            raise
        return []


def _drop_incomplete_files(salvaged: list[_Salvage], lost: set[bytes]) -> None:
    """Drop each file that lacks a part in the middle: an index run would take it for complete."""
    parts: dict[int, set[int]] = {}
    rows = [(part, row, part.segment.record(row)) for part in salvaged if part.segment for row in sorted(part.keep)]
    for _, _, record in rows:
        parts.setdefault(record.file, set()).add(record.part)
    for part, row, record in rows:
        if len(parts[record.file]) != max(parts[record.file]) + 1:
            part.keep.discard(row)
            lost.add(record.path)


def _commit(held: HeldDirectory, contents: Manifest, salvaged: list[_Salvage], graph_from: int) -> tuple[str, ...]:
    """Rewrite damaged segments and the lexical index, replace the manifest, and remove old files."""
    index = held.inside
    rebuilt: list[str] = []
    entries: list[tuple[Path, SegmentEntry]] = []
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
            entry = merge.merge_segments([source], target, contents.dims, graph_from)
            number += 1
        entries.append((layout.segment_directory(index, entry.name), entry))
    segments = [Segment(directory, entry, contents.dims) for directory, entry in entries]
    directory = layout.lexical_directory(index, layout.directory_name(number))
    lexical = merge.rebuild_lexical(segments, directory, contents.roots)
    rebuilt.append(layout.LEXICAL)
    repaired = manifest.next_generation(contents)._replace(
        segments=tuple(entry for _, entry in entries),
        lexical=lexical.finish(lexical.directory.name),
        next_name=number + 1,
    )
    held.check()
    manifest_file.store(index, repaired)
    remove_unnamed(index, repaired)
    return tuple(rebuilt)
