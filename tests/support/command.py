"""The real command as tests run it: a home of its own, no terminal unless asked for, every byte kept."""

import json
import os
import pty
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import fork_server

# Variables that a run reads when it needs them; all others may matter to Python or to a library when it starts.
_READ_LATER = ("SCENT_", "XDG_", "HOME", "PATH", "PAGER", "COLUMNS", "VISUAL", "EDITOR", "TZ")

COMMAND = [sys.executable, "-P", "-m", "scent"]


@dataclass(frozen=True)
class Result:
    """What a run of the command left behind: its exit code, and the bytes of stdout and stderr."""

    code: int
    out: bytes
    err: bytes

    @property
    def lines(self) -> list[bytes]:
        return self.out.splitlines()

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Command:
    """The installed command, run in `directory` with a home of its own: no terminal, no colour, nothing inherited.

    `cache` may be shared between tests: what lies there can be made again, and takes a second.
    """

    directory: Path
    home: Path
    cache: Path
    prefix: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()

    @classmethod
    def below(cls, base: Path, cache: Path) -> "Command":
        """A command in a new directory below `base`, with a new home beside it."""
        directory, home = base / "work", base / "home"
        directory.mkdir()
        home.mkdir()
        return cls(directory, home, cache)

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CACHE_HOME": str(self.cache),
            "LC_ALL": "C.UTF-8",
            "TERM": "dumb",
            "COLUMNS": "80",
            "XDG_RUNTIME_DIR": str(self.home),  # where no server is
            **dict(self.extra),
            "PAGER": "cat",
        }

    def __call__(
        self, *words: str | bytes | Path, stdin: bytes = b"", cwd: Path | None = None, **environ: str
    ) -> Result:
        """Run the command with `words`; `environ` is laid over its environment."""
        if not self.prefix and not any(map(_matters_at_start, [*environ, *dict(self.extra)])):
            plain = [os.fspath(word) for word in words]
            return Result(*fork_server.run(plain, cwd or self.directory, self.environ | environ, stdin))
        done = subprocess.run(
            [*self.prefix, *COMMAND, *words],
            input=stdin,
            cwd=cwd or self.directory,
            env=self.environ | environ,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def start(self, *words: str | bytes | Path, piped: bool = False) -> subprocess.Popen[bytes]:
        """Start the command and leave it running; with `piped`, its standard input is a pipe in which nothing comes."""
        return subprocess.Popen(
            [*self.prefix, *COMMAND, *words],
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.directory,
            env=self.environ,
        )

    def without_privileges(self) -> "Command":
        """The same command, but subject to file modes even where root runs the tests."""
        bound = () if os.geteuid() else ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
        return replace(self, prefix=bound)

    def shell(self, script: str, **environ: str) -> Result:
        """Run a line of sh in which `scent` is the command."""
        quoted = " ".join(f"'{word}'" for word in COMMAND)
        done = subprocess.run(
            ["bash", "-c", f'scent() {{ {quoted} "$@"; }}\n{script}'],
            stdin=subprocess.DEVNULL,
            cwd=self.directory,
            env=self.environ | environ,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def on_terminal(self, *words: str | bytes | Path, columns: int = 80, typed: str = "", **environ: str) -> Result:
        """Run the command with a pseudo-terminal as stdout and stderr, whose bytes come back as `out`.

        With `typed`, stdin is the terminal too, and this is typed there.
        """
        ours, theirs = pty.openpty()
        os.write(ours, typed.encode())
        process = subprocess.Popen(
            [*COMMAND, *words],
            stdin=theirs if typed else subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            cwd=self.directory,
            env=self.environ | {"TERM": "xterm-256color", "COLUMNS": str(columns)} | environ,
        )
        os.close(theirs)
        seen = bytearray()
        try:
            while piece := os.read(ours, 1 << 16):
                seen += piece
        except OSError:  # EIO: on Linux, how the end of a pseudo-terminal looks
            pass
        os.close(ours)
        return Result(process.wait(timeout=120), bytes(seen).replace(b"\r\n", b"\n"), b"")


def _matters_at_start(variable: str) -> bool:
    return not variable.startswith(_READ_LATER)
