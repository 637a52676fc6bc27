"""`scent forget` asks before it removes anything, and says how much it would remove."""

import pytest
from command import Command

TEXT = "The kettle sings in the harbour.\n"


@pytest.fixture
def indexed(scent: Command) -> Command:
    """The command, with an index of three files."""
    for name in ("a.md", "b.md", "c.md"):
        (scent.directory / name).write_text(TEXT)
    assert scent("index", ".").code == 0
    return scent


def files(scent: Command) -> int:
    return int(scent("status", "--json").records[0]["files"])


@pytest.mark.parametrize("path", ["/", ".", "a.md"])
def test_without_a_terminal_nothing_is_forgotten_unless_yes_is_given(indexed: Command, path: str) -> None:
    refused = indexed("forget", path, stdin=b"y\n")
    assert refused.code == 2
    assert b"there is no terminal to ask on" in refused.err
    assert b"--yes" in refused.err
    assert (b"1 file would" if path == "a.md" else b"3 files and 1 indexed place would") in refused.err
    assert files(indexed) == 3
    assert indexed("forget", "--yes", path).code == 0
    assert files(indexed) == (2 if path == "a.md" else 0)


@pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("yes\n", 0), ("\n", 3), ("n\n", 3), ("what\n", 3)])
def test_a_terminal_asks_with_the_number_of_files(indexed: Command, answer: str, left: int) -> None:
    asked = indexed.on_terminal("forget", "/", typed=answer)
    assert b"forget 3 files and 1 indexed place? [y/N]" in asked.out
    assert asked.code == (1 if left else 0)
    assert files(indexed) == left


def test_a_dry_run_lists_what_would_go_and_changes_nothing(indexed: Command) -> None:
    dry = indexed("forget", "--dry-run", ".")
    assert dry.code == 0
    assert [line.rpartition(b"/")[2] for line in dry.lines] == [b"a.md", b"b.md", b"c.md"]
    assert b"3 files and 1 indexed place would be forgotten" in dry.err
    record = indexed("forget", "-n", "--json", "--yes", "a.md").records[0]
    assert (len(record["files"]), record["roots"], record["before"]) == (1, [], record["after"])
    assert files(indexed) == 3


def test_nothing_to_forget_is_no_question(indexed: Command) -> None:
    for words in (["forget"], ["forget", "--dry-run"], ["forget", "--yes"]):
        assert indexed(*words, "/nowhere").code == 1
