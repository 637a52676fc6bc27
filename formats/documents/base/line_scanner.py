"""What the scanners of marked-up text share: going through lines block by block, and noting where each begins.

Owned here: `LineScanner`.
"""

from abc import ABC, abstractmethod

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.outline import Headings, Lines, Start


class LineScanner(ABC):
    """Goes through the lines of one text; what the text says of itself is gathered in `said`, by lower-case names.

    A method that is named after a block takes the number of its first line, notes where it starts, and returns the
    number of the line after it.
    """

    def __init__(self, source: Lines) -> None:
        """A scanner at the first of these lines."""
        self.source = source
        self.starts: list[Start] = []
        self.headings = Headings()
        self.said: dict[str, str] = {}
        self._ends: dict[str, int] = {}

    @abstractmethod
    def block(self, number: int) -> int:
        """The block that begins in a line."""

    def scan(self) -> list[Start]:
        """The beginnings of all blocks."""
        number = 0
        while number < len(self.source):
            number = self.block(number)
        return self.starts

    def line(self, number: int) -> str:
        """A line; an empty one after the last."""
        return self.source.text[number] if number < len(self.source) else ""

    def begin(self, number: int, kind: Kind, *, keep: bool = False) -> None:
        """Note that a block begins in a line."""
        self.starts.append(Start(self.source.at[number], kind, self.headings.path, keep))

    def heading(self, number: int, level: int, text: str) -> None:
        """Note a heading, under which all is that follows."""
        self.headings.enter(level, text)
        self.begin(number, Kind.HEADING, keep=True)

    def title(self) -> str:
        """The title that the text gives itself, or else its first heading."""
        first = (start.heading[-1] for start in self.starts if start.kind is Kind.HEADING and start.heading)
        return self.said.get("title") or next(first, "")

    def after_line(self, number: int, closing: str) -> int:
        """The number of the line after the next one that is `closing`, from `number` on; 0 if there is none.

        That there is none is remembered, so that a text of nothing but openings takes no more than linear time.
        """
        if self._ends.get(closing, len(self.source)) <= number:
            return 0
        try:
            return self.source.text.index(closing, number) + 1
        except ValueError:
            self._ends[closing] = number
            return 0
