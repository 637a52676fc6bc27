"""What holds for every verb, whatever it does: streams that fail, locales, terminals that can do nothing, signals."""

import fcntl
import os
import signal
import subprocess
import sys
import termios
import time
from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest
import tiny_models
from command import COMMAND, Command

from scent.cli.command_line import VERBS

# A run of each that prints something, changes nothing that another run sees, and ends.
RUNS = {
    "index": ["index", "--json", "notes"],
    "search": ["search", "--min-score", "-1", "ferry"],
    "ask": ["ask", "--all", "--writer", "writer.gguf", "ferry"],
    "grep": ["grep", "--min-score", "-1", "ferry", "notes/caf\udce9.txt"],
    "similar": ["similar", "notes/b.txt"],
    "cat": ["cat", "notes/b.txt"],
    "embed": ["embed", "notes/b.txt"],
    "export": ["export"],
    "status": ["status", "--json"],
    "why": ["why", "notes/b.txt"],
    "check": ["check", "--repair", "--json"],
    "gc": ["gc", "--json"],
    "forget": ["forget", "--json", "nowhere"],
    "config": ["config"],
    "models": ["models", "info", "bundled"],
    "eval": ["eval", "--judge", "questions.jsonl", "notes"],
}
WITHOUT_RESULTS = {"serve", "pick", "migrate"}  # the last one needs a second model: test_migrate.py
QUIET_CODES = {0, 1}


@pytest.fixture(scope="module")
def scent(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    base = tmp_path_factory.mktemp("verbs")
    command = Command(base / "work", base / "home", cache)
    command.home.mkdir()
    (command.directory / "notes").mkdir(parents=True)
    (command.directory / "notes" / "caf\udce9.txt").write_text("Die Fähre zur Insel legt mittags ab: ⛴.\n")
    (command.directory / "notes" / "b.txt").write_text("The ferry to the island leaves at noon.\n")
    (command.directory / "questions.jsonl").write_text('{"query": "ferry", "answers": [{"path": "notes/b.txt"}]}\n')
    tiny_models.scripted(command.directory / "writer.gguf", ["The ferry ", "leaves at noon [1]."])
    assert command("index", "notes").code == 0
    return command


def test_every_verb_is_here() -> None:
    assert set(RUNS) | WITHOUT_RESULTS == set(VERBS)


@pytest.mark.parametrize("verb", RUNS)
def test_results_that_cannot_be_written_are_one_sentence(scent: Command, verb: str) -> None:
    line = " ".join(f"'{word}'" for word in RUNS[verb])
    result = scent.shell(f"scent {line} > /dev/full")
    assert result.code == 2, result.err
    assert result.err.startswith(b"scent: ")
    assert b"no space left" in result.err.lower()
    assert b"Traceback" not in result.err


@pytest.mark.parametrize("verb", RUNS)
def test_a_closed_pipe_ends_it_quietly(scent: Command, verb: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, *RUNS[verb]],
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=subprocess.PIPE,
        cwd=scent.directory,
        env=scent.environ,
        check=False,
    )
    os.close(writer)
    assert done.returncode in QUIET_CODES
    assert done.stderr == b""


@pytest.mark.parametrize("verb", RUNS)
def test_on_a_terminal_that_can_do_nothing_there_are_no_escapes(scent: Command, verb: str) -> None:
    result = scent.on_terminal(*RUNS[verb], columns=40, TERM="dumb", LC_ALL="C")
    assert result.code in QUIET_CODES
    assert result.out
    assert b"\x1b" not in result.out
    result.out.decode()  # names that are not UTF-8 are shown as escapes, and all else is, whatever the locale


# What each reads on standard input, while it waits for more.
WAITING = {
    "search": ["search", "-"],
    "grep": ["grep", "x", "-"],
    "similar": ["similar", "-"],
    "cat": ["cat", "-"],
    "embed": ["embed", "-"],
}


@pytest.mark.parametrize("verb", WAITING)
def test_an_interrupt_ends_a_verb_that_waits_for_input(scent: Command, verb: str) -> None:
    with scent.start(*WAITING[verb], piped=True) as process:
        assert process.stdin
        process.stdin.write(b"The ferry leaves at noon.\n")
        process.stdin.flush()
        wait_until(lambda: unread(process.stdin) == 0)
        ended_by_interrupt(process)


@pytest.mark.parametrize("verb", ["index", "eval"])
def test_an_interrupt_ends_a_verb_at_work(scent: Command, verb: str, tmp_path: Path) -> None:
    long = scent.directory / "long"
    long.mkdir(exist_ok=True)
    (long / "text.txt").write_text("The tide comes in twice a day, and goes out again. " * 100_000)
    working = replace(scent, extra=(("TMPDIR", str(tmp_path)),))
    words = ["--index", tmp_path / "other"] if verb == "index" else []
    with working.start(*RUNS[verb], "long", *words, piped=True) as process:
        wait_until(lambda: any(tmp_path.rglob("writer.lock")))
        ended_by_interrupt(process)


def unread(pipe: IO[bytes] | None) -> int:
    """How many bytes of a pipe its reader has not taken yet."""
    count = array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)  # type: ignore[arg-type]  # a pipe, as the command was started with one
    return count[0]


def wait_until(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.01)


def ended_by_interrupt(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert b"Traceback" not in err
    assert process.returncode in {130, -signal.SIGINT}  # 130 to a shell, both


INTERRUPTED_AT = """
import signal, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Finder())
from scent.cli.start import main
sys.argv[1:] = {words!r}
main()
"""
# Modules that are loaded one after another until the verb is at work.
LOADED = [
    ("search", "scent.cli.app"),
    ("search", "typer"),
    ("search", "scent.cli.output.streams"),
    *((verb, f"scent.cli.commands.{verb}") for verb in (*WAITING, "index", "eval")),
    ("index", "scent.core.indexing.update"),
    ("search", "numpy"),
    ("grep", "scent.core.search.sentences.sentence_matcher"),
    ("similar", "numpy"),
    ("cat", "scent.core.reading.pool"),
    ("embed", "numpy"),
    ("eval", "scent.core.quality.evaluate"),
]


@pytest.mark.parametrize(("verb", "module"), LOADED)
def test_an_interrupt_while_it_starts_ends_it_without_a_word(scent: Command, verb: str, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AT.format(module=module, words=RUNS[verb])],
        capture_output=True,
        cwd=scent.directory,
        env=scent.environ,
        check=False,
    )
    assert done.returncode in {-signal.SIGINT, 130}
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""
