"""What the README shows runs as it stands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import Command
from places import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def program() -> str:
    (found,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_example_in_python_finds_the_passage(scent: Command, program: str) -> None:
    (scent.directory / "notes").mkdir()
    (scent.directory / "notes" / "boiler.md").write_text("When the radiator stays cold, let the trapped air out.\n")
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=scent.directory, env=scent.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    added, hit, shape = done.stdout.splitlines()
    assert (added, shape) == ("1 added", "(2, 384)")
    assert hit == f"{scent.directory}/notes/boiler.md 1 When the radiator stays cold, let the trapped air out."


def test_the_example_is_typed(tmp_path: Path, program: str) -> None:
    (tmp_path / "example.py").write_text(program)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", PROJECT / "pyproject.toml"]
    done = subprocess.run([*command, tmp_path / "example.py"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "Success: no issues found in 1 source file\n"), done.stderr
