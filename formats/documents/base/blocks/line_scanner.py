"""`LineScanner`, the common base of the scanners that find blocks in markup line by line."""

from abc import ABC, abstractmethod

from scent.formats.documents.base.blocks.outline import BlockStart, Headings, Lines
from scent.formats.documents.base.document import Kind


class LineScanner(ABC):
    """Goes through the lines of one text block by block and notes where each block begins.

    Line numbers count from 0. A subclass has one method for each kind of block: it takes the number
    of the block's first line, calls `begin` or `heading`, and returns the number of the line after
    the block. `metadata` collects what the text says about itself (title, author, date), by
    lower-case names.
    """

    def __init__(self, source: Lines) -> None:
        """A scanner at the first of these lines."""
        self.source = source
        self.starts: list[BlockStart] = []
        self.headings = Headings()
        self.metadata: dict[str, str] = {}
        self._not_after: dict[str, int] = {}

    @abstractmethod
    def block(self, number: int) -> int:
        """Scan the block that begins in a line; the number of the line after it."""

    def scan(self, number: int = 0) -> list[BlockStart]:
        """Where all blocks begin, from a line on."""
        while number < len(self.source):
            number = self.block(number)
        return self.starts

    def line(self, number: int) -> str:
        """The text of a line; empty after the last."""
        return self.source.lines[number] if number < len(self.source) else ""

    def begin(self, number: int, kind: Kind, *, keep: bool = False) -> None:
        """Note that a block begins in a line, below the current headings."""
        self.starts.append(BlockStart(self.source.offsets[number], kind, self.headings.path, keep))

    def heading(self, number: int, level: int, text: str) -> None:
        """Note that a heading begins in a line; what follows stands below it."""
        self.headings.open(level, text)
        self.begin(number, Kind.HEADING, keep=True)

    def title(self) -> str:
        """The title from the metadata, or else the first heading; empty if there is neither."""
        return self.metadata.get("title") or first_heading(self.starts)

    def after_line(self, number: int, closing: str) -> int:
        """The number of the line after the next `closing` line, from `number` on; 0 if there is none.

        A failed search is remembered, so that a text of nothing but opening lines takes linear
        time.
        """
        if self._not_after.get(closing, len(self.source)) <= number:
            return 0
        try:
            return self.source.lines.index(closing, number) + 1
        except ValueError:
            self._not_after[closing] = number
            return 0


def first_heading(starts: list[BlockStart]) -> str:
    """The text of the first heading that has any; empty if none has."""
    headings = (start.heading[-1] for start in starts if start.kind is Kind.HEADING and start.heading)
    return next(headings, "")
