"""Where files cannot be written whole, Python leaves no half compiled file behind; a damaged one gets a sentence."""

import os
import resource
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from command import COMMAND, Command

import scent as package


@pytest.fixture
def fresh(scent: Command) -> Command:
    """The command from a copy of the package that has no compiled files yet."""
    copy = scent.directory / "lib" / "scent"
    shutil.copytree(Path(package.__path__[0]), copy, ignore=shutil.ignore_patterns("__pycache__", "*.gguf"))
    (scent.directory / "note.md").write_text("The rent is due on the first.\n")
    return replace(scent, extra=(("PYTHONPATH", str(copy.parent)),))


def compiled(fresh: Command) -> list[Path]:
    return sorted(fresh.directory.rglob("*.pyc"))


def limited(fresh: Command, *words: str) -> int:
    """Run the command where no file may have more than 100 bytes; -P, which `COMMAND` has, keeps PYTHONPATH."""
    return subprocess.run(
        [*COMMAND, *words],
        cwd=fresh.directory,
        env=fresh.environ,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
    ).returncode


def test_where_files_cannot_grow_no_compiled_file_is_written(fresh: Command) -> None:
    assert fresh("--version").code == 0
    before = compiled(fresh)
    assert before
    assert limited(fresh, "cat", "note.md") == 0
    assert compiled(fresh) == before
    assert fresh("cat", "note.md").code == 0
    assert len(compiled(fresh)) > len(before)


@pytest.mark.parametrize("module", ["cli/app", "cli/commands/cat", "core/reading/pool"])
def test_a_damaged_compiled_file_is_named_with_the_way_out(fresh: Command, module: str) -> None:
    assert fresh("cat", "note.md").code == 0
    folder, _, name = module.rpartition("/")
    (file,) = (fresh.directory / "lib/scent" / folder / "__pycache__").glob(f"{name}.*.pyc")
    os.truncate(file, 40)
    done = fresh("cat", "note.md")
    assert (done.code, done.out) == (2, b"")
    sentence, hint = done.err.decode().splitlines()
    assert sentence == f"scent: a compiled file of Python is damaged: {file}"
    assert hint.startswith(f"hint: make all anew with: {sys.executable} -m compileall -qf /")
    subprocess.run([*hint.partition("with: ")[2].split()[:-1], str(fresh.directory / "lib")], check=True)
    assert fresh("cat", "note.md").code == 0
