"""A terminal as a person sees it: what a command draws, in an emulator with a screen of its own."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Iterator
from itertools import groupby

import pyte
from command import COMMAND, Command

ROWS = 60
_STYLES = ("bold", "italics", "underscore", "reverse")


def frames(scent: Command, *words: str, columns: int, **environ: str) -> Iterator[pyte.Screen]:
    """The screen after each piece that the command draws; the last is what is left there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    screen = pyte.Screen(columns, ROWS)
    stream = pyte.ByteStream(screen)
    size = {name: value for name, value in scent.environ.items() if name not in {"COLUMNS", "LINES"}}
    with subprocess.Popen(
        [*COMMAND, *words],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        cwd=scent.directory,
        env=size | {"TERM": "xterm-256color"} | environ,
    ):
        os.close(theirs)
        try:
            while piece := os.read(ours, 1 << 16):
                stream.feed(piece)
                yield screen
        except OSError:  # EIO: on Linux, how the end of a pseudo-terminal looks
            pass
        yield screen
    os.close(ours)


def shown(scent: Command, *words: str, columns: int, **environ: str) -> str:
    """What a command leaves on the screen; colours and styles stand in angle brackets."""
    *_, screen = frames(scent, *words, columns=columns, **environ)
    lines = [_line(screen, row) for row in range(ROWS)]
    return "\n".join(lines).rstrip() + "\n"


def screen_text(scent: Command, *words: str, columns: int) -> list[str]:
    """The lines of text that a command leaves on the screen, without styles and trailing space."""
    *_, screen = frames(scent, *words, columns=columns)
    return "\n".join(line.rstrip() for line in screen.display).rstrip().splitlines()


def colours(screen: pyte.Screen) -> set[str]:
    """The colours in which something is written."""
    cells = (screen.buffer[row][column] for row in range(ROWS) for column in range(screen.columns))
    return {cell.fg for cell in cells if cell.data.strip()} - {"default"}


def _line(screen: pyte.Screen, row: int) -> str:
    cells = [screen.buffer[row][column] for column in range(screen.columns)]
    line = ""
    for style, run in groupby(cells, _style):
        text = "".join(cell.data for cell in run)
        line += f"<{style}>{text}</>" if style and text.strip() else text
    return line.rstrip()


def _style(cell: pyte.screens.Char) -> str:
    names = [name for name in _STYLES if getattr(cell, name)]
    return " ".join(([cell.fg] if cell.fg != "default" else []) + names)
