"""Completions in the real shells: what may stand at a place is offered, without starting Python."""

import os
import pty
import select
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
from command import Command
from places import PROJECT

COMPLETIONS = PROJECT / "completions"


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"needs {program}")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    """A directory with a model and a directory, an index that covers it, and a model that goes by its name."""
    scent = Command.below(tmp_path_factory.mktemp("completions"), cache)
    (scent.directory / "notes").mkdir()
    (scent.directory / "tiny.gguf").write_bytes(b"")
    (scent.directory / "notes" / "a.md").write_text("The kettle sings.\n")
    models = scent.home / "data" / "scent" / "models"
    models.mkdir(parents=True)
    (models / "of-mine.gguf").write_bytes(b"")
    assert scent("index", "notes").code == 0
    return scent


# What is typed (the last word is being completed), something that is offered, something that is not.
CASES = [
    (["sea"], "search", "status"),
    ([""], "forget", "README.md"),
    (["hel"], "help", "search"),
    (["help", "sea"], "search", "status"),
    (["search", "--li"], "--limit", "--json"),
    (["search", "--mode", "d"], "dense", "hybrid"),
    (["search", "--type", "pyth"], "python", "rust"),
    (["index", "--strategy", ""], "blend", "notes"),
    (["index", "no"], "notes", "tiny.gguf"),
    (["index", "--model", "ti"], "tiny.gguf", "notes"),
    (["search", "query", "-k", "3", "no"], "notes", "status"),
    (["index", "--model", "nomic-embed-text-v1"], "nomic-embed-text-v1.5", "notes"),
    (["index", "--model", "of-"], "of-mine", "notes"),
    (["models", "pu"], "pull", "use"),
    (["models", "pull", "emb"], "embeddinggemma-300m", "bge-m3"),
    (["models", "use", "bund"], "bundled", "bge-m3"),
    (["models", "use", "ti"], "tiny.gguf", "notes"),
    (["models", "info", ""], "bge-m3", "-J"),
    (["models", "info", ""], "of-mine", "info"),
    (["config", ""], "unset", "mode"),
    (["config", "set", ""], "mode", "list"),
    (["config", "set", "mode", ""], "dense", "mode"),
    (["config", "set", "hidden", ""], "true", "unset"),
    (["config", "set", "strategy", "l"], "late", "early"),
    (["config", "get", "ch"], "chunk_tokens", "edit"),
]


def bash(place: Command, words: list[str]) -> str:
    script = (
        f'. {COMPLETIONS}/scent; COMP_WORDS=(scent "$@"); COMP_CWORD=$#; '
        '$(complete -p scent | sed "s/.*-F \\([^ ]*\\).*/\\1/"); printf "%s\\n" "${COMPREPLY[@]}"'
    )
    command = ["bash", "--norc", "-c", script, "bash", *words]
    done = subprocess.run(command, cwd=place.directory, env=place.environ, capture_output=True, text=True, check=False)
    assert "error" not in done.stderr
    return done.stdout


def fish(place: Command, words: list[str]) -> str:
    line = " ".join(["scent", *(word or "''" for word in words[:-1]), words[-1]])
    script = f"source {COMPLETIONS}/scent.fish; complete -C '{line}'"
    command = ["fish", "--no-config", "-c", script]
    done = subprocess.run(command, cwd=place.directory, env=place.environ, capture_output=True, text=True, check=True)
    return "\n".join(entry.split("\t")[0] for entry in done.stdout.splitlines())


def zsh(place: Command, words: list[str], expected: str) -> str:
    """What zsh shows on a terminal when Tab is pressed twice after `words`."""
    line = " ".join(["scent", *words])
    ready = f"fpath=({COMPLETIONS} $fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=1000; PS1='READ''Y '\n"
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(place.directory)
        os.execvpe("zsh", ["zsh", "-f", "-i"], place.environ | {"TERM": "xterm", "COLUMNS": "200"})  # noqa: S606  # no shell: this is one
    try:
        os.write(terminal, ready.encode())
        _until(terminal, "READY ")
        os.write(terminal, f"{line}\t\t".encode())
        return _until(terminal, expected)
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)


def _until(terminal: int, expected: str, seconds: float = 20) -> str:
    seen, end = "", time.monotonic() + seconds
    while expected not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 1 << 16).decode(errors="replace")
    return seen


@pytest.mark.parametrize(("words", "offered", "not_offered"), CASES)
def test_bash_offers_what_may_stand_there(place: Command, words: list[str], offered: str, not_offered: str) -> None:
    found = bash(place, words).splitlines()
    assert offered in found
    assert not_offered not in found


@needs("fish")
@pytest.mark.parametrize(("words", "offered", "not_offered"), CASES)
def test_fish_offers_what_may_stand_there(place: Command, words: list[str], offered: str, not_offered: str) -> None:
    found = [line.rstrip("/") for line in fish(place, words).splitlines()]
    assert offered in found
    assert not_offered not in found


@needs("zsh")
@pytest.mark.parametrize(("words", "offered", "_"), CASES)
def test_zsh_offers_what_may_stand_there(place: Command, words: list[str], offered: str, _: str) -> None:
    assert offered in zsh(place, words, offered)


def test_bash_offers_what_the_index_covers_from_anywhere(place: Command) -> None:
    assert f"{place.directory}/notes" in bash(place, ["search", "query", "/"])


@needs("fish")
def test_fish_offers_what_the_index_covers_from_anywhere(place: Command) -> None:
    assert f"{place.directory}/notes" in fish(place, ["search", "query", str(place.directory)[:-2]])


def test_bash_takes_a_value_after_an_equals_sign(place: Command) -> None:
    assert bash(place, ["search", "--mode", "=", "d"]).split() == ["dense"]


@needs("shellcheck")
def test_shellcheck_accepts_the_completion_of_bash() -> None:
    done = subprocess.run(["shellcheck", COMPLETIONS / "scent"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(("shell", "file"), [("bash", "scent"), ("zsh", "_scent"), ("fish", "scent.fish")])
def test_a_shell_can_parse_its_completion(shell: str, file: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    done = subprocess.run([shell, "-n", COMPLETIONS / file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_completion_starts_no_python(place: Command, tmp_path: Path) -> None:
    for name in ("scent", "python", "python3"):
        (tmp_path / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
        (tmp_path / name).chmod(0o755)
    place = replace(place, extra=(("PATH", f"{tmp_path}:{place.environ['PATH']}"),))
    for words in (["search", "--mode", "d"], ["search", "query", "/"], ["models", "pull", ""]):
        assert bash(place, words).split()
    assert not (tmp_path / "started").exists()
