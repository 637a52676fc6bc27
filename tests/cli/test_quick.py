"""A plain command line is read without Typer: where that says what was meant, Typer says the same."""

import inspect
import re
import shlex
from importlib import import_module
from typing import Any

import pytest
import typer
from hypothesis import example, given
from hypothesis import strategies as some

from scent.cli import grammar, quick
from scent.cli.app import VERBS
from tools import command_tree

TOP = command_tree.read(grammar.build())
GROUP: Any = typer.main.get_command(grammar.build())
DEFAULTS = {
    verb: {
        name: None if each.default is each.empty else each.default
        for name, each in inspect.signature(import_module(f"scent.cli.commands.{verb}").run).parameters.items()
    }
    for verb in VERBS
}
VALUES = [
    "",
    "-",
    "--",
    "-1",
    "0",
    "1",
    "12",
    "0.5",
    "-0.5",
    ".5",
    "1e3",
    "+1",
    "1_0",
    "٣",
    "x",
    "-x",
    "a=b",
    "ein Wort",
]


def by_typer(verb: str, words: list[str]) -> dict[str, Any] | None:
    try:
        found = GROUP.commands[verb].make_context(verb, list(words)).params
    except (typer.Exit, typer.TyperException):
        return None
    # Several values are a tuple there until the verb is called, and none an empty one.
    return {name: list(value) or None if isinstance(value, tuple) else value for name, value in found.items()}


def quickly(verb: str, words: list[str]) -> dict[str, Any] | None:
    given = quick.arguments(import_module(f"scent.cli.commands.{verb}").run, words)
    return None if given is None else DEFAULTS[verb] | given


def spelt(verb: str) -> some.SearchStrategy[str]:
    """A word that means something to the verb, or nearly does."""
    found = next(each for each in TOP.verbs if each.name == verb)
    names = [name for option in found.options for name in option.names]
    words = VALUES + [value for option in (*found.options, *found.arguments) for value in option.values]
    letters = "".join(name[1] for name in names if len(name) == 2)
    return some.one_of(
        some.sampled_from(names),
        some.sampled_from(words),
        some.builds("{}={}".format, some.sampled_from(names), some.sampled_from(words)),
        some.builds("-{}{}".format, some.text(letters or "h", min_size=1, max_size=3), some.sampled_from(["", *words])),
    )


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_read_quickly_is_what_typer_reads(verb: str) -> None:
    @given(some.lists(spelt(verb), max_size=6))
    @example(["--help"])
    @example([])
    def agree(words: list[str]) -> None:
        found = quickly(verb, words)
        assert found is None or found == by_typer(verb, words)

    agree()


def test_plain_command_lines_need_no_typer() -> None:
    """All that the help shows as examples, which are checked to be run elsewhere."""
    lines = [line for verb in TOP.verbs for line in verb.section("Examples") if line.startswith("scent ")]
    commands = [shlex.split(re.split(r"   | \|| < | &", line)[0]) for line in lines]
    unread = [words for words in commands if quickly(words[1], words[2:]) is None]
    assert len(commands) > len(VERBS)
    assert unread == []
