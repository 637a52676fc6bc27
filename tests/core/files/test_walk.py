"""Which files a walk finds, and what it can say about files that it does not find."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scent.core.files.paths import canonical
from scent.core.files.walk import MAX_SIZE, WalkResult, WalkSettings, walk


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, whose path has no links, and a home directory of its own beside it."""
    home = tmp_path / "home"
    (home / ".config" / "git").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    top = tmp_path.resolve() / "tree"
    top.mkdir()
    return top


def write(top: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, encoding="utf-8")


def no_warning(message: str) -> None:
    pytest.fail(f"unexpected warning: {message}")


def walk_twice(
    roots: Sequence[Path],
    options: WalkSettings | None = None,
    warn: Callable[[str], None] = no_warning,
    **more: Sequence[bytes],
) -> WalkResult:
    """Walk twice, with new and with old directories: `files.listing` lists them in different ways."""
    paths = [os.fsencode(root) for root in roots]
    options = options or WalkSettings()
    new = walk(paths, options, lambda _: None, **more)
    for path in paths:
        for directory, _, _ in os.walk(path):
            with contextlib.suppress(PermissionError):
                os.utime(directory, (1, 1))
    old = walk(paths, options, warn, **more)
    assert old.files.sorted() == new.files.sorted()
    return old


def names(top: Path, walked: WalkResult) -> list[str]:
    return [os.fsdecode(os.path.relpath(file.path, os.fsencode(top))) for file in walked.files.sorted()]


