"""`Composer`, with which readers of formats that are not text write documents block by block.

A blank line stands between blocks; items of a list and rows of a table stand on consecutive lines
of one block.
"""

from scent.formats.documents.base.blocks.outline import BlockStart, Headings, tile, to_label
from scent.formats.documents.base.clean_text import clean_text, remove_invisible
from scent.formats.documents.base.document import Document, Kind

CELLS = " | "  # between the cells of a row


class Composer:
    """A document in the making.

    Set `place` (see `Block.place`) before adding the blocks that stand there, and `title` at any
    time. `length` is the number of characters so far.
    """

    def __init__(self, name: str) -> None:
        """An empty document of the format `name`."""
        self.place = ""
        self.title = ""
        self.length = 0
        self._name = name
        self._pieces: list[str] = []
        self._starts: list[BlockStart] = []
        self._headings = Headings()

    def heading(self, level: int, text: str) -> None:
        """Add a heading, unless `text` is empty; it closes the open headings of its level and below."""
        text = to_label(clean_text(text))
        if text:
            self._headings.open(level, text)
            self._starts.append(BlockStart(self.length, Kind.HEADING, self._headings.path, keep=True, place=self.place))
            self._write(text)

    def set_headings(self, path: tuple[str, ...]) -> None:
        """Put what follows under these headings, outermost first, without writing them."""
        self._headings = Headings()
        for level, text in enumerate(path):
            self._headings.open(level, to_label(text))

    def add(self, text: str, kind: Kind = Kind.PROSE) -> None:
        """Add a block; a list item or table row joins a list or table that it directly follows.

        White space is cleaned, except in code. Text of nothing but white space is ignored.
        """
        text = clean_text(text) if kind is not Kind.CODE else remove_invisible(text).rstrip()
        if not text.strip():
            return
        start = BlockStart(self.length, kind, self._headings.path, place=self.place)
        last = self._starts[-1] if self._starts else None
        if last and kind in {Kind.LIST, Kind.TABLE} and start == last._replace(at=start.at):
            self._pieces[-1] = "\n"
            self.length -= 1
        else:
            self._starts.append(start)
        self._write(text)

    def item(self, text: str) -> None:
        """Add an item to a list."""
        text = clean_text(text)
        if text:
            self.add("- " + text, Kind.LIST)

    def row(self, cells: list[str]) -> None:
        """Add a row to a table, on one line; a row of empty cells is ignored."""
        cells = [" ".join(clean_text(cell).split()) for cell in cells]
        if any(cells):
            self.add(CELLS.join(cells), Kind.TABLE)

    def take_document(self, *, title: str = "", author: str = "", date_ns: int = 0, language: str = "") -> Document:
        """The document written since the last call; open headings continue into the next one."""
        text = "".join(self._pieces)[:-1]
        document = Document(
            text,
            self._name,
            to_label(title or self.title),
            tile(text, self._starts),
            author=author,
            date_ns=date_ns,
            language=language,
        )
        self._pieces, self._starts, self.length = [], [], 0
        return document

    def _write(self, text: str) -> None:
        self._pieces += [text, "\n\n"]
        self.length += len(text) + 2
