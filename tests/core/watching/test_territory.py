"""Which directories are watched for an index, and which changes there concern it: those of files that a walk finds."""

import os
import subprocess
from pathlib import Path

import pytest
from command import Command

from scent.core.watching.territory import Territory


def paths(*names: Path) -> frozenset[bytes]:
    return frozenset(map(os.fsencode, names))


@pytest.fixture
def tree(scent: Command) -> Path:
    """A repository with ignored and hidden places, in an index that lies in it as well."""
    tree = scent.directory / "tree"
    for place in ("src/deep", "build", ".cache", "empty"):
        (tree / place).mkdir(parents=True)
    subprocess.run(["git", "init", "-q", tree], check=True)
    (tree / ".gitignore").write_text("build/\n*.log\n")
    (tree / "src" / "note.md").write_text("The kettle sings.\n")
    assert scent("index", "--quiet", "--index", tree / "index", tree).code == 0
    return tree


def test_only_directories_that_a_walk_enters_are_watched(tree: Path) -> None:
    look = Territory(tree / "index").look()
    watched = [Path(os.fsdecode(path)) for path in look.directories]
    assert look.above == (os.fsencode(tree.parent),)
    assert watched == [tree, tree / "empty", tree / "src", tree / "src" / "deep"]


def test_changes_concern_the_index_where_a_walk_would_find_them(tree: Path) -> None:
    territory = Territory(tree / "index")
    for concerning in ("src/note.md", "src/new.md", "gone.md", ".gitignore", ".scentignore", "src/deep"):
        if not (tree / concerning).exists() and "new" in concerning:
            (tree / concerning).write_text("New.\n")
        assert territory.concern(paths(tree / concerning)), concerning
    (tree / "debug.log").write_text("line\n")
    (tree / ".swap").write_text("half of a note\n")
    (tree / "disk.img").touch()
    os.truncate(tree / "disk.img", 1 << 30)
    for other in ("disk.img", "debug.log", ".swap", ".gone", "build", "index", "index/manifest.json", "../beside.md"):
        assert not territory.concern(paths((tree / other).resolve())), other


def test_what_scent_writes_itself_does_not_concern_the_index(tree: Path) -> None:
    territory = Territory(tree / "index", own=[os.fsencode(tree / "cache")])
    (tree / "cache").mkdir()
    (tree / "cache" / "tuning.json").write_text("{}")
    assert not territory.concern(paths(tree / "cache" / "tuning.json"))
    assert os.fsencode(tree / "cache") not in territory.look().directories
    said = os.open(tree / "said.txt", os.O_CREAT | os.O_WRONLY)
    before = os.dup(2)
    os.dup2(said, 2)
    try:
        assert not territory.concern(paths(tree / "said.txt"))
    finally:
        os.dup2(before, 2)


def test_a_new_rule_changes_what_concerns_the_index(tree: Path) -> None:
    territory = Territory(tree / "index")
    (tree / "notes.txt").write_text("Text.\n")
    assert territory.concern(paths(tree / "notes.txt"))
    (tree / ".gitignore").write_text("*.txt\n")
    assert territory.changes_rules(paths(tree / ".gitignore"))
    territory.look()
    assert not territory.concern(paths(tree / "notes.txt"))


def test_a_look_tells_whether_any_file_has_changed(tree: Path) -> None:
    territory = Territory(tree / "index")
    before = territory.look().checksum
    assert territory.look().checksum == before
    (tree / ".hidden").write_text("")
    assert territory.look().checksum == before
    (tree / "src" / "note.md").write_text("The kettle whistles.\n")
    assert territory.look().checksum != before


def test_other_roots_are_noticed(scent: Command, tree: Path) -> None:
    territory = Territory(tree / "index")
    assert not territory.has_changed()
    (scent.directory / "more").mkdir()
    (scent.directory / "more" / "note.md").write_text("The roses need water.\n")
    assert scent("index", "--quiet", "--index", tree / "index", scent.directory / "more").code == 0
    assert territory.has_changed()
    assert [os.path.basename(root) for root in territory.roots] == [b"tree", b"more"]  # noqa: PTH119  # bytes
