"""Read queries from standard input, and file names from lists."""

import sys
from collections.abc import Iterator
from pathlib import Path

from scent.errors import UsageError

STDIN = "-"


def is_terminal() -> bool:
    """Whether standard input is a terminal, so that a person would have to type it."""
    return sys.stdin is None or sys.stdin.isatty()


def queries() -> Iterator[str]:
    """The queries on standard input, one per line, as they come; bytes that are not UTF-8 become lone surrogates."""
    if sys.stdin is None:
        return
    for line in sys.stdin.buffer:
        yield line.removesuffix(b"\n").removesuffix(b"\r").decode(errors="surrogateescape").strip()


def names(source: str | None, *, null: bool) -> list[bytes]:
    """The file names in a list: one per line, or (`null`) each ended by a NUL byte.

    Args:
        source: the file that holds the list, - for standard input; None is an empty list.
        null: whether names end with NUL bytes.

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
