"""fzf: which one there is, and the command line and the environment with which the picker starts it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import NamedTuple

from scent.cli.picking import client
from scent.errors import UsageError

Version = tuple[int, int]

# The oldest that has all options below; Ubuntu 22.04 has it.
_OLDEST: Version = (0, 29)
_TWO_LAYOUTS: Version = (0, 31)
_OWN_SHELL: Version = (0, 51)
# From so many columns on, the passage is beside the list, otherwise above it.
_WIDE = 120
_BESIDE, _ABOVE = "right,50%,border-left", "up,60%,border-bottom"
_OTHERS = "scent search -o N opens a result without it"

# The words come from fzf, which quotes them for sh; whatever is in a query stays one word.
_ASK = 'exec "$_SCENT_PICKER_PYTHON" -I -S "$_SCENT_PICKER_CLIENT"'
# The user's FZF_DEFAULT_OPTS are for looks and keys; what would change the answer is turned off.
_ANSWER = ["--no-print0", "--no-print-query", "--no-expect", "--no-read0", "--no-tac", "--no-select-1", "--no-exit-0"]


class Fzf(NamedTuple):
    """An installed fzf: the path of the program, and its version."""

    program: str
    version: Version

    def words(self, query: str, *, colour: bool, columns: int) -> list[str]:
        """The command line of a picker whose list has a key in its first field, and a message in its first line.

        Args:
            query: what is typed already.
            colour: whether colours are used.
            columns: the width of the terminal.
        """
        window = _BESIDE if columns >= _WIDE else _ABOVE
        if self.version >= _TWO_LAYOUTS:
            window = f"{_BESIDE},<{_WIDE // 2}({_ABOVE})"  # counts the columns of the passage
        return [
            self.program,
            *_ANSWER,
            *(["--with-shell", "/bin/sh -c"] if self.version >= _OWN_SHELL else []),
            *([] if colour else ["--no-color"]),
            *("--disabled", "--no-sort", "--multi", "--ansi"),
            *("--query", query),
            *("--delimiter", "\t", "--with-nth", "2..", "--header-lines", "1"),
            *("--bind", f"change:reload:{_ASK} list {{q}}"),
            *("--bind", f"alt-g:execute-silent({_ASK} judge {{1}} good)+refresh-preview"),
            *("--bind", f"alt-b:execute-silent({_ASK} judge {{1}} bad)+refresh-preview"),
            *("--preview", f"{_ASK} preview {{1}}", "--preview-window", window),
        ]


def find() -> Fzf:
    """The fzf in the path.

    Raises:
        UsageError: there is none, or it is too old.
    """
    program = shutil.which("fzf")
    if program is None:
        raise UsageError(
            "scent pick needs fzf, which is not installed",
            hint=f"install it, such as with: apt install fzf, or: brew install fzf; {_OTHERS}",
        )
    # Its options could be wrong, which it would tell instead of its version.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FZF_DEFAULT_OPTS")}
    done = subprocess.run(  # noqa: S603  # the user's own program
        [program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, env=environ, check=False
    )
    match = re.match(rb"v?(\d+)\.(\d+)", done.stdout)
    if match is None:
        raise UsageError(f"{program} is not fzf", hint=_OTHERS)
    version = int(match[1]), int(match[2])
    if version < _OLDEST:
        raise UsageError(
            f"fzf {version[0]}.{version[1]} is too old for scent pick",
            hint=f"install {_OLDEST[0]}.{_OLDEST[1]} or later; {_OTHERS}",
        )
    return Fzf(program, version)


def environ(address: str, base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of fzf; `address` is the picker's socket.

    fzf quotes what is typed for sh, whatever shell the user has.
    """
    return {
        **base,
        "SHELL": "/bin/sh",
        client.SOCKET: address,
        "_SCENT_PICKER_PYTHON": sys.executable,
        "_SCENT_PICKER_CLIENT": client.__file__,
    }
