"""How a reader that extracts text writes it: block after block, with the headings and places they stand under.

Owned here: the text of documents that are no text themselves: what stands between blocks, how items and rows follow
each other.
"""

import re

from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.outline import Headings, Start, label, tile

_SPACE = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?(?:\r\n|[\n\r\v\f\x85\u2028\u2029]) ?")
_BLANK_LINES = re.compile(r"\n{2,}")
# What no reader of text wants to see: other control codes, and marks that only say where a word may be broken.
_INVISIBLE = re.compile("[\0-\x08\x0e-\x1f\x7f\xad\u200b\u2060\ufeff\ufffe\ud800-\udfff]")
CELLS = " | "


class Composer:
    """A document in the making. `place` and `title` may be set at any time; `place` counts for what is added next."""

    def __init__(self, name: str) -> None:
        """An empty document of the format `name`."""
        self.place = ""
        self.title = ""
        self.length = 0
        self._name = name
        self._pieces: list[str] = []
        self._starts: list[Start] = []
        self._headings = Headings()

    def heading(self, level: int, text: str) -> None:
        """A heading, which closes all of its level or below; one without text is passed over."""
        text = label(plain(text))
        if text:
            self._headings.enter(level, text)
            self._append(Start(self.length, Kind.HEADING, self._headings.path, keep=True, place=self.place), text)

    def path(self, path: tuple[str, ...]) -> None:
        """Stand under these headings from here on, without writing them."""
        self._headings = Headings()
        for level, text in enumerate(path):
            self._headings.enter(level, label(text))

    def add(self, text: str, kind: Kind = Kind.PROSE) -> None:
        """A paragraph, an item of a list, a row of a table; items and rows that follow each other are one block."""
        text = plain(text) if kind is not Kind.CODE else _INVISIBLE.sub("", text).rstrip()
        if not text.strip():
            return
        start = Start(self.length, kind, self._headings.path, place=self.place)
        last = self._starts[-1] if self._starts else None
        if last and kind in {Kind.LIST, Kind.TABLE} and start == last._replace(at=start.at):
            self._pieces[-1] = "\n"
            self.length -= 1
            self._pieces += [text, "\n\n"]
            self.length += len(text) + 2
        else:
            self._append(start, text)

    def item(self, text: str) -> None:
        """An item of a list."""
        text = plain(text)
        if text:
            self.add("- " + text, Kind.LIST)

    def row(self, cells: list[str]) -> None:
        """A row of a table, on one line."""
        shown = [" ".join(plain(cell).split()) for cell in cells]
        if any(shown):
            self.add(CELLS.join(shown), Kind.TABLE)

    def document(self, *, title: str = "", author: str = "", date_ns: int = 0, language: str = "") -> Document:
        """What has been written since the last document; headings go on into the next one."""
        text = "".join(self._pieces)
        text = text[:-1] if text else ""
        done = Document(
            text,
            self._name,
            label(title or self.title),
            tile(text, self._starts),
            0,
            1,
            True,
            author,
            date_ns,
            language,
        )
        self._pieces, self._starts, self.length = [], [], 0
        return done

    def _append(self, start: Start, text: str) -> None:
        self._starts.append(start)
        self._pieces += [text, "\n\n"]
        self.length += len(text) + 2


def plain(text: str) -> str:
    """Text with single spaces, line ends of one kind, and nothing invisible."""
    text = _SPACE.sub(" ", _INVISIBLE.sub("", text))
    return _BLANK_LINES.sub("\n", _LINE_ENDS.sub("\n", text)).strip()


_PROGRAM = re.compile(r"(?i)^(?:microsoft )?(?:word|powerpoint|excel|publisher) - ")
_FILE_NAME = re.compile(r"(?i)^\S*\.(?:docx?|odt|rtf|tex|dvi|indd|pptx?|xlsx?|pdf|ps|qxd|pub|wpd|pages|p65|html?)$")
_NO_TITLE = frozenset(
    [
        *(
            "untitled",
            "unknown",
            "title",
            "document",
            "powerpoint presentation",
            "slide 1",
            "presentation",
            "none",
            "null",
        )
    ]
)


def worthy(title: str) -> str:
    """A title as metadata has it, or nothing where a program wrote it rather than a person."""
    title = " ".join(_INVISIBLE.sub("", title).split())
    bare = _PROGRAM.sub("", title)
    if bare != title or _FILE_NAME.match(bare) or bare.lower() in _NO_TITLE or bare.lower().startswith("untitled"):
        return ""
    return title if any(character.isalpha() for character in title) else ""


def language_code(tag: str) -> str:
    """The ISO 639-1 code at the beginning of a language tag such as en-GB; empty if there is none."""
    match = re.match(r"\s*([A-Za-z]{2})(?:[-_]|\s*$)", tag)
    return match[1].lower() if match else ""
