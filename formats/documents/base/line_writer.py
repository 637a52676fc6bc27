"""Text whose marks say nothing to a reader, such as a manual's or a subtitle's, as it reads: line for line.

Owned here: keeping as many lines as the file has while they are rewritten, so that line numbers are the file's.
"""

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.outline import Headings, Start


class LineWriter:
    """A text that is written line by line, and where its blocks begin. `add` must be called once a line of the file."""

    def __init__(self) -> None:
        """No line yet."""
        self._lines: list[str] = []
        self._at = 0
        self._due: tuple[Kind, bool, str] | None = None
        self.starts: list[Start] = []
        self.headings = Headings()

    def begin(self, kind: Kind, *, keep: bool = False, place: str = "") -> None:
        """Say that a block begins in the next line that reads as something."""
        self._due = (kind, keep, place)

    def add(self, line: str) -> None:
        """The next line as it reads: it may be empty."""
        line = line.rstrip()
        if line and self._due:
            kind, keep, place = self._due
            self.starts.append(Start(self._at, kind, self.headings.path, keep, place))
            self._due = None
        self._lines.append(line)
        self._at += len(line) + 1

    def heading(self, level: int, text: str) -> None:
        """The next line as a heading."""
        self.headings.enter(level, text)
        self.begin(Kind.HEADING, keep=True)
        self.add(text)

    def text(self) -> str:
        """All lines, with as many line ends between them as the file has."""
        return "\n".join(self._lines)
