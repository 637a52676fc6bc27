"""What the README and docs/ show runs as it stands, and prints what they say it prints."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command import COMMAND, Command, Result
from places import PROJECT, SAMPLES
from terminal import screen_text

README = (PROJECT / "README.md").read_text(encoding="utf-8")
PYTHON = (PROJECT / "docs" / "python.md").read_text(encoding="utf-8")
NOTES = {
    "notes/house/flat.md": "# Flat\n\nThe rent is due on the third working day. The landlord is Ms. Okafor.\n",
    "notes/house/boiler.md": "# Boiler\n\nWhen a radiator stays cold, bleed it with the small key by the meter.\n",
    "notes/garden/spring.md": "# Spring\n\nSow peas and broad beans under glass in March. Divide the rhubarb.\n",
}
# What else the examples name, so that each finds something.
MORE = {
    "notes/money/tax.md": "# Tax\n\nReceipts for the income tax return and the home office are in the blue folder.\n",
    "notes/money/tax.txt": "Unpaid invoices lie on top of the blue folder.\n",
    "notes/money/again.txt": "Unpaid invoices lie on top of the blue folder.\n",
    "notes/money/bank.txt": "A letter from the bank about the new account lies on the desk.\n",
    "papers/heat.txt": "Plans for spring: measure how much heat the pump takes from the ground.\n",
    "src/parse.py": "".join(f"def step_{n}(text):\n    return text.strip()[{n}:]\n\n\n" for n in range(30)),
    "src/login.py": "# Passwords are kept as salted hashes, never as text.\nSALT = 16\n",
    "names.txt": "Ada Lovelace\nAlan Turing\n",
    "questions.txt": "when is the rent due\nwhere are the receipts\n",
    "journal": "disk sda: I/O error, the disk is failing\nusb 1-1: new device\n",
}
EXAMPLES = [
    line.partition("  #")[0].strip()
    for line in re.findall(r"^    (.*)$", README, re.MULTILINE)
    if re.match(r"(journalctl \| )?scent ", line) and not line.startswith("scent pick")  # a person uses it
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    """A home with the files that the examples name, indexed, and programs `scent` and `journalctl` in the path."""
    base = tmp_path_factory.mktemp("readme")
    scent = Command(base / "home", base / "home", cache)
    write(scent.directory, NOTES | MORE)
    shutil.copy(SAMPLES / "documents" / "bees.pdf", scent.directory / "report.pdf")
    program = scent.directory / "bin" / "scent"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexec " + " ".join(f"'{word}'" for word in COMMAND) + ' "$@"\n')
    journal = program.with_name("journalctl")
    journal.write_text("#!/bin/sh\ncat ~/journal\n")
    for file in (program, journal):
        file.chmod(0o755)
    assert run(scent, "scent index ~/notes ~/papers src").code == 0
    return scent


def write(directory: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text)


def run(scent: Command, line: str) -> Result:
    environ = scent.environ | {"PATH": f"{scent.directory / 'bin'}:{scent.environ['PATH']}", "EDITOR": "cat"}
    done = subprocess.run(
        ["sh", "-c", line], cwd=scent.directory, env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return Result(done.returncode, done.stdout, done.stderr)


def test_the_first_example_prints_what_the_readme_shows(scent: Command) -> None:
    write(scent.directory, NOTES)
    block = re.search(r"(?:^    .*\n)+", README, re.MULTILINE)
    assert block is not None
    shown = re.split(r"^    \$ scent (.*)\n", block[0], flags=re.MULTILINE)[1:]
    for words, output in zip(shown[::2], shown[1::2], strict=True):
        expected = [line.removeprefix("    ") for line in output.splitlines()]
        printed = screen_text(scent, *shlex.split(words), columns=80)
        assert without_figures(printed) == without_figures(expected)


def without_figures(lines: list[str]) -> list[str]:
    """Lines without what differs between two runs: rates and times."""
    return [re.sub(r"[\d,.]+ (tokens/s|s)\b", r"N \1", line) for line in lines]


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_finds_something(home: Command, line: str) -> None:
    if " jq " in line and shutil.which("jq") is None:
        pytest.skip("needs jq")
    result = run(home, line)
    assert (result.code, result.err) == (0, b"")


@pytest.fixture
def program() -> str:
    (found,) = re.findall(r"^```python\n(.*?)^```$", PYTHON, re.MULTILINE | re.DOTALL)
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
