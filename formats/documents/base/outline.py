"""How a reader says where blocks begin, and how these beginnings become blocks that tile the text.

Owned here: `Outline`, `Start` and `tile`, which make the promises of `Document.blocks` true whatever a reader finds.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from scent.formats.documents.base.document import Block, Kind

LONGEST_LABEL = 160
_COLON_WITHIN = 16  # characters: the colon and the blank lines after it


class Start(NamedTuple):
    """The beginning of a block, which goes on until the next one begins.

    `at` is a character offset into the text; the other fields are those of `Block`.
    """

    at: int
    kind: Kind
    heading: tuple[str, ...] = ()
    keep: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a text format finds in a text: its title, empty if it has none, its blocks, and what it says of itself.

    `text` is what the blocks tile, where that is not the text of the file but what a person reads of it, line for
    line, so that lines are the file's all the same. The other fields are those of `Document`.
    """

    title: str
    blocks: Sequence[Block]
    author: str = ""
    date_ns: int = 0
    language: str = ""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text: their characters without the white space at their end, and the offset at which each begins.

    Two columns rather than a row for each line, since a part may be a quarter of a million lines.
    """

    text: Sequence[str]
    at: Sequence[int]

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self.text)


def lines(text: str) -> Lines:
    r"""The lines of `text`, ended by "\n" alone, so that they are grep's; a carriage return counts as white space."""
    raw = text.split("\n")
    return Lines(
        [line.rstrip() for line in raw], array("q", accumulate((len(line) + 1 for line in raw[:-1]), initial=0))
    )


def tile(text: str, starts: Iterable[Start]) -> tuple[Block, ...]:
    """Blocks from their beginnings, in order of `at`: each ends where the next begins, the last where the text ends.

    White space before the first block belongs to it; a text of nothing but white space has no blocks, and any other
    text has at least one. Of several beginnings at one place the last counts. A paragraph that announces what comes
    next is kept with it.
    """
    content = len(text.rstrip())
    if not content:
        return ()
    blocks: list[Block] = []
    begin, current = 0, Start(0, Kind.PROSE)
    for number, start in enumerate(starts):
        if start.at >= content:
            break
        if number and start.at > current.at:
            keep = current.keep or _announces(text, current, start)
            blocks.append(Block(current.kind, begin, start.at, current.heading, keep, current.place))
            begin = start.at
        current = start
    return (*blocks, Block(current.kind, begin, len(text), current.heading, current.keep, current.place))


def _announces(text: str, current: Start, following: Start) -> bool:
    """Whether a paragraph ends in a colon and the list, code or table that it speaks of comes next."""
    if current.kind is not Kind.PROSE or following.kind in {Kind.PROSE, Kind.HEADING}:
        return False
    return (
        text[max(current.at, following.at - _COLON_WITHIN) : following.at]
        .rstrip()
        .endswith((":", "\N{FULLWIDTH COLON}"))
    )


class Headings:
    """The path of headings at a place in a text, kept while its headings pass by."""

    def __init__(self) -> None:
        """The path before any heading: empty."""
        self._open: list[tuple[int, str]] = []
        self.path: tuple[str, ...] = ()

    def enter(self, level: int, text: str) -> None:
        """Open a heading: it closes all that are not above its level. One without text stands in no path."""
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, text))
        self.path = tuple(heading for _, heading in self._open if heading)


def label(text: str) -> str:
    """A heading as it is shown and kept: on one line, and of a length that can be repeated with each chunk below it."""
    text = " ".join(text[: 4 * LONGEST_LABEL].split())
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def indent(line: str, tab: int = 8) -> int:
    """The column, from 0, of the first character of `line` that is no blank, with tab stops every `tab` columns."""
    bare = line.lstrip(" \t")
    blanks = line[: len(line) - len(bare)]
    return len(blanks.expandtabs(tab)) if "\t" in blanks else len(blanks)
