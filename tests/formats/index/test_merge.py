"""However an index grows, merges leave few segments, and none too large for building a graph."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from indexes import add, content, opened

from scent.core.indexing.stop import Stop, Stopped
from scent.formats.index import merge
from scent.formats.index.health.check import check
from scent.formats.index.manifest import SegmentEntry
from scent.formats.index.storage import layout
from scent.formats.index.storage.checksum import FileSum
from scent.formats.index.vectors.graph import GRAPH_FROM


def settled(sizes: list[int]) -> tuple[list[int], int]:
    """Return the sizes of the segments after all merges, and how many chunks the merges wrote."""
    written = 0
    while run := merge.choose([SegmentEntry("", size // 25, size, {}) for size in sizes], [0] * len(sizes)):
        start, end = run
        assert end > start + 1
        written += sum(sizes[start:end])
        sizes = [*sizes[:start], sum(sizes[start:end]), *sizes[end:]]
    return sizes, written


def test_an_index_that_grows_to_millions_keeps_few_segments_of_bounded_size() -> None:
    for seed, most_commits in enumerate((1, 3, 10, 100)):
        chance = np.random.default_rng(seed)
        sizes: list[int] = []
        written = 0
        while sum(sizes) < 6_000_000:
            commits = chance.integers(1, 30_000, size=chance.integers(1, most_commits + 1))
            sizes, more = settled([*sizes, *commits.tolist()])
            written += more
            assert max(sizes) <= merge.MOST_CHUNKS
            assert len(sizes) <= 14 + 2 * sum(sizes) // merge.MOST_CHUNKS
            assert sum(size for size in sizes if size < GRAPH_FROM) <= 3 * GRAPH_FROM  # what is scanned
        assert written <= 12 * sum(sizes)


def test_a_long_run_is_merged_in_pieces() -> None:
    sizes, written = settled([merge.MOST_CHUNKS, *[merge.MOST_CHUNKS // 24] * 60])
    assert sizes == [merge.MOST_CHUNKS, merge.MOST_CHUNKS, merge.MOST_CHUNKS, merge.MOST_CHUNKS // 2]
    assert written == merge.MOST_CHUNKS * 5 // 2


def test_a_segment_that_was_merged_larger_before_is_left_alone() -> None:
    assert settled([3_000_000, 400_000, 20_000, 10_000])[0] == [3_000_000, 400_000, 20_000, 10_000]


def test_segments_with_provisional_vectors_are_merged_when_they_are_many_only() -> None:
    """Exact vectors will be written in their place, so that a merge before would be in vain."""
    entry = SegmentEntry("", 1_000, 25_000, {layout.TOKENS: FileSum(8, "0" * 16)})
    assert merge.choose([entry] * 15, [0] * 15) is None
    assert merge.choose([entry] * 16, [0] * 16) == (0, 16)


def test_a_merge_that_is_broken_off_is_undone_and_done_the_next_time(tmp_path: Path) -> None:
    """Building a graph takes minutes, so Ctrl-C must not wait for it."""
    index = tmp_path / "index"
    stop = Stop()
    with opened(index, graph_from=1) as writer:
        for number in range(12):
            add(writer, b"/%d.txt" % number, [f"word{number}"])
            writer.commit()
        before = content(index)
        names = [segment.entry.name for segment in writer.reader.segments]

        @contextmanager
        def broken_off() -> Iterator[None]:
            with stop.interruptible():
                yield
                stop.request("SIGINT")

        with pytest.raises(Stopped):
            writer.merge(interruptible=broken_off)
        assert [segment.entry.name for segment in writer.reader.segments] == names
        writer.commit()
    assert content(index) == before
    assert check(index) == []
    with opened(index, graph_from=1) as writer:
        assert writer.merge() > 0
        left = [segment.entry.name for segment in writer.reader.segments]
    assert len(left) < len(names)
    assert sorted(path.name for path in (index / "segments").iterdir()) == left
    assert content(index) == before
    assert check(index) == []
