"""Globs mean what they mean to ripgrep: the same files as a walk by its own crate finds."""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path

import ignore
import pytest
from hypothesis import given
from hypothesis import strategies as some
from ignore.overrides import OverrideBuilder

from scent.core.files.globs import Globs, match_paths
from scent.errors import UsageError

NAMES = ["f", "a.f", "b,", "a-b", ".a", "B"]
FILES = [
    "/".join((*above, name))
    for depth in range(3)
    for above in product(["a", "ab", "a.b"], repeat=depth)
    for name in NAMES
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    top = tmp_path_factory.mktemp("tree")
    for name in FILES:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).touch()
    return top


def files_of_ripgrep(tree: Path, globs: list[str]) -> set[str] | None:
    """The files that ripgrep's crate finds; None if it refuses a glob."""
    builder = OverrideBuilder(tree)
    try:
        for glob in globs:
            builder.add(glob)
    except ignore.Error:
        return None
    walk = ignore.WalkBuilder(tree).hidden(False).overrides(builder.build()).build()
    return {os.path.relpath(entry.path(), tree) for entry in walk if entry.path().is_file()}


PIECES = [
    "a",
    "b",
    "f",
    "B",
    "ab",
    "*",
    "**",
    "/",
    "/",
    "{",
    "}",
    ",",
    "?",
    ".",
    "-",
    "[ab]",
    "[!a]",
    "[a-f]",
    "\\",
    " ",
]
GLOBS = some.builds(
    str.__add__,
    some.sampled_from(["", "", "!"]),
    some.lists(some.sampled_from(PIECES), min_size=1, max_size=7).map("".join),
)


@given(some.lists(GLOBS, min_size=1, max_size=3))
def test_globs_select_what_ripgrep_selects(tree: Path, globs: list[str]) -> None:
    expected = files_of_ripgrep(tree, globs)
    if expected is None or any(glob.strip(" !/\\") == "" for glob in globs):  # these are empty; ripgrep accepts them
        with suppress(UsageError):
            Globs(globs)
            assert expected is not None
    else:
        selection = Globs(globs)
        assert {name for name in FILES if selection.matches(name)} == expected


@pytest.mark.parametrize(
    ("globs", "any_case", "names"),
    [
        (["*.md"], [], {"Ü.md", "a.md", "x/a.md"}),
        (["?.md"], [], {"Ü.md", "a.md", "x/a.md"}),
        (["[Üa].*"], [], {"Ü.md", "a.md", "x/a.md"}),
        ([], ["ü.MD"], {"Ü.md"}),
        (["*", "!*.md"], ["X/A*"], {"x/a.md", "b.txt", "#c"}),
        (["!*"], ["B.*"], {"b.txt"}),
        (["#*"], [], {"#c"}),
        (["x"], [], set()),
        (["x/"], [], set()),
    ],
)
def test_letters_are_characters_and_the_last_match_decides(
    globs: list[str], any_case: list[str], names: set[str]
) -> None:
    selection = Globs(globs, any_case)
    assert {name for name in ("Ü.md", "a.md", "x/a.md", "b.txt", "#c") if selection.matches(name)} == names


@pytest.mark.parametrize("glob", ["a[b", "{a", "a}", "[z-a]", "a\\", "", "!", "/"])
def test_a_malformed_glob_is_an_error(glob: str) -> None:
    with pytest.raises(UsageError, match="the glob"):
        Globs([glob])


def test_a_path_is_matched_relative_to_the_first_base_that_contains_it() -> None:
    paths = [b"/home/me/notes/a.md", b"/srv/wiki/notes/a.md", b"/srv/other/a.md", b"/home/me/\xff/a.md"]
    selection = Globs(["notes/*", "?/a.md"])
    assert list(match_paths(paths, selection, [b"/home/me", b"/srv/wiki", b""])) == [True, True, False, True]
    assert list(match_paths(paths, Globs(["/home/**"]), [b"/"])) == [True, False, False, True]
