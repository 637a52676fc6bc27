"""Tracks open keys by depth and the blocks that start at them, for YAML, TOML and INI.

The limits of blocks apply to JSON as well.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scent.formats.documents.base.blocks.outline import BlockStart, to_label
from scent.formats.documents.base.document import Kind

LARGE = 300  # characters; a smaller section is one block, a larger one is split at its keys
MAX_DEPTH = 12  # deeper keys belong to the block that they are in
MAX_KEY = 80  # characters
_MIN_BLOCK = 16  # characters


@dataclass(slots=True)
class _Section:
    depth: float
    key: str
    at: int  # the character where it begins; -1: in an earlier part
    first: int  # the number of blocks after its own
    items: int = 0


class KeySections:
    """The path to the current line and the blocks of the current part.

    `prefix` is put before each key path in a place; `seen` is true once there was any key.
    """

    def __init__(self) -> None:
        self.prefix = ""
        self.seen = False
        self._open: list[_Section] = []
        self._starts: list[BlockStart] = []
        self._anchor = -1  # where a key begins that has nothing below it so far; -1 if there is none

    def begin_part(self) -> None:
        """Begin the next part of the file."""
        for each in self._open:
            each.at = -1
        self._starts = [self._start(0)]
        self._anchor = -1

    def end_part(self, end: int) -> list[BlockStart]:
        """The blocks of this part, which is `end` characters long; sections stay open."""
        for each in reversed(self._open):
            self._settle(each, end)
        return self._starts

    def key(self, depth: float, name: str, at: int, *, opens: bool) -> None:
        """Begin a key at character `at`; it closes all keys at `depth` or deeper.

        A key that `opens` a section has no value on its line: the first key below shares its block.
        """
        self.close(depth, at)
        self._enter(depth, name[:MAX_KEY], at, opens=opens)

    def enter(self, path: Sequence[str], at: int) -> None:
        """Begin a top-level section with all of `path`; keys at depth 0 or deeper belong to it."""
        self.close(-math.inf, at)
        self._open = [_Section(-2, key[:MAX_KEY], -1, 0) for key in path[: min(len(path) - 1, MAX_DEPTH - 1)]]
        self._enter(-1, path[-1][:MAX_KEY] if path else "", at, opens=True, least=1)

    def item(self, depth: float, at: int) -> None:
        """Begin an item of a list at character `at`."""
        self.close(depth, at)
        inside = self._open[-1] if self._open else None
        number = inside.items if inside else 0
        if inside:
            inside.items += 1
        self._enter(depth, f"[{number}]", at, opens=True)

    def close(self, depth: float, at: int) -> None:
        """Close all keys at `depth` or deeper."""
        while self._open and self._open[-1].depth >= depth:
            self._settle(self._open.pop(), at)
            self._anchor = -1

    def plain(self, at: int) -> None:
        """Begin a block without a key."""
        self._starts.append(self._start(at))

    def _settle(self, closed: _Section, at: int) -> None:
        """Merge the blocks of a small section that ends at `at` into one."""
        if closed.at >= 0 and at - closed.at <= LARGE:
            del self._starts[closed.first :]

    def _enter(self, depth: float, key: str, at: int, *, opens: bool, least: int = _MIN_BLOCK) -> None:
        self.seen = True
        at = self._anchor if self._anchor >= 0 else at
        self._anchor = at if opens else -1
        if len(self._open) == MAX_DEPTH:
            return
        self._open.append(_Section(depth, key, at, 0))
        last = self._starts[-1].at
        if at == last or at - last >= least:
            self._starts.append(self._start(at))
        self._open[-1].first = len(self._starts)

    def _start(self, at: int) -> BlockStart:
        keys = [each.key for each in self._open]
        path = "".join(key if key.startswith("[") or not number else f".{key}" for number, key in enumerate(keys))
        place = ", ".join(part for part in (self.prefix, path and f"key {to_label(path)}") if part)
        heading = tuple(to_label(key) for key in keys[:-1] if not key.startswith("[") and to_label(key))
        return BlockStart(at, Kind.CODE, heading, place=place)
