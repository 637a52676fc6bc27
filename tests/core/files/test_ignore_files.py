"""An ignore file that is a pipe, a device or endless stops no walk: its directory is told and left out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# A walk that is stuck inside the bindings cannot be interrupted, so that each runs in a process of its own.
WALK = """
import os, sys
from scent.core.files.walk import WalkSettings, walk
told = []
result = walk([os.fsencode(sys.argv[1])], WalkSettings(follow="follow" in sys.argv), told.append)
for path in sorted(result.files.paths):
    print("found", os.fsencode(os.path.relpath(path, os.fsencode(sys.argv[1]))))
for path, reason in result.unread:
    print("unread", os.fsencode(os.path.relpath(path, os.fsencode(sys.argv[1]))), reason)
assert len(told) == len(result.unread)
"""


def walked(top: Path, *words: str) -> str:
    done = subprocess.run([sys.executable, "-P", "-c", WALK, top, *words], capture_output=True, timeout=60, check=True)
    return os.fsdecode(done.stdout)


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)  # takes no room on the disk


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    top = tmp_path.resolve() / "tree"
    for name in ("a.md", "sub/b.md", "sub/deep/c.md", "other/d.md"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("text")
    return top


@pytest.mark.parametrize("make", [make_pipe, make_endless, make_huge])
@pytest.mark.parametrize("name", [".ignore", ".gitignore", ".scentignore", ".git/info/exclude"])
def test_a_directory_whose_rules_cannot_be_read_is_left_out(tree: Path, name: str, make: object) -> None:
    file = tree / "sub" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    assert callable(make)
    make(file)
    assert walked(tree).splitlines() == [
        "found b'a.md'",
        "found b'other/d.md'",
        f"unread b'sub' {file} is not a file of rules",
    ]


def test_rules_above_a_root_hold_for_all_of_it(tree: Path) -> None:
    os.mkfifo(tree / ".ignore")
    assert walked(tree / "sub") == f"unread b'.' {tree}/.ignore is not a file of rules\n"


def test_deep_directories_and_hidden_ones_are_looked_at(tree: Path) -> None:
    (tree / ".hidden").mkdir()
    (tree / ".ignore").write_text("!.hidden\n")
    os.mkfifo(tree / ".hidden" / ".ignore")
    os.mkfifo(tree / "sub" / "deep" / ".gitignore")
    assert "found b'sub/b.md'" in walked(tree)
    assert walked(tree).count("unread") == 2


@pytest.mark.parametrize(
    "name",
    [
        b"a b",
        b"end ",
        b" x",
        b"!no",
        b"#no",
        b"[ab]",
        b"{a,b}",
        b"a*b",
        b"a?b",
        b"back\\slash",
        b"line\nend",
        b"tab\t",
        "zürich".encode(),
    ],
)
def test_a_directory_of_any_name_is_left_out_alone(tree: Path, name: bytes) -> None:
    directory = tree / os.fsdecode(name)
    directory.mkdir()
    os.mkfifo(directory / ".ignore")
    assert walked(tree).count("found") == 4
    assert walked(tree).count("unread") == 1


@pytest.mark.parametrize("name", [b"caf\xe9", "no break\u00a0".encode()])
def test_a_directory_that_no_glob_can_name_is_left_out_with_the_one_above(tree: Path, name: bytes) -> None:
    directory = tree / "sub" / os.fsdecode(name)
    directory.mkdir()
    os.mkfifo(directory / ".ignore")
    assert walked(tree).count("found") == 2
    assert "unread b'sub'" in walked(tree)


def test_links_are_looked_into_where_the_walk_follows_them(tree: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "loop").symlink_to(tree)
    (elsewhere / "e.md").write_text("text")
    os.mkfifo(elsewhere / ".ignore")
    (tree / "link").symlink_to(elsewhere)
    assert "unread" not in walked(tree)
    assert "unread b'link'" in walked(tree, "follow")


def test_a_directory_in_place_of_an_ignore_file_does_no_harm(tree: Path) -> None:
    (tree / "sub" / ".gitignore").mkdir()
    assert walked(tree).count("found") == 4


@pytest.mark.parametrize("make", [make_pipe, make_endless, make_huge])
@pytest.mark.parametrize("name", ["git/commondir", "git/info/exclude", "common/info/exclude"])
def test_a_git_file_leads_to_nothing_that_cannot_be_read(tree: Path, name: str, make: object) -> None:
    """In a worktree of git, `.git` is a file that names a directory, which names another one."""
    (tree / "sub" / ".git").write_text(f"gitdir: {tree.parent}/git\n")
    for directory in ("git/info", "common/info"):
        (tree.parent / directory).mkdir(parents=True)
    if name != "git/commondir":
        (tree.parent / "git/commondir").write_text(f"{tree.parent}/common\n")
    assert callable(make)
    make(tree.parent / name)
    assert walked(tree).splitlines() == [
        "found b'a.md'",
        "found b'other/d.md'",
        f"unread b'sub' {tree.parent / name} is not a file of rules",
    ]


@pytest.mark.parametrize("content", ["gitdir: .git\n", "gitdir: \n", "gitdir: /dev/null\n", "x" * 100_000, "gitdir: ."])
def test_a_git_file_that_leads_nowhere_does_no_harm(tree: Path, content: str) -> None:
    (tree / "sub" / ".git").write_text(content)
    assert walked(tree).count("found") == 4
