"""Checks an index completely: reads all of its files and names each damaged one."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scent.arrays import Keys
from scent.errors import DamageError, LockedError
from scent.formats.index import manifest_file
from scent.formats.index.errors import unreadable
from scent.formats.index.lexical.reader import LexicalReader
from scent.formats.index.manifest import LexicalEntry, Manifest, SegmentEntry
from scent.formats.index.records import CHUNK_BITS
from scent.formats.index.segment.reader import Segment
from scent.formats.index.storage import layout
from scent.formats.index.storage.checksum import FileSum, checksum_file

# An index run may replace files while they are read. Then the check starts again, up to this many
# times.
_TRIES = 20
# float16 changes the length of a vector by less than 2^-11; the vectors added have length 1 in
# float32.
_LENGTH_TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class Finding:
    """A damaged file, relative to the index's directory, and its problem, such as "is missing"."""

    file: str
    what: str


def check(index: Path) -> list[Finding]:
    """Read all files of the current generation of the index in `index`, without a lock.

    Returns:
        What is wrong, in the order of the manifest; empty if the index is sound.

    Raises:
        NoIndexError: there is no index.
        FormatError: a newer scent wrote it.
        LockedError: an index run replaces files faster than they can be read.
        OSError: this process cannot open a file that may be sound.
    """
    for _ in range(_TRIES):
        try:
            before = manifest_file.load(index)
            findings = list(_findings(index, before))
            if not findings or manifest_file.load(index).generation == before.generation:
                return findings
        except DamageError as error:
            return [_finding(error)]
    raise LockedError("the index changes faster than it can be checked", hint="try again when no index run is active")


def check_segment(directory: Path, entry: SegmentEntry, dims: int) -> list[Finding]:
    """Check the bytes of a segment's files and, if they are right, their content.

    Returns what is wrong.
    """
    findings = list(_changed_files(directory, entry.files))
    if any(not finding.file.endswith(layout.GRAPH) for finding in findings):
        return findings
    try:
        _check_rows(segment := Segment(directory, entry, dims))
        for row in range(entry.documents):
            check_document(segment, row)
    except DamageError as error:
        findings.append(_finding(error))
    except OSError as error:
        findings.append(Finding(_relative(directory), unreadable(error)))
    return findings


def check_lexical(directory: Path, entry: LexicalEntry, keys: Keys) -> list[Finding]:
    """Check a lexical index: its files' bytes, and its entries against the `keys` (n,) of live chunks."""
    findings = list(_changed_files(directory, entry.files))
    if findings:
        return findings
    try:
        indexed = LexicalReader(directory, entry).keys()
    except DamageError as error:
        return [Finding(_relative(directory), f"cannot be opened ({error})")]
    except OSError as error:
        return [Finding(_relative(directory), unreadable(error))]
    missing, extra = np.setdiff1d(keys, indexed), np.setdiff1d(indexed, keys)
    if len(missing):
        findings.append(Finding(_relative(directory), f"lacks {len(missing):,} of its passages"))
    if len(extra) or len(indexed) != len(np.unique(indexed)):
        surplus = len(indexed) - len(keys) + len(missing)
        findings.append(Finding(_relative(directory), f"holds more passages than it should, by {surplus:,}"))
    return findings


def live_keys(segments: Sequence[Segment]) -> Keys:
    """Return the lexical keys (n,) of all live chunks of `segments`, ascending.

    Raises:
        DamageError: a documents.arrow has changed since it was written.
    """
    keys = [np.empty(0, np.uint64)]
    for segment in segments:
        counts = segment.chunk_counts[segment.alive]
        starts = np.cumsum(counts) - counts
        numbers = np.arange(int(counts.sum())) - np.repeat(starts, counts)
        ids = np.repeat(segment.ids[segment.alive], counts)
        keys.append(ids << np.uint64(CHUNK_BITS) | numbers.astype(np.uint64))
    return np.concatenate(keys)


def _findings(index: Path, contents: Manifest) -> Iterator[Finding]:
    segments: list[Segment] = []
    sound = True
    for entry in contents.segments:
        directory = layout.segment_directory(index, entry.name)
        findings = check_segment(directory, entry, contents.dims)
        yield from findings
        if any(not finding.file.endswith(layout.GRAPH) for finding in findings):
            sound = False
        else:
            segments.append(Segment(directory, entry, contents.dims))
    ids = np.concatenate([np.empty(0, np.uint64), *(segment.ids[segment.alive] for segment in segments)])
    if (ids[1:] <= ids[:-1]).any() or (len(ids) and int(ids[-1]) >= contents.next_document):
        yield Finding(layout.MANIFEST, "names documents out of order")
    keys = live_keys(segments)
    if contents.lexical is None:
        if len(keys):
            yield Finding(layout.LEXICAL, "is missing")
        return
    directory = layout.lexical_directory(index, contents.lexical.name)
    if sound:
        yield from check_lexical(directory, contents.lexical, keys)
    else:  # the entries can only be compared with all documents
        yield from _changed_files(directory, contents.lexical.files)


def _changed_files(directory: Path, files: dict[str, FileSum]) -> Iterator[Finding]:
    for name, expected in files.items():
        file = f"{_relative(directory)}/{name}"
        try:
            size = (directory / name).lstat().st_size
            if size != expected.size:
                yield Finding(file, f"has {size} bytes where {expected.size} were written")
            elif checksum_file(directory / name) != expected:
                yield Finding(file, "does not match its checksum")
        except OSError as error:
            yield Finding(file, unreadable(error))


def _check_rows(segment: Segment) -> None:
    """Check that chunks belong to their documents and that vectors have length 1.

    Raises:
        DamageError: they do not.
    """
    owners = np.repeat(np.arange(segment.entry.documents), segment.chunk_counts)
    if (segment.chunks["document"].to_numpy() != owners).any():
        raise segment.damaged(layout.CHUNKS, "does not agree with documents.arrow")
    if (segment.documents["file"].to_numpy() > segment.ids).any():
        raise segment.damaged(layout.DOCUMENTS, "has a part before its file")
    first = 0
    for matrix in segment.vectors:
        lengths = np.linalg.norm(matrix.astype(np.float32), axis=1)
        # A model without a table of static vectors has zeros for provisional vectors.
        missing = segment.provisional[first : first + len(matrix)] & (lengths == 0)
        if not ((np.abs(lengths - 1) < _LENGTH_TOLERANCE) | missing).all():
            raise segment.damaged(layout.VECTORS, "holds a vector whose length is not 1")
        first += len(matrix)


def check_document(segment: Segment, row: int) -> None:
    """Check that the texts of the document in row `row` can be decoded and contain its chunks.

    Raises:
        DamageError: they do not.
    """
    pieces = segment.pieces(row)
    starts = [piece.start for piece in pieces]
    for chunk in segment.chunk_records(row):
        place = bisect_right(starts, chunk.start) - 1
        if place < 0 or not chunk.start <= chunk.end <= starts[place] + len(pieces[place].text):
            raise segment.damaged(layout.CHUNKS, "has a passage outside of its text")
        if not 1 <= chunk.first_line <= chunk.last_line:
            raise segment.damaged(layout.CHUNKS, "has lines that do not count up")


def _finding(error: DamageError) -> Finding:
    """Return a DamageError, whose message begins with the file, as a finding."""
    file, _, what = error.message.partition(" ")
    return Finding(file, what)


def _relative(directory: Path) -> str:
    return "/".join(directory.parts[-2:])
