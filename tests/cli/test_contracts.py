"""What scripts build upon: queries on stdin, lists of names, templates, and forms that editors read."""

import json
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from command import COMMAND, Command
from hypothesis import given
from hypothesis import strategies as some

from scent.cli.output.hits.templates import Template
from scent.errors import UsageError

NOTES = {
    "boiler.md": "# Heating\n\nWhen the radiator stays cold, let the trapped air out with the small key.\n",
    "garden.txt": "In March we sow tomatoes on the window sill and keep the seedlings warm.\n",
    "tax.txt": "Receipts for the income tax return are in the blue folder on the shelf.\n",
}
QUESTIONS = b"my radiators do not get warm\nsowing tomatoes\nincome tax\n"


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    """A command whose directory `notes` has been indexed; tests must not change the files."""
    base = tmp_path_factory.mktemp("contracts")
    scent = Command(base / "work", base / "home", cache)
    scent.home.mkdir()
    (scent.directory / "notes").mkdir(parents=True)
    for name, text in NOTES.items():
        (scent.directory / "notes" / name).write_text(text, encoding="utf-8")
    assert scent("index", "notes").code == 0
    return scent


@pytest.mark.parametrize("words", [["-"], []])
def test_queries_on_stdin_are_answered_in_order(notes: Command, words: list[str]) -> None:
    result = notes("search", *words, "-lk1", stdin=QUESTIONS)
    assert (result.code, result.err) == (0, b"")
    assert result.out == b"notes/boiler.md\n--\nnotes/garden.txt\n--\nnotes/tax.txt\n"


def test_the_nth_group_answers_the_nth_query_even_where_nothing_is_found(notes: Command) -> None:
    result = notes("search", "-", "-l", "--mode", "lexical", stdin=b"xylophonist\n\ntomatoes\nzither")
    assert result.out.split(b"--\n") == [b"", b"", b"notes/garden.txt\n", b""]
    assert result.code == 0
    assert notes("search", "-", "--mode", "lexical", stdin=b"xylophonist\n").code == 1
    assert notes("search", "-", stdin=b"").code == 1


def test_json_carries_the_query(notes: Command) -> None:
    records = notes("search", "-", "--json", "-k1", stdin=QUESTIONS).records
    assert [record["query"] for record in records] == QUESTIONS.decode().splitlines()


def test_a_query_that_is_not_text_costs_only_itself(notes: Command) -> None:
    result = notes("search", "-", "-lk1", stdin=b"\xff\ntomatoes\n")
    assert result.code == 2
    assert result.out == b"--\nnotes/garden.txt\n"
    assert result.err == b"scent: line 1: the query is not valid UTF-8\n"


