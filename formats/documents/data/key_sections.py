"""Where a reader of settings stands: the keys that are open, and the blocks that begin at them.

Owned here: nesting by depth, for formats whose lines say how deep they stand.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.outline import Start, label

# A section of less is one block; a larger one is cut at its keys.
LARGE = 300
LEAST_BLOCK = 16
# What lies deeper belongs to the block of what it lies in.
MOST_DEPTH = 12
MOST_KEY = 80


@dataclass(slots=True)
class _Open:
    depth: float
    key: str
    at: int  # where it began, -1: in an earlier part
    first: int  # how many blocks there were when it had begun
    items: int = 0


class Sections:
    """The path to the line at hand, and the blocks of the part at hand.

    `prefix` is said before each key path; `seen` is whether any key has been met.
    """

    def __init__(self) -> None:
        """Before anything."""
        self.prefix = ""
        self.seen = False
        self._open: list[_Open] = []
        self._starts: list[Start] = []
        self._anchor = -1  # where a key began below which nothing has come yet; -1: none has

    def begin_part(self) -> None:
        """Begin the blocks of another part of the file."""
        for each in self._open:
            each.at = -1
        self._starts = [self._start(0)]
        self._anchor = -1

    def end_part(self, end: int) -> list[Start]:
        """The blocks of this part, whose text is `end` characters long; what is open stays so."""
        for each in reversed(self._open):
            self._settle(each, end)
        return self._starts

    def key(self, depth: float, name: str, at: int, *, opens: bool) -> None:
        """A key begins at character `at`, `depth` deep; it closes what is no less deep.

        `opens`: it has no value on its line, so that the first key below it, which says more, shares its block.
        """
        self.close(depth, at)
        self._enter(depth, name[:MOST_KEY], at, opens=opens)

    def enter(self, path: Sequence[str], at: int) -> None:
        """A section begins at the top, under all of `path`; keys at depth 0 and deeper belong to it."""
        self.close(-math.inf, at)
        self._open = [_Open(-2, key[:MOST_KEY], -1, 0) for key in path[: min(len(path) - 1, MOST_DEPTH - 1)]]
        self._enter(-1, path[-1][:MOST_KEY] if path else "", at, opens=True, least=1)

    def item(self, depth: float, at: int) -> None:
        """An item of a list begins."""
        self.close(depth, at)
        inside = self._open[-1] if self._open else None
        number = inside.items if inside else 0
        if inside:
            inside.items += 1
        self._enter(depth, f"[{number}]", at, opens=True)

    def close(self, depth: float, at: int) -> None:
        """Close what stands at `depth` or deeper."""
        while self._open and self._open[-1].depth >= depth:
            self._settle(self._open.pop(), at)
            self._anchor = -1

    def plain(self, at: int) -> None:
        """Begin a block that belongs to no key."""
        self._starts.append(self._start(at))

    def _settle(self, closed: _Open, at: int) -> None:
        if closed.at >= 0 and at - closed.at <= LARGE:
            del self._starts[closed.first :]

    def _enter(self, depth: float, key: str, at: int, *, opens: bool, least: int = LEAST_BLOCK) -> None:
        self.seen = True
        at = self._anchor if self._anchor >= 0 else at
        self._anchor = at if opens else -1
        if len(self._open) == MOST_DEPTH:
            return
        self._open.append(_Open(depth, key, at, 0))
        last = self._starts[-1].at
        if at == last or at - last >= least:
            self._starts.append(self._start(at))
        self._open[-1].first = len(self._starts)

    def _start(self, at: int) -> Start:
        keys = [each.key for each in self._open]
        path = "".join(key if key.startswith("[") or not number else f".{key}" for number, key in enumerate(keys))
        place = ", ".join(part for part in (self.prefix, path and f"key {label(path)}") if part)
        heading = tuple(label(key) for key in keys[:-1] if not key.startswith("[") and label(key))
        return Start(at, Kind.CODE, heading, place=place)
