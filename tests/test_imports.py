"""What starting up costs: asking for help loads nothing that only work needs."""

import subprocess
import sys

import pytest

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
    [["--help"], ["--version"], ["index", "--help"], ["search", "--help"], ["status", "--help"], ["eval", "--help"]],
    ids=" ".join,
)
def test_asking_for_help_loads_nothing_heavy(words: list[str]) -> None:
    loaded = loaded_by(*words)
    assert "scent.cli.app" in loaded
    assert loaded & HEAVY == set()
