"""Chooses which segments are merged, and merges them by copying their live documents."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

from scent.formats.index.lexical.names import names_of
from scent.formats.index.lexical.writer import LexicalWriter
from scent.formats.index.manifest import SegmentEntry
from scent.formats.index.segment.reader import Segment
from scent.formats.index.segment.writer import SegmentWriter
from scent.formats.index.storage import layout
from scent.formats.index.vectors.graph import GRAPH_FROM

# Segments of fewer rows than this cost the same to open and to rewrite, so they count as equally
# large.
_SMALL = 1_000
# Fewer segments than this at the end are left alone, so that an hourly run does not rewrite the
# last one each time.
_FEW = 4
# Provisional vectors are written again when they become exact, so that a merge before would be in
# vain. While there are any, fewer segments than this are left alone.
_FEW_PROVISIONAL = 16
# Most chunks of a merged segment: building its graph takes 342 MB of memory and some minutes. A
# segment too large to be merged any more has a graph.
MOST_CHUNKS = 2 * GRAPH_FROM
# Documents copied before the pages read for them are released: a merge reads whole segments, and
# must not keep them.
_RELEASE_AFTER = 4_096
# A segment with more than one dead row in this many is rewritten, which limits the waste to a
# quarter of the live rows.
_DEAD = 5


def choose(entries: Sequence[SegmentEntry], dead_chunks: Sequence[int]) -> tuple[int, int] | None:
    """Return the run of segments to merge next, as (start, end), or None.

    A run consists of neighbours, so that ids stay ascending, or of one segment with many dead rows.
    After all merges each segment is larger than all newer ones together, except for the last few
    (more of them while one has provisional vectors) and for segments that would exceed
    `MOST_CHUNKS` together. So there are about log2(rows / 1,000) + 3 segments at most, plus some for
    each `MOST_CHUNKS` chunks, and a row is rewritten as often as that logarithm.

    Args:
        entries: the segments, oldest first.
        dead_chunks: how many of each one's chunks are dead.
    """
    for place, (entry, dead) in enumerate(zip(entries, dead_chunks, strict=True)):
        if _DEAD * (dead + len(entry.dead)) > entry.chunks + entry.documents:
            return place, place + 1
    sizes = [max(_SMALL, entry.chunks + entry.documents) for entry in entries]
    ends = list(accumulate((entry.chunks for entry in entries), initial=0))
    few = _FEW_PROVISIONAL if any(layout.TOKENS in entry.files for entry in entries) else _FEW
    for start in range(len(sizes) - few + 1):
        end = bisect_right(ends, ends[start] + MOST_CHUNKS) - 1
        if end > start + 1 and sizes[start] <= sum(sizes[start + 1 : end]):
            return start, end
    return None


def choose_from(segments: Sequence[Segment], *, purge: bool) -> tuple[int, int] | None:
    """Return the run to merge next, of open segments.

    With `purge`, any with a dead document comes first.
    """
    if purge:
        for place, segment in enumerate(segments):
            if segment.entry.dead:
                return place, place + 1
    dead = [int(segment.chunk_counts[~segment.alive].sum()) for segment in segments]
    return choose([segment.entry for segment in segments], dead)


def merge_segments(sources: Sequence[Segment], directory: Path, dims: int, graph_from: int) -> SegmentEntry:
    """Write a durable segment with the live documents of `sources` to `directory`.

    After an error nothing is left of it. A segment of at least `graph_from` chunks gets a graph.

    Raises:
        DamageError: a source has changed since it was written; nothing that was not checked is
            copied.
        OSError: the disk is full.
    """
    target = SegmentWriter(directory, dims)
    try:
        for source in sources:
            _copy_live_documents(source, target)
        return target.finish(directory.name, graph_from)
    except BaseException:
        target.discard()
        raise


def rebuild_lexical(sources: Sequence[Segment], directory: Path, roots: Sequence[bytes]) -> LexicalWriter:
    """Write a new lexical index of all live chunks of `sources`, found below `roots`, to `directory`.

    The caller must finish it.

    Raises:
        DamageError: a source has changed since it was written.
        OSError: the disk is full.
    """
    target = LexicalWriter(directory, None)
    try:
        for source in sources:
            for row in np.flatnonzero(source.alive & (source.chunk_counts > 0)).tolist():
                number, record = int(source.ids[row]), source.record(row)
                chunks, names = source.chunk_records(row), names_of(record, roots)
                target.add_document(number, record, source.pieces(row), chunks, names)
    except BaseException:
        target.discard()
        raise
    return target


def _copy_live_documents(source: Segment, target: SegmentWriter) -> None:
    """Copy the live documents of a segment to `target`, in order and under their ids."""
    for number, row in enumerate(np.flatnonzero(source.alive).tolist()):
        target.add(
            int(source.ids[row]),
            source.record(row),
            source.pieces(row),
            source.chunk_records(row),
            source.document_vectors(row),
            tokens=source.tokens_of(row),
        )
        if number % _RELEASE_AFTER == 0:
            source.release()
    source.release()
