"""What starting up costs: asking for help loads nothing that only work needs."""

import subprocess
import sys
import time

import pytest

from scent.cli.app import VERBS

HEAVY = {
    "charset_normalizer",
    "filelock",
    "gguf",
    "ignore",
    "llama_cpp",
    "numkong",
    "numpy",
    "pyarrow",
    "pydantic",
    "rich",
    "tantivy",
    "usearch",
    "xxhash",
}


def loaded_by(*words: str) -> set[str]:
    """Every module that a run of `scent` loads, and every package that one of them is in."""
    done = subprocess.run(
        [sys.executable, "-I", "-X", "importtime", "-m", "scent", *words], check=True, capture_output=True
    )
    lines = [line for line in done.stderr.decode().splitlines() if line.startswith("import time:")]
    modules = [line.rpartition("|")[2].strip() for line in lines]
    return {".".join(name.split(".")[:depth]) for name in modules for depth in range(1, name.count(".") + 2)}


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], *([verb, "--help"] for verb in VERBS)],
    ids=" ".join,
)
def test_asking_for_help_loads_nothing_heavy(words: list[str]) -> None:
    loaded = loaded_by(*words)
    assert "scent.cli.app" in loaded
    assert loaded & HEAVY == set()


def test_help_takes_no_more_than_twice_what_typer_takes() -> None:
    def seconds(*words: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-I", *words], check=True, capture_output=True)
        return time.perf_counter() - began

    # The least of several, taken in turn: what else the machine does only ever adds.
    pairs = [(seconds("-m", "scent", "--help"), seconds("-c", "import typer")) for _ in range(8)]
    assert min(ours for ours, _ in pairs) <= 2 * min(theirs for _, theirs in pairs)
