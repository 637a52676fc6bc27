"""Help: the same text for everyone who asks, kept as golden files."""

from collections.abc import Callable
from importlib import import_module

import pytest
from command import Command

from scent.cli import command_line
from scent.cli.command_line import VERBS
from scent.cli.settings.settings import Settings
from scent.core.files.walk import MAX_SIZE
from scent.core.search.sentences.sentence_matcher import LEAST_SCORE


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_is_as_agreed(scent: Command, golden: Callable[[str, bytes], None], verb: str) -> None:
    result = scent(*verb.split(), "--help")
    assert (result.code, result.err) == (0, b"")
    golden(f"help/{verb or 'scent'}.txt", result.out)


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_fits_a_terminal_of_80_columns_and_says_how_a_run_may_end(scent: Command, verb: str) -> None:
    text = scent(*verb.split(), "-h").out.decode()
    assert max(map(len, text.splitlines())) <= 80
    assert "Exit status:" in text
    assert ("Examples:" if verb else "First steps:") in text


def test_without_a_verb_help_goes_to_stderr(scent: Command) -> None:
    result = scent()
    assert (result.code, result.out) == (2, b"")
    assert b"Commands:" in result.err


def test_the_version_is_one_line(scent: Command) -> None:
    assert scent("--version").lines == [b"scent 0.1.0"]


def test_help_names_the_real_defaults(scent: Command) -> None:
    assert f"(default: {Settings._field_defaults['limit']})" in scent("search", "-h").out.decode()
    assert "results (default: 10)" in scent("eval", "-h").out.decode()
    assert f"(default: {LEAST_SCORE})" in " ".join(scent("grep", "--help").out.decode().split())
    assert f"(default: {MAX_SIZE >> 20}M)" in " ".join(scent("index", "-h").out.decode().split())


@pytest.mark.parametrize("verb", VERBS)
def test_help_speaks_to_people(scent: Command, verb: str) -> None:
    text = scent(verb, "--help").out.decode()
    assert "x>=" not in text
    assert "<=x" not in text
    assert "[default" not in text


def test_every_option_has_help() -> None:
    group = command_line.group()
    with group.make_context("scent", ["--version"], resilient_parsing=True) as context:
        for verb in VERBS:
            command = group.get_command(context, verb)
            assert all(parameter.help for parameter in command.params), verb


@pytest.mark.parametrize(("verb", "summary"), VERBS.items())
def test_the_list_of_verbs_says_what_each_one_says_of_itself(verb: str, summary: str) -> None:
    doc = import_module(f"scent.cli.commands.{verb}").run.__doc__
    assert " ".join(doc.split("\n\n")[0].split()) == summary
