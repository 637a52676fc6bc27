"""Values at the edge and files that are no files: each gets an answer or a sentence, and nothing waits."""

import os
from pathlib import Path

import pytest
from command import Command

from scent.formats.index.lexical.stemming import forms


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    """The command, with an index of a note from 1968, one from the first moment of 1970, and one from 2024."""
    scent = Command.below(tmp_path_factory.mktemp("dated"), cache)
    for name, seconds in {"old.md": -40_000_000, "zero.md": 0, "new.md": 1_710_000_000}.items():
        (scent.directory / name).write_text(f"The ferry of {seconds} leaves at noon.\n")
        os.utime(scent.directory / name, (seconds, seconds))
    assert scent("index", ".").code == 0
    return scent


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--until", "1969"], {"old.md"}),
        (["--since", "1970"], {"zero.md", "new.md"}),
        (["--until", "1970"], {"old.md", "zero.md"}),
        (["--since", "1970", "--until", "1970"], {"zero.md"}),
        (["--since", "1971"], {"new.md"}),
        ([], {"old.md", "zero.md", "new.md"}),
    ],
)
def test_the_first_moment_of_1970_is_a_bound_like_any_other(dated: Command, words: list[str], names: set[str]) -> None:
    found = dated("search", "--mode", "lexical", "ferry", "-l", *words, TZ="UTC")
    assert {line.decode() for line in found.lines} == names


def test_a_pipe_is_no_model_and_no_configuration(scent: Command) -> None:
    os.mkfifo(scent.directory / "pipe")
    os.mkfifo(scent.directory / "pipe.gguf")
    (scent.directory / "a.md").write_text("The ferry leaves at noon.\n")
    for words in (
        ["index", "--model", "./pipe", "."],
        ["index", "--model", "./pipe.gguf", "."],
        ["models", "info", "./pipe"],
    ):
        refused = scent(*words)
        assert refused.code == 2
        assert b"pipe" in refused.err
    file = scent.home / "config" / "scent" / "config.toml"
    file.parent.mkdir(parents=True)
    os.mkfifo(file)
    for words in (["search", "x"], ["config"], ["config", "set", "limit", "3"], ["status"]):
        refused = scent(*words)
        assert refused.code == 2
        assert b"config.toml" in refused.err


def test_a_configuration_may_be_dev_null(scent: Command) -> None:
    file = scent.home / "config" / "scent" / "config.toml"
    file.parent.mkdir(parents=True)
    file.symlink_to("/dev/null")
    assert scent("config").code == 0


@pytest.mark.parametrize(
    "line",
    [
        'index = "a\\u0000b"',
        'model = "a\\u0000b"',
        'cache = "\\u0000"',
        'pager = "less\\u0000"',
        "workers = 100000",
    ],
)
def test_a_setting_that_nothing_can_use_is_named(scent: Command, line: str) -> None:
    file = scent.home / "config" / "scent" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(line + "\n")
    refused = scent("search", "x")
    assert refused.code == 2
    assert line.split(maxsplit=1)[0].encode() in refused.err
    assert b"config.toml" in refused.err
    assert b"inside scent" not in refused.err


def test_more_threads_than_processors_are_no_harm(scent: Command) -> None:
    (scent.directory / "a.md").write_text("The ferry leaves at noon.\n")
    assert scent("index", "--threads", "1024", ".").code == 0
    assert scent("index", "--threads", "100000", ".").code == 2


@pytest.mark.parametrize("spec", ["999999999999", ".999999999999f", "0>99999", "{path}", "9999"])
def test_a_width_without_bounds_is_refused(dated: Command, spec: str) -> None:
    refused = dated("search", "--mode", "lexical", "ferry", "--format", f"{{score:{spec}}}")
    assert refused.code == 2
    assert b"--format" in refused.err
    assert b"inside scent" not in refused.err


def test_a_word_without_any_language_keeps_a_form() -> None:
    assert forms(["ferry", "noon"], ()) == [("ferri",), ("noon",)]


def test_an_index_that_lost_everything_to_a_repair_answers_with_nothing(scent: Command) -> None:
    (scent.directory / "a.md").write_text("The ferry leaves at noon.\n")
    assert scent("index", ".").code == 0
    index = scent.home / "data" / "scent" / "index"
    for file in index.glob("segments/*/documents.arrow"):
        file.write_bytes(b"")
    assert scent("check", "--repair").code == 3
    for mode in ("hybrid", "lexical", "dense"):
        found = scent("search", "--mode", mode, "when does the ferry leave")
        assert (found.code, found.out) == (1, b"")
    assert scent("index").code == 0
    assert scent("search", "ferry").code == 0


@pytest.mark.parametrize("queries", [b"", b"\n\n"], ids=["nothing", "empty lines"])
def test_no_query_in_an_index_that_is_not_there_is_an_error(scent: Command, queries: bytes) -> None:
    missing = scent("search", "-", "--index", "nowhere", stdin=queries)
    assert (missing.code, missing.out) == (2, b"")
    assert b"there is no index in " in missing.err
    (scent.directory / "rent.md").write_text("The rent is due on the first.\n")
    assert scent("index", "-q", "--index", "ix", "rent.md").code == 0
    assert scent("search", "-", "--index", "ix", stdin=queries).code == 1


@pytest.mark.parametrize("words", [["index"], ["search", "ferry"], ["why"]])
def test_a_list_of_names_without_an_end_is_refused(dated: Command, words: list[str]) -> None:
    refused = dated(*words, "--files-from", "/dev/zero")
    assert refused.code == 2
    assert b"too long" in refused.err or b"has NUL bytes" in refused.err


def test_a_query_without_an_end_is_refused(dated: Command) -> None:
    refused = dated("search", "-", stdin=b"x" * (1 << 25))
    assert refused.code == 2
    assert b"too long" in refused.err


def test_questions_without_an_end_are_refused(dated: Command) -> None:
    assert b"is longer than" in dated("eval", "--judge", "/dev/zero", ".").err


def test_a_link_to_itself_is_told_with_a_way_out(scent: Command) -> None:
    (scent.directory / "loop").symlink_to("loop")
    for words in (["search", "ferry", "--index", "loop"], ["export", "-o", "loop"]):
        refused = scent(*words)
        assert refused.code == 2
        assert b"--debug" not in refused.err
