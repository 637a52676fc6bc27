"""From the entries of a walk to paths: the same as asking each, with few questions."""

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
    """What a walk found; the path is not to be asked for without being counted."""

    def __init__(self, path: bytes, depth: int) -> None:
        self.place = path
        self._depth = depth

    def depth(self) -> int:
        return self._depth


class Asked:
    """Gives the path of an entry, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, entry: Entry) -> bytes:
        self.times += 1
        return entry.place


def walked(directory: bytes, left_out: set[bytes], depth: int = 0) -> list[Entry]:
    """The entries of a walk that leaves out some names, as ripgrep's crate gives them."""
    found = [Entry(directory, depth)]
    with os.scandir(directory) as names:
        for each in names:
            if each.name not in left_out:
                found += walked(each.path, left_out, depth + 1) if each.is_dir() else [Entry(each.path, depth + 1)]
    return found


def listed(entries: Sequence[Entry], asked: Asked) -> list[bytes]:
    return sorted(path for part in paths(entries, asked, time.time_ns()) for path in part)  # type: ignore[arg-type]


def long_ago(top: Path) -> None:
    for directory, _, _ in os.walk(top):
        os.utime(directory, (1, 1))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("tree")
    for directory in ("", "a", "a/b", "a/b/c", "d", "e"):
        (top / directory).mkdir(exist_ok=True)
        for number in range(40):
            (top / directory / f"{number:02d}").touch()
    long_ago(top)
    return top


NAMES = [f"{number:02d}".encode() for number in range(40)]


@given(st.lists(st.booleans(), min_size=42, max_size=42))
def test_whatever_is_left_out_the_paths_are_those_of_the_entries(tree: Path, chosen: list[bool]) -> None:
    entries = walked(os.fsencode(tree), set(compress([*NAMES, b"a", b"b"], chosen)))
    assert listed(entries, Asked()) == sorted(entry.place for entry in entries[1:])


def test_few_entries_are_asked(tree: Path) -> None:
    """One in each directory that holds no other, and of 40 of which two are left out no more than twice six."""
    all_of_them, some = Asked(), Asked()
    listed(walked(os.fsencode(tree), set()), all_of_them)
    assert all_of_them.times == 3
    listed(walked(os.fsencode(tree), {b"07", b"31"}), some)
    assert some.times <= 3 + 6 * 12


def test_a_directory_that_has_just_changed_is_not_trusted(tree: Path) -> None:
    entries = walked(os.fsencode(tree / "d"), set())
    asked = Asked()
    os.utime(tree / "d")
    assert listed(entries, asked) == sorted(entry.place for entry in entries[1:])
    assert asked.times > 40
    long_ago(tree)


@pytest.mark.parametrize("stable", [True, False])
def test_an_order_of_names_that_is_another_each_time_misleads_nobody(
    tree: Path, monkeypatch: pytest.MonkeyPatch, *, stable: bool
) -> None:
    """As of some file systems in user space; stable where only the walk got another order."""
    entries = walked(os.fsencode(tree / "e"), {b"03", b"20"})
    seen = listing._listed
    turns = [0]

    def turned(directory: bytes, now_ns: int) -> list[bytes]:
        turns[0] = 7 if stable else turns[0] + 7
        names = seen(directory, now_ns)
        return names[turns[0] :] + names[: turns[0]]

    monkeypatch.setattr(listing, "_listed", turned)
    assert listed(entries, Asked()) == sorted(entry.place for entry in entries[1:])
