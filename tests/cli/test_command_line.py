"""How a command line is read: which words are options, values and arguments."""

import re
import shlex
from contextlib import redirect_stdout, suppress
from io import StringIO
from typing import Any

import pytest
import typer
from hypothesis import example, given
from hypothesis import strategies as some

from scent.cli import command_line, usage_errors
from scent.cli.command_line import VERBS
from tools import command_tree

GROUP = command_line.group()
TOP = command_tree.read(GROUP)
VALUES = ["", "-", "--", "-1", "0", "12", "0.5", "-0.5", ".5", "1e3", "+1", "1_0", "٣", "x", "-x", "a=b", "two words"]


def parsed(words: list[str]) -> dict[str, Any]:
    """What the parameters of a verb become, without those that nobody named; the verb is not run."""
    with GROUP.make_context("scent", ["--version"], resilient_parsing=True) as context:
        values = GROUP.get_command(context, words[0]).make_context(words[0], words[1:]).params
    unset = (None, (), False, "")
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value not in unset
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("search -k5 x", {"query": "x", "limit": 5}),
        ("search -k 5 x", {"query": "x", "limit": 5}),
        ("search --limit=5 x", {"query": "x", "limit": 5}),
        ("search x --limit 5 notes", {"query": "x", "paths": ["notes"], "limit": 5}),
        ("search -k 3 -k 5 x", {"query": "x", "limit": 5}),
        ("search -lk5 x", {"query": "x", "files_only": True, "limit": 5}),
        ("search -l0 x", {"query": "x", "files_only": True, "null": True}),
        ("search -t md -t py x", {"query": "x", "kinds": ["md", "py"]}),
        ("search --min-score -1 x", {"query": "x", "min_score": -1.0}),
        ("search --min-score=-1 x", {"query": "x", "min_score": -1.0}),
        ("search -- -x -k", {"query": "-x", "paths": ["-k"]}),
        ("search -", {"query": "-"}),
        ("search --warm x", {"query": "x", "warm": True}),
        ("grep -h x a", {"query": "x", "paths": ["a"], "names": False}),
        ("grep -Hn x", {"query": "x", "names": True, "line_number": True}),
        ("grep -IN x", {"query": "x"}),
        ("grep -e a -e b c", {"also": ["a", "b"], "query": "c"}),
        ("index --no-ignore --hidden .", {"paths": ["."], "no_ignore": True, "hidden": True}),
        ("config --json", {"action": "list", "json": True}),
        ("config --json get index", {"action": "get", "name": "index", "json": True}),
        ("models info bge-m3 --json", {"action": "info", "names": ["bge-m3"], "json": True}),
    ],
)
def test_words_become_parameters(line: str, expected: dict[str, Any]) -> None:
    defaults = {"stale": "hide", "colour": "auto", "sort": "score"}
    found = {name: value for name, value in parsed(line.split()).items() if defaults.get(name) != value and value != 0}
    assert found == {name: value for name, value in expected.items() if value != 0}


def near_words(verb: str) -> some.SearchStrategy[str]:
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
def test_any_words_are_read_or_refused_in_one_sentence(verb: str) -> None:
    command = GROUP.get_command(None, verb)

    @given(some.lists(near_words(verb), max_size=6))
    @example([])
    def read(words: list[str]) -> None:
        try:
            with redirect_stdout(StringIO()), suppress(typer.Exit):  # --help prints, and exits
                command.make_context(verb, list(words))
        except typer.TyperException as error:
            message, hint = usage_errors.message(error), usage_errors.hint(error, [verb, *words], VERBS)
            assert message
            assert not message.endswith(".")
            assert "x>=" not in message
            assert hint

    read()


def test_every_example_of_the_help_is_a_valid_command_line() -> None:
    lines = [line for verb in TOP.verbs for line in verb.section("Examples")]
    commands = [
        shlex.split(re.sub(r"  .*", "", part.split(" < ")[0].split(" > ")[0]))
        for line in lines
        for part in re.split(r" \|\|? | && | & ?", line)
        if re.match(r"\s*scent ", part)
    ]
    assert {words[1] for words in commands} == set(VERBS)
    for words in commands:
        parsed(words[1:])
