"""Read queries from standard input, and file names from lists."""

import sys
from collections.abc import Iterator
from pathlib import Path

from scent.errors import UsageError

STDIN = "-"

# Far more than a model reads. Input without line ends, such as /dev/zero, would fill the memory.
_LONGEST_QUERY = 1 << 24
_PIECE = 1 << 20
# Paths have up to 4,096 bytes. A list that never ends, such as /dev/zero, would fill the memory.
_LONGEST_NAME = 1 << 16
_MOST_NAMES = 10_000_000


def is_terminal() -> bool:
    """Whether standard input is a terminal, so that a person would have to type it."""
    return sys.stdin is None or sys.stdin.isatty()


def queries() -> Iterator[str]:
    """The queries on standard input, one per line, as they come; bytes that are not UTF-8 become lone surrogates.

    Raises:
        UsageError: a line is too long for a query.
    """
    if sys.stdin is None:
        return
    while line := sys.stdin.buffer.readline(_LONGEST_QUERY + 1):
        if len(line) > _LONGEST_QUERY:
            raise UsageError("a query on standard input is too long", hint="queries are read one per line")
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
    end = b"\0" if null else b"\n"
    found: list[bytes] = []
    rest = b""
    for piece in _pieces(source):
        *complete, rest = (rest + piece).split(end)
        found += filter(None, complete)
        if not null and b"\0" in piece:
            raise UsageError(f"the list {source} has NUL bytes", hint="are its names ended by them (option -0)?")
        if len(rest) > _LONGEST_NAME:
            other = "line ends" if null else "NUL bytes (option -0)"
            raise UsageError(f"the list {source} has a name that is too long", hint=f"are its names ended by {other}?")
        if len(found) > _MOST_NAMES:
            raise UsageError(f"the list {source} has more than {_MOST_NAMES:,} names")
    return [*found, rest] if rest else found


def _pieces(source: str) -> Iterator[bytes]:
    if source == STDIN and sys.stdin is None:
        return
    try:
        with sys.stdin.buffer if source == STDIN else Path(source).open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as error:
        raise UsageError(f"cannot read the list {source}: {error.strerror}") from error