def git(top: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", os.fspath(top), *words], check=True, capture_output=True).stdout


def untracked_files_of_git(top: Path) -> list[str]:
    listed = git(top, "ls-files", "-z", "--others", "--exclude-standard").split(b"\0")
    return sorted(os.fsdecode(name) for name in listed if name)


class TestFiles:
    def test_are_found_with_size_and_time_in_the_order_of_their_bytes(self, tree: Path) -> None:
        write(tree, {"b.txt": "12", "a/z.txt": "123", "a.txt": "1", "é.txt": ""})
        os.utime(tree / "b.txt", ns=(0, 1_234_567_890_123_456_789))
        walked = walk_twice([tree])
        assert names(tree, walked) == ["a.txt", "a/z.txt", "b.txt", "é.txt"]
        assert [file.size for file in walked.files.sorted()] == [1, 3, 2, 0]
        assert walked.files.sorted()[2].mtime_ns == 1_234_567_890_123_456_789

    def test_come_once_though_roots_overlap(self, tree: Path) -> None:
        write(tree, {"a/1": "", "a/b/2": ""})
        spelled = [tree, tree / "a", tree / "a" / "b" / ".." / "b", tree / "a" / "1"]
        assert names(tree, walk_twice(spelled)) == ["a/1", "a/b/2"]

    def test_with_names_that_are_not_utf8_survive(self, tree: Path) -> None:
        name = os.fsencode(tree) + b"/\xff\n\x1b[31m"
        Path(os.fsdecode(name)).write_bytes(b"x")
        assert [file.path for file in walk_twice([tree]).files.sorted()] == [name]

    def test_under_a_root_whose_name_is_not_utf8_survive(self, tree: Path) -> None:
        root = Path(os.fsdecode(os.fsencode(tree) + b"/\xff"))
        write(root, {".ignore": "*.log\n", "a.log": "", "b.txt": ""})
        assert names(root, walk_twice([root])) == ["b.txt"]

    def test_that_are_not_regular_are_skipped_without_waiting(self, tree: Path) -> None:
        os.mkfifo(tree / "pipe")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(os.fspath(tree / "socket"))
            assert walk_twice([tree]).files.sorted() == []

    def test_a_root_that_is_a_pipe_is_named_in_a_warning(self, tree: Path) -> None:
        os.mkfifo(tree / "pipe")
        warnings: list[str] = []
        assert walk_twice([tree / "pipe"], warn=warnings.append).files.sorted() == []
        assert warnings == [f"{tree / 'pipe'}: neither a regular file nor a directory"]

    def test_hard_links_are_files_in_their_own_right(self, tree: Path) -> None:
        write(tree, {"a": "x"})
        (tree / "b").hardlink_to(tree / "a")
        assert names(tree, walk_twice([tree], WalkSettings(follow=True))) == ["a", "b"]

    def test_above_the_size_limit_are_reported_separately(self, tree: Path) -> None:
        write(tree, {"small": "1234", "large": "12345"})
        walked = walk_twice([tree], WalkSettings(max_size=4))
        assert names(tree, walked) == ["small"]
        assert [file.path for file in walked.too_large] == [os.fsencode(tree / "large")]
        assert names(tree, walk_twice([tree], WalkSettings(max_size=0))) == ["large", "small"]
        assert WalkSettings().max_size == MAX_SIZE

    def test_a_root_that_is_a_file_is_found_whatever_the_rules_say(self, tree: Path) -> None:
        write(tree, {".ignore": "*\n", ".hidden/.log": "12345"})
        assert names(tree, walk_twice([tree / ".hidden" / ".log"], WalkSettings(max_size=1))) == [".hidden/.log"]

    def test_of_the_index_are_never_found(self, tree: Path) -> None:
        write(tree, {"index/manifest.json": "", "index-2/a": "", "b": "", "outside": ""})
        (tree / "way").symlink_to("index")
        (tree / "file").symlink_to("index/manifest.json")
        exclude = [os.fsencode(tree / "index")]
        for follow in (False, True):
            roots = [tree, tree / "way", tree / "file", tree / "index" / "manifest.json"]
            assert names(tree, walk_twice(roots, WalkSettings(follow=follow), exclude=exclude)) == [
                "b",
                "index-2/a",
                "outside",
            ]


class TestLinks:
    def test_are_not_followed_by_default(self, tree: Path) -> None:
        write(tree, {"real/a": ""})
        (tree / "directory").symlink_to("real")
        (tree / "file").symlink_to("real/a")
        assert names(tree, walk_twice([tree])) == ["real/a"]

    def test_keep_their_names_when_followed_and_lead_to_each_file_once(self, tree: Path) -> None:
        write(tree, {"top/real/a": "", "outside/b": "1"})
        (tree / "top" / "again").symlink_to("real")
        (tree / "top" / "z").symlink_to("../outside")
        (tree / "top" / "y").symlink_to("../outside/b")
        walked = walk_twice([tree / "top"], WalkSettings(follow=True))
        assert names(tree, walked) == ["top/real/a", "top/y"]
        assert walked.files.sorted()[1].size == 1

    def test_that_form_a_circle_end_the_walk_there(self, tree: Path) -> None:
        write(tree, {"a/b/file": ""})
        (tree / "a" / "b" / "up").symlink_to(tree)
        (tree / "self").symlink_to("self")
        warnings: list[str] = []
        assert names(tree, walk_twice([tree], WalkSettings(follow=True), warnings.append)) == ["a/b/file"]
        assert len(warnings) == 1
        assert "self" in warnings[0]

    def test_as_roots_are_followed(self, tree: Path) -> None:
        write(tree, {"real/a": ""})
        (tree / "directory").symlink_to("real")
        (tree / "file").symlink_to("real/a")
        assert names(tree, walk_twice([tree / "directory"])) == ["real/a"]
        assert names(tree, walk_twice([tree / "file"])) == ["file"]
        assert names(tree, walk_twice([tree / "file", tree / "directory"])) == ["real/a"]

    def test_above_a_root_do_not_make_other_names(self, tree: Path) -> None:
        write(tree, {"real/a/file": ""})
        (tree / "way").symlink_to("real")
        assert canonical(os.fsencode(tree / "way" / "a" / "file")) == os.fsencode(tree / "real" / "a" / "file")
        assert walk_twice([tree / "way" / "a"]).files.sorted() == walk_twice([tree / "real" / "a"]).files.sorted()


class TestCanonical:
    def test_resolves_against_the_current_directory(self, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tree, {"a/file": ""})
        monkeypatch.chdir(tree / "a")
        top = os.fsencode(tree)
        assert canonical(b"") == canonical(b".") == canonical(b"../a/") == top + b"/a"
        assert canonical(b"file") == canonical(b"../a/./file") == top + b"/a/file"
        assert canonical(b"..") == top
        assert canonical(b"not/there") == top + b"/a/not/there"


class TestIgnoreRules:
    def test_hidden_files_are_found_only_with_hidden(self, tree: Path) -> None:
        write(tree, {".a": "", ".b/c": "", "d": ""})
        assert names(tree, walk_twice([tree])) == ["d"]
        assert names(tree, walk_twice([tree], WalkSettings(hidden=True))) == [".a", ".b/c", "d"]

    def test_ignore_and_scentignore_apply_outside_repositories_too(self, tree: Path) -> None:
        write(tree, {".ignore": "*.log\n", "sub/.scentignore": "secret\n!b.log\n", ".gitignore": "kept\n"})
        write(tree, {"a.log": "", "sub/b.log": "", "sub/secret/c": "", "secret": "", "kept": ""})
        assert names(tree, walk_twice([tree])) == ["kept", "secret", "sub/b.log"]

    def test_scentignore_has_the_last_word(self, tree: Path) -> None:
        git(tree, "init", "-q")
        write(tree, {".gitignore": "*.pdf\n", ".ignore": "*.md\n", ".scentignore": "!*.pdf\n!*.md\n*.txt\n"})
        write(tree, {"a.pdf": "", "b.md": "", "c.txt": ""})
        assert names(tree, walk_twice([tree])) == ["a.pdf", "b.md"]

    def test_rules_in_directories_above_a_root_apply(self, tree: Path) -> None:
        git(tree, "init", "-q")
        write(
            tree,
            {".gitignore": "/a/b/build\n", ".scentignore": "*.tmp\n", "a/b/build/x": "", "a/b/y": "", "a/b/z.tmp": ""},
        )
        assert names(tree, walk_twice([tree / "a" / "b"])) == ["a/b/y"]

    def test_no_ignore_disregards_all_ignore_files(self, tree: Path) -> None:
        git(tree, "init", "-q")
        write(tree, dict.fromkeys((".gitignore", ".ignore", ".scentignore", ".git/info/exclude"), "*\n"))
        write(tree, {"a": ""})
        assert names(tree, walk_twice([tree])) == []
        assert names(tree, walk_twice([tree], WalkSettings(no_ignore=True))) == ["a"]

    def test_git_directories_are_entered_only_with_hidden_and_no_ignore(self, tree: Path) -> None:
        git(tree, "init", "-q")
        write(tree, {"a": "", "sub/.git/config": ""})
        assert names(tree, walk_twice([tree], WalkSettings(hidden=True))) == ["a"]
        everything = names(tree, walk_twice([tree], WalkSettings(hidden=True, no_ignore=True)))
        assert {".git/HEAD", "a", "sub/.git/config"} <= set(everything)

    def test_a_malformed_pattern_spoils_only_itself(self, tree: Path) -> None:
        write(tree, {".ignore": "[\n{\n*.log\n", "a.log": "", "b": ""})
        assert names(tree, walk_twice([tree])) == ["b"]

    @pytest.mark.parametrize("way", ["default", "configured", "exclude"])
    def test_git_excludes_of_the_user_and_of_the_repository_apply(self, tree: Path, way: str) -> None:
        git(tree, "init", "-q")
        write(tree, {"a.swp": "", "sub/b.swp": "", "c": ""})
        home = Path(os.environ["HOME"])
        place = {
            "default": home / ".config/git/ignore",
            "configured": home / "mine",
            "exclude": tree / ".git/info/exclude",
        }
        place[way].write_text("*.swp\n")
        if way == "configured":
            (home / ".gitconfig").write_text("[core]\nexcludesFile = ~/mine\n")
        assert names(tree, walk_twice([tree])) == untracked_files_of_git(tree) == ["c"]


PARTS = ["a", "b", "build", "x.log", "y.txt", ".dot"]
PATTERNS = st.lists(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "", "!"]),
        st.sampled_from(["", "/", "**/"]),
        st.lists(st.sampled_from([*PARTS, "*", "*.log", "?", "[ab]", "**"]), min_size=1, max_size=3).map("/".join),
        st.sampled_from(["", "", "/", "/**"]),
    )
    | st.sampled_from(["# a comment", "", "\\#x", "*.log  ", "a\\ "]),
    max_size=5,
).map("\n".join)
PATHS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("/".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paths=st.sets(PATHS, max_size=12), rules=st.dictionaries(st.sampled_from(["", "a/", "b/", "a/b/"]), PATTERNS))
def test_any_gitignore_files_mean_what_they_mean_to_git(
    tmp_path_factory: pytest.TempPathFactory, tree: Path, paths: set[str], rules: dict[str, str]
) -> None:
    del tree  # for its empty home
    top = tmp_path_factory.mktemp("case").resolve()
    git(top, "init", "-q", "--template=")
    for name, text in [
        *((path, "") for path in sorted(paths)),
        *((f"{place}.gitignore", text) for place, text in rules.items()),
    ]:
        with contextlib.suppress(
            FileExistsError, NotADirectoryError, IsADirectoryError
        ):  # one path runs through another
            write(top, {name: text})
    assert names(top, walk_twice([top], WalkSettings(hidden=True))) == untracked_files_of_git(top)


