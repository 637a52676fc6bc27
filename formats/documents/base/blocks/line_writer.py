"""`LineWriter`, with which readers of manual pages and subtitles write text without its markup.

The text keeps as many lines as the file has, so that line numbers are those of the file.
"""

from scent.formats.documents.base.blocks.outline import BlockStart, Headings
from scent.formats.documents.base.document import Kind


class LineWriter:
    """A text in the making, and where its blocks begin.

    Call `add` or `heading` exactly once for each line of the file.
    """

    def __init__(self) -> None:
        """A text without lines."""
        self.starts: list[BlockStart] = []
        self.headings = Headings()
        self._lines: list[str] = []
        self._length = 0
        self._pending: tuple[Kind, bool, str] | None = None

    def begin(self, kind: Kind, *, keep: bool = False, place: str = "") -> None:
        """Begin a block at the next line that is not empty."""
        self._pending = (kind, keep, place)

    def add(self, line: str) -> None:
        """Add a line as a person reads it; empty where the line of the file is markup only."""
        line = line.rstrip()
        if line and self._pending:
            kind, keep, place = self._pending
            self.starts.append(BlockStart(self._length, kind, self.headings.path, keep, place))
            self._pending = None
        self._lines.append(line)
        self._length += len(line) + 1

    def heading(self, level: int, text: str) -> None:
        """Add a line that is a heading of this level."""
        self.headings.open(level, text)
        self.begin(Kind.HEADING, keep=True)
        self.add(text)

    def text(self) -> str:
        """All lines so far."""
        return "\n".join(self._lines)
