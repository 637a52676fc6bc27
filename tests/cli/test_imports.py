"""What starting up costs: each verb loads what it needs and nothing else."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
import tiny_models
from command import Command

from scent.cli.command_line import VERBS

# Packages of others that a run may load, and does: what is listed and not loaded is a mistake as well.
INDEX = {"numpy", "pyarrow"}  # any that opens an index
MODEL = {"llama_cpp", "numpy", "typing_extensions"}
LANGUAGE = {"fasttext", "fasttext_pybind"}
RUNS: dict[str, set[str]] = {
    "index notes": {*INDEX, *MODEL, *LANGUAGE, "ignore", "tantivy", "xxhash"},
    "index": {*INDEX, "ignore", "tantivy", "xxhash"},
    "search radiator": {*INDEX, *MODEL, "numkong", "tantivy", "xxhash"},
    "search --mode dense radiator": {*INDEX, *MODEL, "numkong", "tantivy", "xxhash"},
    "search --mode lexical radiator": {*INDEX, "tantivy", "xxhash"},
    "search --mode lexical -g *.md -t md --since 2020 radiator": {*INDEX, "tantivy", "xxhash"},
    "ask --writer writer.gguf radiator": {*INDEX, *MODEL, "numkong", "tantivy", "xxhash"},
    "grep radiator notes/a.md": {*MODEL, "tantivy", "xxhash"},
    "grep radiator notes": {*MODEL, "ignore", "tantivy", "xxhash"},
    "similar notes/a.md": {*INDEX, "numkong", "tantivy", "xxhash"},
    "similar --pairs": {*INDEX, "tantivy", "xxhash"},
    "cat notes/a.md": set(),
    "embed notes/a.md": MODEL,
    "embed --to npy notes/a.md": MODEL,
    "export": {*INDEX, "xxhash"},
    "status": {*INDEX, "xxhash"},
    "status --behind": {*INDEX, "ignore", "xxhash"},
    "why notes/b.txt": {*INDEX, "xxhash"},
    "check": {*INDEX, "tantivy", "xxhash", "llama_cpp", "typing_extensions"},
    "gc": {*INDEX, "tantivy", "xxhash"},
    "forget --yes notes/b.txt": {*INDEX, "tantivy", "xxhash"},
    "config": set(),
    "models": set(),
    "models info bundled": set(),
    "eval --judge questions.jsonl notes": {
        *INDEX,
        *MODEL,
        *LANGUAGE,
        "ignore",
        "numkong",
        "tantivy",
        "xxhash",
    },
}
ALWAYS = {"scent", "platformdirs"}  # small, and needed wherever a directory is not named
TYPER = {"annotated_doc", "shellingham", "typer"}  # Typer, and what it loads: every run
# Two end only when nobody asks any more, and one needs a second model; their own tests run them.
LATER = {"serve", "pick", "migrate"}
OF_TOOLS = {"sitecustomize", "usercustomize"}


FIRST = "index notes"  # in a directory without an index; all others find one


@pytest.fixture
def scent(tmp_path: Path, cache: Path) -> Command:
    command = Command(tmp_path / "work", tmp_path / "home", cache)
    command.home.mkdir(mode=0o700)  # where a runtime directory may be
    (command.directory / "notes").mkdir(parents=True)
    for name in ("a.md", "b.txt"):
        (command.directory / "notes" / name).write_text(f"Let the trapped air out of radiator {name}.\n")
        os.utime(
            command.directory / "notes" / name, (1_700_000_000, 1_700_000_000)
        )  # too old for doubts about its time
    tiny_models.scripted(command.directory / "writer.gguf", ["Let the trapped air out [1]."])
    (command.directory / "questions.jsonl").write_text('{"query": "radiator", "answers": [{"path": "notes/a.md"}]}\n')
    return command


def loaded_by(scent: Command, *words: str) -> tuple[set[str], int]:
    """The packages of others that a run of the command loads, and how many modules it loads in all."""
    done = subprocess.run(
        [sys.executable, "-P", "-X", "importtime", "-m", "scent", *words],
        capture_output=True,
        cwd=scent.directory,
        env=scent.environ,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr.decode()[-2000:]
    lines = [line for line in done.stderr.decode().splitlines() if line.startswith("import time:")]
    modules = {line.rpartition("|")[2].strip() for line in lines if not line.endswith("imported package")}
    packages = {name.partition(".")[0] for name in modules} - ALWAYS - OF_TOOLS - sys.stdlib_module_names
    # A module that is looked for in vain is in the list as well.
    return {name for name in packages if name[:1] != "_" and importlib.util.find_spec(name)}, len(modules)


@pytest.mark.parametrize("words", ["--help", "--version", *(f"{verb} --help" for verb in VERBS)])
def test_asking_for_help_loads_typer_alone(scent: Command, words: str) -> None:
    assert loaded_by(scent, *words.split())[0] == TYPER


@pytest.mark.parametrize("words", RUNS)
def test_a_verb_loads_what_it_needs(scent: Command, words: str) -> None:
    if words != FIRST:
        assert scent(*FIRST.split()).code == 0
    assert loaded_by(scent, *words.split())[0] == TYPER | RUNS[words]


def test_a_run_that_sees_what_the_last_one_saw_loads_neither_numpy_nor_arrow(scent: Command) -> None:
    for _ in range(2):
        assert scent("index", "notes").code == 0
    assert loaded_by(scent, "index")[0] == {*TYPER, "ignore", "xxhash"}


def test_every_verb_is_run_here() -> None:
    assert {words.split()[0] for words in RUNS} | LATER == set(VERBS)


LOADED = """
import sys
from scent.cli.app import main
main(["config", "path"])
print(*(name for name in sys.modules if name.startswith("scent.cli.commands.")))
"""


def test_a_verb_loads_no_other_verb(scent: Command) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", LOADED], capture_output=True, text=True, env=scent.environ, check=True
    )
    assert done.stdout.splitlines()[1:] == ["scent.cli.commands.config"]


def test_help_loads_no_more_than_twice_what_typer_loads(scent: Command) -> None:
    # By modules, whose number does not depend on what else the machine does; benchmarks/bench.py has the time.
    done = subprocess.run(
        [sys.executable, "-P", "-X", "importtime", "-c", "import typer"], capture_output=True, text=True, check=True
    )
    assert loaded_by(scent, "--help")[1] <= 2 * (done.stderr.count("\n") - 1)
