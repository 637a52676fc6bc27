"""Reads and writes the standard streams of the process. Only results go to stdout."""

import errno
import os
import sys
from collections.abc import Iterable
from typing import BinaryIO, TextIO

from scent.cli.output.render import visible


def settle() -> None:
    """Open /dev/null for each missing stream (`>&-`). Otherwise the next opened file would take its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one


def stdout_is_terminal() -> bool:
    """Whether a person reads the results."""
    return sys.stdout is not None and sys.stdout.isatty()


def stderr_is_terminal() -> bool:
    """Whether a person sees messages and progress."""
    return sys.stderr is not None and sys.stderr.isatty()


def stdin_is_terminal() -> bool:
    """Whether a person can answer a question."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(question: str) -> bool:
    """Ask on stderr and read the answer from stdin: true for y or yes, false for anything else."""
    to_stderr(f"scent: {visible(question)}")
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def write(lines: Iterable[bytes]) -> None:
    """Write results to stdout.

    Raises:
        BrokenPipeError: the reader has closed the pipe.
        OSError: stdout is closed, or the disk is full.
    """
    binary().writelines(lines)


def binary() -> BinaryIO:
    """The binary stream for results that are not lines.

    Raises:
        OSError: stdout is closed.
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    return sys.stdout.buffer


def read() -> bytes:
    """All of standard input; empty if it is closed."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


def flush() -> None:
    """Flush stdout; raises the errors of `write`."""
    if sys.stdout is not None:
        sys.stdout.flush()


def drop() -> None:
    """Flush stdout. If that fails, redirect it to /dev/null, so that the flush at exit prints no error."""
    try:
        flush()
    except OSError:
        _discard(sys.stdout)


def say(message: str) -> None:
    """Print `scent: message` on stderr."""
    to_stderr(f"scent: {visible(message)}\n")


def hint(message: str) -> None:
    """Print on stderr what to do about the message before: `hint: message`."""
    to_stderr(f"hint: {visible(message)}\n")


def to_stderr(line: str) -> None:
    """Write to stderr, if it is open. An error is ignored: there is no other place to report it."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(line)
            sys.stderr.flush()
        except OSError:
            _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    """Redirect a stream to /dev/null, so that its buffer is not written again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
