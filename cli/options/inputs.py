"""What the command reads besides files: queries and names on standard input, names in a list.

Owned here: how lists are told apart (lines or NUL bytes).
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from scent.errors import UsageError

STDIN = "-"


def is_terminal() -> bool:
    """Whether a person would have to type what is read from standard input."""
    return sys.stdin is None or sys.stdin.isatty()


def queries() -> Iterator[str]:
    """Queries from standard input, one a line, each as soon as it is there; bytes that are no UTF-8 are surrogates."""
    if sys.stdin is None:
        return
    for line in sys.stdin.buffer:
        yield line.removesuffix(b"\n").removesuffix(b"\r").decode(errors="surrogateescape").strip()


def names(source: str | None, *, null: bool) -> list[bytes]:
    """The names that a list holds: one a line, or each ended by a NUL byte; `source` is a file, or - for stdin.

    Raises:
        UsageError: the list cannot be read.
    """
    if source is None:
        return []
    try:
        data = _all_of_stdin() if source == STDIN else Path(source).read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the list {source}: {error.strerror}") from error
    return [name for name in data.split(b"\0" if null else b"\n") if name]


def _all_of_stdin() -> bytes:
    return b"" if sys.stdin is None else sys.stdin.buffer.read()
