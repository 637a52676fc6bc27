"""The three streams of the process: whether they are there, what they are, and writing to them.

Owned here: every write to stdout and stderr; stdout carries results only.
"""

import errno
import os
import sys
from collections.abc import Iterable
from typing import BinaryIO, TextIO

from scent.cli.output.render import visible


def settle() -> None:
    """Put /dev/null where a stream is missing (`>&-`), lest the next file opened take its place and be written into."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one


def stdout_is_terminal() -> bool:
    """Whether results are read by a person."""
    return sys.stdout is not None and sys.stdout.isatty()


def stderr_is_terminal() -> bool:
    """Whether somebody looks on."""
    return sys.stderr is not None and sys.stderr.isatty()


def write(lines: Iterable[bytes]) -> None:
    """Write results to stdout.

    Raises:
        BrokenPipeError: nobody reads any more.
        OSError: stdout is closed or full.
    """
    binary().writelines(lines)


def binary() -> BinaryIO:
    """Where results go that are no lines.

    Raises:
        OSError: stdout is closed.
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    return sys.stdout.buffer


def read() -> bytes:
    """All of standard input; nothing where there is none."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


def flush() -> None:
    """Bring everything written so far to whoever reads; raises what `write` raises."""
    if sys.stdout is not None:
        sys.stdout.flush()


def drop() -> None:
    """Flush stdout; where that fails, point it at nothing, or the interpreter's own flush at exit would fail aloud."""
    try:
        flush()
    except OSError:
        _discard(sys.stdout)


def say(message: str) -> None:
    """Tell the user one line on stderr: `scent: message`."""
    to_stderr(f"scent: {visible(message)}\n")


def hint(message: str) -> None:
    """Tell the user on stderr what to do about the line before."""
    to_stderr(f"hint: {visible(message)}\n")


def to_stderr(line: str) -> None:
    """Write to stderr as it is, if there is one; where it cannot be written to, there is nobody to tell."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(line)
            sys.stderr.flush()
        except OSError:
            _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    """Point a stream at nothing, so that what it holds and cannot write is not tried again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
