"""`scent why`: one sentence for each file that says how it was read, or names the rule that leaves it out."""

import re
import subprocess
from pathlib import Path

import pytest
from command import Command

TEXT = "The hedge is cut in June.\n"


@pytest.fixture
def garden(scent: Command) -> Command:
    """The command, in a git repository with an indexed note and files that are left out for all reasons."""
    top = scent.directory
    subprocess.run(["git", "init", "-q", top], check=True)
    (top / ".gitignore").write_text("# built\n*.log\nbuild/\n!kept.log\n/[a-\n")
    (top / ".ignore").write_text("*.bak\n")
    (top / ".git" / "info").mkdir(exist_ok=True)
    (top / ".git" / "info" / "exclude").write_text("mine.md\n")
    for name in ("note.md", "app.log", "kept.log", "old.bak", "mine.md", ".secret", "build/out.md", "sub/app.log"):
        (top / name).parent.mkdir(exist_ok=True)
        (top / name).write_text(TEXT)
    (top / "sub" / ".scentignore").write_text("\nprivate*\n")
    (top / "sub" / "private.md").write_text(TEXT)
    (top / "large.md").write_text(TEXT * 200)
    (top / "binary.md").write_bytes(bytes(range(256)) * 20)
    (top / "link.md").symlink_to("note.md")
    scent("index", "--max-filesize", "4K", ".")
    return scent


def test_a_file_that_is_indexed_is_told_with_its_format_its_time_and_its_index(garden: Command) -> None:
    result = garden("why", "note.md", "kept.log")
    assert result.code == 0
    first, second = result.out.decode().splitlines()
    index = garden.home / "data" / "scent" / "index"
    pattern = rf"note.md: indexed as markdown with 1 passage; read on \d{{4}}-\d\d-\d\d .* into {index}"
    assert re.fullmatch(pattern, first)
    assert second.startswith("kept.log: indexed as")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("app.log", "left out because {top}/.gitignore:2 ignores it: *.log"),
        ("sub/app.log", "left out because {top}/.gitignore:2 ignores it: *.log"),
        ("build/out.md", "left out because of {top}/build: {top}/.gitignore:3 ignores it: build/"),
        ("old.bak", "left out because {top}/.ignore:1 ignores it: *.bak"),
        ("sub/private.md", "left out because {top}/sub/.scentignore:2 ignores it: private*"),
        ("mine.md", "left out because {top}/.git/info/exclude:1 ignores it: mine.md"),
        (".secret", "left out because it is hidden (to include hidden files: scent index --hidden)"),
        ("link.md", "left out because it is a symbolic link (to follow links: scent index --follow)"),
        ("large.md", "left out because it is too large (5.1 KB; --max-filesize is 4.0 KB)"),
        ("/etc/hostname", "left out because it is outside of what the index covers"),
        ("nothing.md", "not indexed, and there is no such file"),
    ],
)
def test_a_file_that_is_left_out_is_told_with_the_rule(garden: Command, name: str, why: str) -> None:
    result = garden("why", name)
    assert result.code == 1
    assert result.out.decode() == f"{name}: {why.format(top=garden.directory)}\n"


def test_other_reasons_are_told_too(garden: Command) -> None:
    assert b"left out because it" in garden("why", "binary.md").out
    (garden.directory / "new.md").write_text(TEXT)
    assert garden("why", "new.md").out == b"new.md: not seen yet; read it with: scent index\n"
    (garden.directory / "note.md").write_text(TEXT * 2)
    assert b"; the file has changed since" in garden("why", "note.md").out
    (garden.directory / "note.md").unlink()
    assert b"; the file is gone since" in garden("why", "note.md").out
    assert garden("why", ".").code == 0


def test_a_directory_that_cannot_be_entered_is_named(scent: Command) -> None:
    scent = scent.without_privileges()
    closed = scent.directory / "closed"
    closed.mkdir()
    (closed / "key.md").write_text(TEXT)
    closed.chmod(0)
    assert scent("index", ".").code == 3
    reason = f"{closed}: it cannot be looked into: Permission denied"
    (answer,) = scent("why", "--json", closed / "key.md", closed).records[:1]
    closed.chmod(0o755)
    assert Path(answer["path"]) == closed / "key.md"
    assert answer["why"] == f"left out because of {reason}"
    assert not answer["indexed"]


def test_a_file_behind_a_closed_directory_is_not_called_gone(scent: Command) -> None:
    scent = scent.without_privileges()
    closed = scent.directory / "closed"
    closed.mkdir()
    (closed / "key.md").write_text(TEXT)
    assert scent("index", ".").code == 0
    closed.chmod(0)
    (answer,) = scent("why", "--json", closed / "key.md").records
    closed.chmod(0o755)
    assert answer["why"].endswith("; it cannot be looked at now: Permission denied")


def test_nothing_to_explain_is_an_error(scent: Command) -> None:
    assert scent("why").code == 2
