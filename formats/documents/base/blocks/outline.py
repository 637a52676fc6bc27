"""Turns the places where a reader sees blocks begin into blocks that tile the text.

A reader lists a `BlockStart` for each block, and `tile` makes `Document.blocks` of them, which keep
their promises whatever the reader found. `Headings` follows the path of headings, `Lines` are the
lines of a text.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

from scent.formats.documents.base.clean_text import replace_surrogates
from scent.formats.documents.base.document import Block, Kind

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_ITEM = re.compile(r"[^\S\n]*(?:[-*+•]|\d{1,3}[.)])[^\S\n]")
MAX_LABEL = 160  # characters
_COLON_WITHIN = 16  # characters: a colon and the blank lines after it


class BlockStart(NamedTuple):
    """Where a block begins; it ends where the next one begins.

    `at` is a character offset into the text; the other fields are those of `Block`.
    """

    at: int
    kind: Kind
    heading: tuple[str, ...] = ()
    keep: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """What the parser of a text format finds in a text; the fields are those of `Document`.

    `text` is set where markup is removed: it is the text that the blocks tile, with as many lines
    as the file has. Where it is None, the blocks tile the file's own text.
    """

    title: str
    blocks: Sequence[Block]
    author: str = ""
    date_ns: int = 0
    language: str = ""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text without trailing white space, and the character offsets where they begin.

    Two sequences rather than an object for each line, since a part may have a quarter of a million
    lines.
    """

    lines: Sequence[str]
    offsets: Sequence[int]

    def __len__(self) -> int:
        """The number of lines."""
        return len(self.lines)


def split_lines(text: str) -> Lines:
    r"""The lines of a text, divided at "\n" only, as grep does; "\r" counts as white space."""
    raw = text.split("\n")
    return Lines(
        [line.rstrip() for line in raw], array("q", accumulate((len(line) + 1 for line in raw[:-1]), initial=0))
    )


def tile(text: str, starts: Iterable[BlockStart]) -> tuple[Block, ...]:
    """Blocks that tile `text`, from their starts in order of `at`.

    Each block ends where the next one begins, and the last where the text ends. White space before
    the first block belongs to it. A text of nothing but white space has no blocks; any other has at
    least one. Of several starts at one offset the last counts. A paragraph that introduces the
    list, code or table after it is kept with it.
    """
    content = len(text.rstrip())
    if not content:
        return ()
    blocks: list[Block] = []
    begin, current = 0, BlockStart(0, Kind.PROSE)
    for number, start in enumerate(starts):
        if start.at >= content:
            break
        if number and start.at > current.at and not text[begin : start.at].isspace():
            keep = current.keep or _introduces(text, current, start)
            blocks.append(Block(current.kind, begin, start.at, current.heading, keep, current.place))
            begin = start.at
        current = start
    return (*blocks, Block(current.kind, begin, len(text), current.heading, current.keep, current.place))


def _introduces(text: str, current: BlockStart, following: BlockStart) -> bool:
    """Whether a paragraph ends in a colon and a list, code or table follows."""
    if current.kind is not Kind.PROSE or following.kind in {Kind.PROSE, Kind.HEADING}:
        return False
    return (
        text[max(current.at, following.at - _COLON_WITHIN) : following.at]
        .rstrip()
        .endswith((":", "\N{FULLWIDTH COLON}"))
    )


def paragraphs(text: str) -> Iterator[BlockStart]:
    """Where the paragraphs and lists of a text without markup begin: after blank lines."""
    first = len(text) - len(text.lstrip())
    for at in chain((first,), (match.end() for match in _BLANK_LINES.finditer(text, first))):
        yield BlockStart(at, Kind.LIST if _ITEM.match(text, at) else Kind.PROSE)


class Headings:
    """The path of headings above the current place in a text, outermost first."""

    def __init__(self) -> None:
        """An empty path."""
        self._open: list[tuple[int, str]] = []
        self.path: tuple[str, ...] = ()

    def open(self, level: int, text: str) -> None:
        """Open a heading; it closes the open headings of its level and of higher ones.

        Lower levels are further out. A heading without text closes others, but is not in the path.
        """
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, text))
        self.path = tuple(heading for _, heading in self._open if heading)


def to_label(text: str) -> str:
    """A heading, title or name on one line of at most `MAX_LABEL` characters.

    It is short because it is repeated with each chunk below it.
    """
    text = " ".join(replace_surrogates(text[: 4 * MAX_LABEL]).split())
    return text if len(text) <= MAX_LABEL else text[: MAX_LABEL - 1].rstrip() + "…"


def indent_width(line: str, tab: int = 8) -> int:
    """The column, from 0, of the first character that is not blank; a tab stop is `tab` columns wide."""
    bare = line.lstrip(" \t")
    blanks = line[: len(line) - len(bare)]
    return len(blanks.expandtabs(tab)) if "\t" in blanks else len(blanks)