def test_an_answer_comes_before_the_next_query_is_asked(notes: Command) -> None:
    process = subprocess.Popen(
        [*COMMAND, "search", "-", "--json", "-k1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=notes.directory,
        env=notes.environ,
    )
    assert process.stdin
    assert process.stdout
    with process:
        for query in ("tomatoes", "income tax"):
            process.stdin.write(f"{query}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["query"] == query
        process.stdin.close()
    assert process.returncode == 0


def test_a_stream_of_queries_can_be_interrupted(notes: Command) -> None:
    process = subprocess.Popen(
        [*COMMAND, "search", "-", "-lk1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=notes.directory,
        env=notes.environ,
    )
    assert process.stdin
    assert process.stdout
    with process:
        process.stdin.write(b"tomatoes\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr
        assert process.stderr.read() == b""


def test_a_list_of_names_narrows_the_search_and_may_name_what_is_not_indexed(notes: Command) -> None:
    listed = b"notes/tax.txt\nnotes/boiler.md\nnowhere\n"
    assert sorted(notes("search", "tomatoes", "-l", "--min-score", "-1", "--files-from", "-", stdin=listed).lines) == [
        b"notes/boiler.md",
        b"notes/tax.txt",
    ]
    assert notes("search", "tomatoes", "--files-from", "-", stdin=b"").code == 1
    narrowed = notes(
        "search", "tomatoes", "notes/tax.txt", "-l", "--min-score", "-1", "--files-from", "-", stdin=listed
    )
    assert narrowed.lines == [b"notes/tax.txt"]


def test_names_ended_by_nul_go_in_and_out(scent: Command) -> None:
    name = b"new\nline \xff.txt"
    with open(os.path.join(os.fsencode(scent.directory), name), "wb") as file:  # noqa: PTH118, PTH123  # pathlib has no paths of bytes
        file.write(b"The ferry leaves at noon.\n")
    assert scent("index", "-0", "--files-from", "-", stdin=name + b"\0").code == 0
    found = scent("search", "ferry", "-l0", "--files-from", "-", stdin=name + b"\0")
    assert found.out == name + b"\0"
    (scent.directory / "list").write_bytes(name + b"\0")
    assert scent("forget", "--yes", "-0", "--files-from", "list").code == 0
    assert scent("search", "ferry").code == 1


def test_a_template_prints_what_is_asked_for(notes: Command) -> None:
    result = notes("search", "tomatoes", "-k1", "--format", r"{path}:{start_line}\t{score:.1f}\t{{{format}}}")
    path, score, form = result.out.rstrip(b"\n").split(b"\t")
    assert (path, form) == (b"notes/garden.txt:1", b"{text}")
    assert float(score) > 0
    assert notes("search", "tomatoes", "-k1", "-0", "--format", "{path}").out == b"notes/garden.txt\0"
    assert b"did you mean {path}?" in notes("search", "tomatoes", "--format", "{pth}").err


@given(some.text(some.characters(exclude_characters="\\{}", exclude_categories=["Cs"])), some.text(max_size=20))
def test_a_template_is_its_own_text_around_the_values(plain: str, value: str) -> None:
    made = Template.parse(plain + "{a}" + plain, ["a"]).fill({"a": value})
    assert made == (plain + value + plain).encode(errors="surrogateescape") or "\ud800" <= max(value) <= "\udfff"


@given(some.text(some.characters(exclude_categories=["Cs"])))
def test_any_template_is_accepted_or_refused_in_one_sentence(words: str) -> None:
    with suppress(UsageError):
        Template.parse(words, ["path"]).fill({"path": "x"})


@pytest.mark.parametrize("words", [["--json"], ["-l"], ["--vimgrep"], ["--format", "{path}"], ["--passage"]])
def test_lines_around_are_only_for_text(scent: Command, words: list[str]) -> None:
    result = scent("search", "ferry", "-C2", *words)
    assert (result.code, result.out) == (2, b"")
    assert result.err == b"scent: -A, -B and -C work only with text output, and not with --passage\n"


def test_an_unknown_key_is_met_by_the_nearest_one(scent: Command) -> None:
    result = scent("search", "ferry", "--format", "{sentence.txt}")
    assert (result.code, result.out) == (2, b"")
    assert b"did you mean {sentence.text}?" in result.err


def test_vimgrep_names_line_and_column(scent: Command) -> None:
    filler = "The mason works on the wall all day, and the apprentice carries stones. " * 60
    (scent.directory / "long.txt").write_text(f"first\n{filler}Über allem the ferry leaves at noon from the quay.\n")
    assert scent("index", ".").code == 0
    path, line, column, text = scent("search", "ferry at noon", "-k1", "--vimgrep").out.decode().split(":", 3)
    assert (path, line) == ("long.txt", "2")
    source = (scent.directory / "long.txt").read_bytes().split(b"\n")[1]
    assert source[int(column) - 1 :].decode().startswith(text[:30])


def test_an_index_among_the_files_of_another_is_none_of_them(scent: Command) -> None:
    """As caches of other tools do, it tells git and whoever reads `.ignore` that nothing here is theirs."""
    (scent.directory / "note.md").write_text("The kettle sings.\n")
    assert scent("index", "--index", "here", ".").code == 0
    assert scent("index", ".").code == 0
    assert [record["added"] for record in scent("index", "--reindex", "--index", "other", ".", "--json").records] == [1]
    scent.shell("git init -q . && git add . ")
    assert scent.shell("git ls-files").lines == [b"note.md"]
    assert scent("check", "--index", "here").code == 0
    shutil.rmtree(scent.directory / "here")  # an empty directory with a person's own rules is taken, rules and all
    (scent.directory / "here").mkdir()
    (scent.directory / "here" / ".ignore").write_text("drafts\n")
    assert scent("index", "--index", "here", ".").code == 0
    assert (scent.directory / "here" / ".ignore").read_text() == "drafts\n"