class TestWhatAWalkCovers:
    def test_is_what_lies_under_its_roots(self, tree: Path) -> None:
        write(tree, {"a/1": "", "ab/2": ""})
        walked = walk_twice([tree / "a"])
        assert walked.covers(os.fsencode(tree / "a" / "gone"))
        assert not walked.covers(os.fsencode(tree / "ab" / "2"))

    def test_is_nothing_of_a_tree_that_is_missing(self, tree: Path) -> None:
        warnings: list[str] = []
        walked = walk_twice([tree / "disk"], warn=warnings.append)
        assert warnings == [f"{tree / 'disk'}: No such file or directory"]
        assert not walked.covers(os.fsencode(tree / "disk" / "file"))

    def test_is_a_missing_file_that_was_a_root_if_its_directory_is_there(self, tree: Path) -> None:
        walked = walk_twice([tree / "file", tree / "disk" / "file"], warn=lambda _: None)
        assert walked.covers(os.fsencode(tree / "file"))
        assert not walked.covers(os.fsencode(tree / "disk" / "file"))

    def test_is_nothing_behind_a_followed_link_that_leads_nowhere(self, tree: Path) -> None:
        (tree / "disk").symlink_to("/nowhere/at/all")
        warnings: list[str] = []
        walked = walk_twice([tree], WalkSettings(follow=True), warnings.append)
        assert warnings == [f"{tree / 'disk'}: No such file or directory"]
        assert not walked.covers(os.fsencode(tree / "disk" / "file"))
        assert walked.covers(os.fsencode(tree / "other"))

    @pytest.mark.parametrize("name", [b"closed", b"cl\xffsed: a"])
    def test_is_nothing_in_a_directory_that_cannot_be_read(self, name: bytes) -> None:
        warnings: list[str] = []
        with tempfile.TemporaryDirectory() as directory:
            tree = Path(directory).resolve()
            closed = tree / os.fsdecode(name)
            write(tree, {"a": "", "z": ""})
            write(closed, {"file": ""})
            tree.chmod(0o755)
            closed.chmod(0)
            with without_root_rights():
                walked = walk_twice([tree], warn=warnings.append)
            closed.chmod(0o700)
        assert names(tree, walked) == ["a", "z"]
        assert len(warnings) == 1
        assert warnings[0].endswith(": Permission denied")
        assert not walked.covers(os.fsencode(closed / "file"))


@contextlib.contextmanager
def without_root_rights() -> Iterator[None]:
    """Run a block without the rights of root, who can read everything."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.mark.long
def test_a_hundred_thousand_files_take_well_under_two_seconds(tree: Path) -> None:
    for number in range(1000):
        write(tree, {f"{number // 50}/{number}/{name}": "" for name in range(100)})
    start = time.process_time()
    assert len(walk_twice([tree]).files.sorted()) == 100_000
    assert time.process_time() - start < 2
