"""Programs that a command may start, such as editors: each writes down what it was told."""

import json
import sys

from command import Command

# Writes down what it was told, and whether it has the terminal.
RECORDER = """#!{python}
import json, os, sys
with open({file!r}, "a") as file:
    told = [os.path.basename(sys.argv[0]), *sys.argv[1:]]
    file.write(json.dumps({{"told": told, "terminal": os.isatty(0)}}) + "\\n")
sys.exit({code})
"""


class Desk:
    """A directory of programs that write down what they are told, before all others in the path."""

    def __init__(self, scent: Command) -> None:
        self._file, self._bin = scent.home / "told", scent.home / "bin"
        self._bin.mkdir()
        self.path = f"{self._bin}:{scent.environ['PATH']}"

    def add(self, name: str, code: int = 0, says: str = "") -> None:
        text = RECORDER.format(python=sys.executable, file=str(self._file), code=code)
        program = self._bin / name
        program.write_text(f"#!/bin/sh\necho {says}\n" if says else text)
        program.chmod(0o755)

    @property
    def told(self) -> list[list[str]]:
        return [each["told"] for each in self._lines()]

    @property
    def had_terminal(self) -> list[bool]:
        return [each["terminal"] for each in self._lines()]

    def _lines(self) -> list[dict[str, list[str]]]:
        return [json.loads(line) for line in self._file.read_text().splitlines()] if self._file.exists() else []
