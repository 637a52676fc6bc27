"""A terminal with a person at it: a command runs there, is typed at, and its screen is read."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

# Long enough for a machine that does much else; a test that passes never waits for it.
_PATIENCE = 90.0


class LiveTerminal:
    """A command on a pseudo-terminal of its own, which is its controlling terminal.

    With `out`, standard output goes to that file instead.
    """

    def __init__(
        self,
        words: Sequence[str],
        environ: Mapping[str, str],
        directory: Path,
        size: tuple[int, int] = (100, 30),
        out: Path | None = None,
    ) -> None:
        self._ours, theirs = pty.openpty()
        self._set_size(size)
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        stdout = theirs if out is None else os.open(out, os.O_WRONLY | os.O_CREAT)
        self.process = subprocess.Popen(
            ["setsid", "--ctty", *words],  # which becomes the command: it is no leader of a group
            stdin=theirs,
            stdout=stdout,
            stderr=theirs,
            cwd=directory,
            env={name: value for name, value in environ.items() if name not in {"COLUMNS", "LINES"}}
            | {"TERM": "xterm-256color"},
        )
        for descriptor in {theirs, stdout}:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()
        os.close(self._ours)

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def resize(self, size: tuple[int, int]) -> None:
        self._set_size(size)
        self._screen.resize(size[1], size[0])

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def bold(self) -> str:
        """The characters that are bold."""
        cells = (cell for row in range(self._screen.lines) for cell in self._cells(row))
        return "".join(cell.data for cell in cells if cell.bold)

    @property
    def is_coloured(self) -> bool:
        return any(cell.fg != "default" for row in range(self._screen.lines) for cell in self._cells(row))

    def wait_for(self, *texts: str, without: str | None = None) -> None:
        """Wait until the screen has all of these texts, and has not the text `without`."""
        end = time.monotonic() + _PATIENCE
        while not all(text in self.text for text in texts) or (without is not None and without in self.text):
            assert time.monotonic() < end, f"{texts} came not; the screen:\n{self.text}"
            if not self._read(0.2) and self.process.poll() is not None:
                raise AssertionError(f"{texts} came not before the end; the screen:\n{self.text}")

    def end(self) -> int:
        """Read until the command ends, and return its exit code."""
        end = time.monotonic() + _PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end, f"it does not end; the screen:\n{self.text}"
            self._read(0.1)
        while self._read(0.0):
            pass
        return self.process.returncode

    def _cells(self, row: int) -> list[pyte.screens.Char]:
        return [self._screen.buffer[row][column] for column in range(self._screen.columns)]

    def _set_size(self, size: tuple[int, int]) -> None:
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def _read(self, seconds: float) -> bool:
        if not select.select([self._ours], [], [], seconds)[0]:
            return False
        try:
            piece = os.read(self._ours, 1 << 16)
        except OSError:  # EIO: on Linux, how the end of a pseudo-terminal looks
            return False
        # fzf asks where the cursor is.
        for _ in range(piece.count(b"\x1b[6n")):
            os.write(self._ours, b"\x1b[%d;%dR" % (self._screen.cursor.y + 1, self._screen.cursor.x + 1))
        self._stream.feed(piece)
        return bool(piece)
