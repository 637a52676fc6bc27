"""Which segments are merged when, and merging them.

Owned here: the policy (pure) and the copying of live documents.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

from scent.formats.index.lexical.lexical import LexicalWriter
from scent.formats.index.manifest import SegmentEntry
from scent.formats.index.segment.segment_reader import Segment
from scent.formats.index.segment.segment_writer import SegmentWriter
from scent.formats.index.vectors.graph import GRAPH_FROM

# Segments below this many rows cost the same to open and to rewrite, so they count as equal.
_SMALL = 1_000
# Fewer segments than this at the end are left alone, so that an hourly run does not rewrite the last one each time.
_FEW = 4
# Segments are merged up to so many chunks: building their graph was seen to take 342 MB of memory, and takes minutes.
# One that can grow no more has a graph.
MOST_CHUNKS = 2 * GRAPH_FROM
# After so many documents, the pages read for them are let go: a merge reads whole segments, and must not hold them.
_RELEASED = 4_096
# A segment with more than one dead row in so many is rewritten: it bounds the waste at a quarter of what is live.
_DEAD = 5


def choose(entries: Sequence[SegmentEntry], dead_chunks: Sequence[int]) -> tuple[int, int] | None:
    """The run of segments to be merged into one now, as (start, end), or None.

    A run is of neighbours, so that ids keep ascending, or is a single segment with many dead rows. Each segment that
    stays is larger than all newer ones together, but for the last few, and as far as they would fit into one of
    `MOST_CHUNKS` with it. So there are at most about log2(rows / 1,000) + 3 and some for each so many chunks, and a
    row is rewritten as often as that logarithm.

    Args:
        entries: the segments, oldest first.
        dead_chunks: how many of each one's chunks are dead.
    """
    for place, (entry, dead) in enumerate(zip(entries, dead_chunks, strict=True)):
        if _DEAD * (dead + len(entry.dead)) > entry.chunks + entry.documents:
            return place, place + 1
    sizes = [max(_SMALL, entry.chunks + entry.documents) for entry in entries]
    ends = list(accumulate((entry.chunks for entry in entries), initial=0))
    for start in range(len(sizes) - _FEW + 1):
        end = bisect_right(ends, ends[start] + MOST_CHUNKS) - 1
        if end > start + 1 and sizes[start] <= sum(sizes[start + 1 : end]):
            return start, end
    return None


def choose_from(segments: Sequence[Segment], *, purge: bool) -> tuple[int, int] | None:
    """As `choose`, from open segments; `purge` comes first to any that holds something dead."""
    if purge:
        for place, segment in enumerate(segments):
            if segment.entry.dead:
                return place, place + 1
    dead = [int(segment.chunk_counts[~segment.alive].sum()) for segment in segments]
    return choose([segment.entry for segment in segments], dead)


def copy_live(sources: Sequence[Segment], target: SegmentWriter) -> None:
    """Copy the live documents of `sources`, in order and under their ids, into `target`.

    Raises:
        DamageError: a source is not what was written; nothing that was not checked is copied.
        OSError: the disk is full.
    """
    for source in sources:
        for number, row in enumerate(np.flatnonzero(source.alive).tolist()):
            target.add(
                int(source.ids[row]),
                source.record(row),
                source.pieces(row),
                source.chunk_records(row),
                source.document_vectors(row),
            )
            if number % _RELEASED == 0:
                source.release()
        source.release()


def merged(sources: Sequence[Segment], directory: Path, dims: int, graph_from: int) -> SegmentEntry:
    """Write a segment of the live documents of `sources` to `directory`, and make it durable.

    Raises:
        DamageError: a source is not what was written. Nothing is left of the directory then, or after any other error.
        OSError: the disk is full.
    """
    target = SegmentWriter(directory, dims)
    try:
        copy_live(sources, target)
        return target.finish(directory.name, graph_from)
    except BaseException:
        target.discard()
        raise


def words_anew(sources: Sequence[Segment], directory: Path) -> LexicalWriter:
    """A lexical index in the making in `directory`, of the live chunks of `sources`. Raises what `merged` raises."""
    target = LexicalWriter(directory, None)
    try:
        add_words(sources, target)
    except BaseException:
        target.discard()
        raise
    return target


def add_words(sources: Sequence[Segment], target: LexicalWriter) -> None:
    """Add the chunks of all live documents of `sources` to `target`.

    Raises:
        DamageError: a source is not what was written.
        OSError: the disk is full.
    """
    for source in sources:
        for row in np.flatnonzero(source.alive & (source.chunk_counts > 0)).tolist():
            target.add_document(int(source.ids[row]), source.record(row), source.pieces(row), source.chunk_records(row))
