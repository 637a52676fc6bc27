"""The first look tells what is evidently unchanged, and a plan for the rest is the plan for all."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scent.core.files.found_files import FileStat, FoundFiles
from scent.core.indexing.diff import Columns, diff
from scent.core.indexing.plan import KnownFile, plan

NOW = 10**18
FEW = st.integers(0, 2)


def columns(known: Sequence[KnownFile]) -> Columns:
    return Columns(
        paths=[file.path for file in known],
        sizes=np.array([file.size for file in known], np.int64),
        mtimes=np.array([file.mtime_ns for file in known], np.int64),
        settled=np.array([file.complete and not file.retry for file in known], np.bool_),
    )


def content(path: bytes) -> bytes:
    """A world of few contents, which the paths give."""
    return bytes([path[0] % 2])


paths = st.sampled_from([bytes([letter]) + ending for letter in b"abcdef" for ending in (b".md", b".txt")])
found = st.lists(st.builds(FileStat, paths, FEW, FEW), unique_by=lambda file: file.path, max_size=9)
known = st.lists(
    st.builds(
        KnownFile,
        paths,
        FEW,
        FEW,
        st.sampled_from([b"\0", b"\1"]),
        st.integers(1, 9),
        complete=st.booleans(),
        parts=st.just(1),
        retry=st.booleans(),
    ),
    unique_by=lambda file: file.path,
    max_size=9,
)


@given(found, known, st.sets(paths))
def test_a_plan_for_what_differs_is_the_plan_for_all(
    found: list[FileStat], known: list[KnownFile], unread: set[bytes]
) -> None:
    found.sort()
    whole = plan(found, {file.path: file for file in known}, content, lambda path: path not in unread, now_ns=NOW)
    compared = diff(FoundFiles.of(found), columns(known))
    some = {known[number].path: known[number] for number in compared.known.tolist()}
    part = plan(
        compared.files, some, content, lambda path: path not in compared.standing and path not in unread, now_ns=NOW
    )
    assert len(part.unchanged) + compared.unchanged == len(whole.unchanged)
    part.unchanged = whole.unchanged
    assert part == whole


def test_where_nothing_has_changed_nothing_is_left_to_look_at() -> None:
    before = [KnownFile(b"%d" % number, number, 5, b"d", number, complete=True, parts=1) for number in range(100)]
    seen = [FileStat(file.path, file.size, file.mtime_ns) for file in reversed(before)]
    compared = diff(FoundFiles.of(seen), columns(before))
    assert (compared.files, compared.known.tolist(), compared.unchanged) == ([], [], 100)


def test_of_what_is_known_only_what_is_gone_or_of_a_size_in_question_is_looked_at() -> None:
    before = [KnownFile(b"%d" % number, number, 5, b"d", number, complete=True, parts=1) for number in range(100)]
    seen = [FileStat(file.path, file.size, file.mtime_ns) for file in before if file.path != b"7"]
    compared = diff(FoundFiles.of([*seen, FileStat(b"new", 30, 5)]), columns(before))
    assert (compared.files, compared.known.tolist()) == ([FileStat(b"new", 30, 5)], [7, 30])
    assert compared.standing == {b"30"}
