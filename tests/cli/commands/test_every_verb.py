"""What holds for every verb, whatever it does: streams that fail, locales, terminals that can do nothing, signals."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import Command

from scent.cli.command_line import VERBS

# A run of each that prints something, changes nothing that another run sees, and ends.
RUNS = {
    "index": ["index", "--json", "notes"],
    "search": ["search", "--min-score", "-1", "ferry"],
    "grep": ["grep", "--min-score", "-1", "ferry", "notes/caf\udce9.txt"],
    "similar": ["similar", "notes/b.txt"],
    "cat": ["cat", "notes/b.txt"],
    "embed": ["embed", "notes/b.txt"],
    "export": ["export"],
    "status": ["status", "--json"],
    "check": ["check", "--repair", "--json"],
    "gc": ["gc", "--json"],
    "forget": ["forget", "--json", "nowhere"],
    "config": ["config"],
    "models": ["models", "info", "bundled"],
    "eval": ["eval", "--judge", "questions.jsonl", "notes"],
}
WITHOUT_RESULTS = {"serve"}
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
def test_whoever_has_seen_enough_ends_it_quietly(scent: Command, verb: str) -> None:
    line = " ".join(f"'{word}'" for word in RUNS[verb])
    result = scent.shell(f"{{ sleep .2; scent {line}; echo $? >&2; }} | true")
    assert result.err in {b"0\n", b"1\n"}


@pytest.mark.parametrize("verb", RUNS)
def test_on_a_terminal_that_can_do_nothing_there_are_no_escapes(scent: Command, verb: str) -> None:
    result = scent.on_terminal(*RUNS[verb], columns=40, TERM="dumb", LC_ALL="C")
    assert result.code in QUIET_CODES
    assert result.out
    assert b"\x1b" not in result.out
    result.out.decode()  # names that are not UTF-8 are shown as escapes, and all else is, whatever the locale


@pytest.mark.parametrize("seconds", [0.6, 1.0, 1.8])  # while it loads, or is at work
@pytest.mark.parametrize("verb", ["index", "search", "grep", "similar", "cat", "embed", "eval"])
def test_an_interrupt_ends_it_without_a_word_of_python(scent: Command, verb: str, seconds: float) -> None:
    waiting = {"grep": ["grep", "x", "-"], **{each: [each, "-"] for each in ("search", "similar", "cat", "embed")}}
    words = waiting.get(verb, RUNS[verb])
    long = scent.directory / "long"
    long.mkdir(exist_ok=True)
    (long / "text.txt").write_text("The tide comes in twice a day, and goes out again. " * 100_000)
    if verb in {"index", "eval"}:
        words = [*words, "long", *(["--index", "other"] if verb == "index" else [])]
    code, err = interrupted(scent, words, seconds)
    assert b"Traceback" not in err
    assert code in {130, -signal.SIGINT}  # 130 to a shell, both; the second while the interpreter starts


def interrupted(scent: Command, words: list[str], seconds: float) -> tuple[int, bytes]:
    """How a run ends that is interrupted after some seconds."""
    with scent.start(*words, piped=True) as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    return process.returncode, err


INTERRUPTED_AT = """
import signal, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Finder())
from scent.cli.start import main
sys.argv[1:] = ["search", "ferry"]
main()
"""


@pytest.mark.parametrize("module", ["scent.cli.app", "scent.cli.output.streams", "scent.cli.commands.search"])
def test_an_interrupt_while_it_starts_ends_it_without_a_word(scent: Command, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AT.format(module=module)],
        capture_output=True,
        cwd=scent.directory,
        env=scent.environ,
        check=False,
    )
    assert (done.returncode in {-signal.SIGINT, 130}, done.stdout, done.stderr) == (True, b"", b"")
