"""`listing` gives the paths of a walk's entries, the same as if each was asked, and asks for few of them."""

import os
import time
from collections.abc import Sequence
from itertools import compress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scent.core.files import listing
from scent.core.files.listing import paths


class Entry:
    """An entry of a walk."""

    def __init__(self, path: bytes, depth: int) -> None:
        self.path = path
        self._depth = depth

    def depth(self) -> int:
        return self._depth


class PathOf:
    """Gives the path of an entry, and counts how often it is asked."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, entry: Entry) -> bytes:
        self.calls += 1
        return entry.path


def walk_entries(directory: bytes, filtered: set[bytes], depth: int = 0) -> list[Entry]:
    """The entries of a walk that filters out some names, in the order of ripgrep's crate."""
    entries = [Entry(directory, depth)]
    with os.scandir(directory) as listed:
        for each in listed:
            if each.name not in filtered:
                below = walk_entries(each.path, filtered, depth + 1) if each.is_dir() else [Entry(each.path, depth + 1)]
                entries += below
    return entries


def paths_of(entries: Sequence[Entry], path_of: PathOf) -> list[bytes]:
    return sorted(path for part in paths(entries, path_of, time.time_ns()) for path in part)  # type: ignore[arg-type]


def set_old_times(top: Path) -> None:
    for directory, _, _ in os.walk(top):
        os.utime(directory, (1, 1))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("tree")
    for directory in ("", "a", "a/b", "a/b/c", "d", "e"):
        (top / directory).mkdir(exist_ok=True)
        for number in range(40):
            (top / directory / f"{number:02d}").touch()
    set_old_times(top)
    return top


NAMES = [f"{number:02d}".encode() for number in range(40)]


@given(st.lists(st.booleans(), min_size=42, max_size=42))
def test_whatever_is_filtered_out_the_paths_are_those_of_the_entries(tree: Path, filtered: list[bool]) -> None:
    entries = walk_entries(os.fsencode(tree), set(compress([*NAMES, b"a", b"b"], filtered)))
    assert paths_of(entries, PathOf()) == sorted(entry.path for entry in entries[1:])


def test_few_entries_are_asked(tree: Path) -> None:
    """One in each directory without subdirectories; for two of 40 names filtered out, at most twice six more."""
    complete, filtered = PathOf(), PathOf()
    paths_of(walk_entries(os.fsencode(tree), set()), complete)
    assert complete.calls == 3
    paths_of(walk_entries(os.fsencode(tree), {b"07", b"31"}), filtered)
    assert filtered.calls <= 3 + 6 * 12


def test_all_entries_of_a_directory_that_has_just_changed_are_asked(tree: Path) -> None:
    entries = walk_entries(os.fsencode(tree / "d"), set())
    path_of = PathOf()
    os.utime(tree / "d")
    assert paths_of(entries, path_of) == sorted(entry.path for entry in entries[1:])
    assert path_of.calls > 40
    set_old_times(tree)


@pytest.mark.parametrize("only_once", [True, False])
def test_paths_are_right_where_names_are_listed_in_another_order_each_time(
    tree: Path, monkeypatch: pytest.MonkeyPatch, *, only_once: bool
) -> None:
    """As some file systems in user space do; `only_once`: only between the walk and the listings after it."""
    entries = walk_entries(os.fsencode(tree / "e"), {b"03", b"20"})
    list_again = listing._list_again
    offsets = [0]

    def list_in_another_order(directory: bytes, now_ns: int) -> list[bytes]:
        offsets[0] = 7 if only_once else offsets[0] + 7
        names = list_again(directory, now_ns)
        return names[offsets[0] :] + names[: offsets[0]]

    monkeypatch.setattr(listing, "_list_again", list_in_another_order)
    assert paths_of(entries, PathOf()) == sorted(entry.path for entry in entries[1:])
