"""Every command that a message advises works as printed, on the index that was named with --index."""

import re
import shutil
import zipfile
from collections.abc import Callable

import pytest
from command import Command

from scent.cli.output import advice

INDEX = "the boat's index"
# In messages, a word in capitals stands for a file that the user knows.
PLACES = {"PATH": ".", "NEW_PLACE": "elsewhere"}


def advised(said: bytes) -> list[str]:
    """The commands in a message: each stands behind a colon, or is quoted in a sentence, and ends at a semicolon."""
    return re.findall(r"(?:: |\()(scent [a-z]+[^;)\n]*)", said.decode())


@pytest.fixture
def boat(scent: Command) -> Command:
    """The command, with an index of two notes in a directory whose name needs quotes."""
    (scent.directory / "rent.md").write_text("The rent of the mooring is due on the first of May.\n")
    (scent.directory / "sail.md").write_text("The sail maker repairs the mainsail in March.\n")
    (scent.directory / "elsewhere").mkdir()
    assert scent("index", "-q", "--index", INDEX, "rent.md", "sail.md").code == 0
    return scent


def nothing(_: Command) -> None:
    """Leave all as it is."""


def change(scent: Command) -> None:
    (scent.directory / "rent.md").write_text("The rent of the mooring is due on the tenth of June, or else.\n")


def add_files(scent: Command) -> None:
    (scent.directory / "new.md").write_text("The new anchor weighs ten kilograms.\n")
    (scent.directory / ".secret").write_text("The spare key is below the bench.\n")
    (scent.directory / "link.md").symlink_to("rent.md")
    assert scent("index", "-q", "--index", INDEX, ".").code == 0
    (scent.directory / "later.md").write_text("The later anchor weighs twenty kilograms.\n")


def leave_out(scent: Command) -> None:
    (scent.directory / "picture.md").write_bytes(bytes(range(256)) * 20)
    with zipfile.ZipFile(scent.directory / "cut.zip", "w") as archive:
        archive.writestr("note.txt", "The oars are in the shed.\n" * 40)
    (scent.directory / "cut.zip").write_bytes((scent.directory / "cut.zip").read_bytes()[:-30])
    scent("index", "-q", "--index", INDEX, ".")


def remove_the_index(scent: Command) -> None:
    shutil.rmtree(scent.directory / INDEX)


def remove_most_files(scent: Command) -> None:
    for number in range(8):
        (scent.directory / "elsewhere" / f"{number}.md").write_text(f"Buoy {number} is red.\n")
    assert scent("index", "-q", "--index", INDEX, "elsewhere").code == 0
    shutil.rmtree(scent.directory / "elsewhere")
    (scent.directory / "elsewhere").mkdir()


def damage_words(scent: Command) -> None:
    for file in (scent.directory / INDEX).glob("lexical/*/*.term"):
        file.write_bytes(b"")


def damage_texts(scent: Command) -> None:
    for file in (scent.directory / INDEX).rglob("chunks.arrow"):
        file.write_bytes(file.read_bytes()[:-40])


@pytest.mark.parametrize(
    ("before", "words", "commands"),
    [
        (remove_the_index, ["search", "rent"], ["scent index --index {} PATH"]),
        (remove_the_index, ["status"], ["scent index --index {} PATH"]),
        (remove_the_index, ["index"], ["scent index --index {} ~/notes"]),
        (nothing, ["search", "rent", "elsewhere"], ["scent index --index {} {top}/elsewhere"]),
        (nothing, ["similar", "new.md"], []),
        (
            add_files,
            ["similar", "later.md"],
            ["scent index --index {} later.md", "scent similar --index {} < later.md"],
        ),
        (add_files, ["why", "later.md"], ["scent index --index {}"]),
        (add_files, ["why", ".secret"], ["scent index --index {} --hidden"]),
        (add_files, ["why", "link.md"], ["scent index --index {} --follow"]),
        (add_files, ["search", "anchor", "--files-from", "later.md"], ["scent index --index {} PATH"]),
        (change, ["search", "rent"], ["scent index --index {}"]),
        (change, ["search", "rent", "--stale", "fail"], ["scent index --index {}"]),
        (change, ["similar", "sail.md", "--all"], ["scent index --index {}"]),
        (change, ["check", "--files"], ["scent index --index {}"]),
        (
            leave_out,
            ["status"],
            ["scent status --index {} --skipped", "scent status --index {} --failed"],
        ),
        (
            remove_most_files,
            ["index"],
            ["scent index --index {} --prune", "scent index --index {} NEW_PLACE"],
        ),
        (damage_words, ["check"], ["scent check --index {} --repair"]),
        (damage_texts, ["search", "rent"], ["scent check --index {}", "scent check --index {} --repair"]),
        (damage_texts, ["check", "--repair"], ["scent index --index {}"]),
        (nothing, ["search", ""], ["scent search --index {} 'how to reset the router'"]),
        (nothing, ["similar"], ["scent similar --index {} notes/boiler.md"]),
        (nothing, ["check", "--files", "--repair"], ["scent check --index {} --repair"]),
    ],
)
def test_a_command_that_is_advised_names_the_index(
    boat: Command, before: Callable[[Command], None], words: list[str], commands: list[str]
) -> None:
    before(boat)
    said = boat(words[0], "--index", INDEX, *words[1:])
    quoted = "'the boat'\"'\"'s index'"
    assert advised(said.err + said.out) == [each.format(quoted, top=boat.directory) for each in commands]
    for command in advised(said.err + said.out):
        if "boiler" in command or "~" in command:  # an example, with a file that is not here
            continue
        done = boat.shell(re.sub("|".join(PLACES), lambda word: PLACES[word[0]], command))
        assert done.code in {0, 1, 3} or b"is damaged" in done.out + done.err or "check" in command, (command, done)
    assert not (boat.home / "data").exists()  # where an index would be that is not named


def test_a_message_without_a_named_index_stays_as_it_is() -> None:
    assert advice.on_index("read it with: scent index", None) == "read it with: scent index"
    assert advice.on_index("run scent models for known names", "ix") == "run scent models for known names"
    assert advice.on_index("read it with: scent index A", "a b") == "read it with: scent index --index 'a b' A"


@pytest.mark.parametrize(
    ("words", "index"),
    [
        (["search", "--index", "ix", "rent"], "ix"),
        (["search", "--index=ix", "rent"], "ix"),
        (["search", "--index=", "rent"], ""),
        (["search", "rent"], ""),
        (["search", "--", "--index", "ix"], ""),
        (["search", "--index"], ""),
        (["search", "--index", "a", "--index", "b"], "b"),
    ],
)
def test_the_named_index_is_the_value_of_the_last_option(words: list[str], index: str) -> None:
    assert advice.named_index(words) == index
