"""The pre-filter drops files that are evidently unchanged, and a plan for the rest equals the plan for all files."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scent.core.files.file_list import FileList, FileStat
from scent.core.indexing.planning.diff import IndexedColumns, diff
from scent.core.indexing.planning.plan import IndexedFile, make_plan

NOW = 10**18
FEW = st.integers(0, 2)


def columns(indexed: Sequence[IndexedFile]) -> IndexedColumns:
    return IndexedColumns(
        paths=[file.path for file in indexed],
        sizes=np.array([file.size for file in indexed], np.int64),
        mtimes=np.array([file.mtime_ns for file in indexed], np.int64),
        read_times=np.array([file.read_ns for file in indexed], np.int64),
        settled=np.array([file.complete and not (file.retry or file.outdated) for file in indexed], np.bool_),
    )


def content(path: bytes, _size: int) -> bytes:
    """One of two contents, given by the path."""
    return bytes([path[0] % 2])


paths = st.sampled_from([bytes([letter]) + ending for letter in b"abcdef" for ending in (b".md", b".txt")])
files_on_disk = st.lists(st.builds(FileStat, paths, FEW, FEW, FEW), unique_by=lambda file: file.path, max_size=9)
indexed_files = st.lists(
    st.builds(
        IndexedFile,
        paths,
        FEW,
        FEW,
        st.sampled_from([b"\0", b"\1"]),
        st.integers(1, 9),
        complete=st.booleans(),
        parts=st.integers(1, 2),
        retry=st.booleans(),
        outdated=st.booleans(),
        read_ns=st.sampled_from([0, 2**62]),
    ),
    unique_by=lambda file: file.path,
    max_size=9,
)


def hundred_files() -> list[IndexedFile]:
    return [IndexedFile(b"%d" % number, number, 5, b"d", number, complete=True, parts=1) for number in range(100)]


@given(files_on_disk, indexed_files, st.sets(paths))
def test_a_plan_for_the_candidates_equals_the_plan_for_all_files(
    on_disk: list[FileStat], indexed: list[IndexedFile], not_covered: set[bytes]
) -> None:
    on_disk.sort()
    by_path = {file.path: file for file in indexed}
    whole = make_plan(on_disk, by_path, content, lambda path: path not in not_covered, now_ns=NOW)
    result = diff(FileList.from_stats(on_disk), columns(indexed))
    related = {indexed[row].path: indexed[row] for row in result.related.tolist()}
    excluded = result.unchanged_paths | not_covered
    part = make_plan(result.candidates, related, content, lambda path: path not in excluded, now_ns=NOW)
    assert len(part.unchanged) + result.unchanged_count == len(whole.unchanged)
    part.unchanged = whole.unchanged
    assert part == whole


def test_if_nothing_has_changed_there_are_no_candidates() -> None:
    indexed = hundred_files()
    on_disk = [FileStat(file.path, file.size, file.mtime_ns) for file in reversed(indexed)]
    result = diff(FileList.from_stats(on_disk), columns(indexed))
    assert (result.candidates, result.related.tolist(), result.unchanged_count) == ([], [], 100)


def test_only_files_that_are_gone_or_have_the_size_of_a_candidate_are_related() -> None:
    indexed = hundred_files()
    on_disk = [FileStat(file.path, file.size, file.mtime_ns) for file in indexed if file.path != b"7"]
    result = diff(FileList.from_stats([*on_disk, FileStat(b"new", 30, 5)]), columns(indexed))
    assert (result.candidates, result.related.tolist()) == ([FileStat(b"new", 30, 5)], [7, 30])
    assert result.unchanged_paths == {b"30"}
