"""Reader of DOC, Word documents of 1997 to 2003: headings, paragraphs, lists, tables, notes, headers and boxes.

`doc_text.py` finds the text. Its stories lie one after another: the body, then footnotes, headers and
footers, comments, endnotes, and text boxes. Source: [MS-DOC], sections 2.3, 2.4.1 and 2.8.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import BinaryIO, Final, NamedTuple

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.page_numbers import is_page_number
from scent.formats.documents.office.binary.compound_file import MAGIC, CompoundFile, holds_stream
from scent.formats.documents.office.binary.doc_text import REMOVED, DocText
from scent.formats.documents.office.binary.property_set import PropertySet
from scent.formats.documents.office.field_codes import shown_by_code

_STREAM: Final = "WordDocument"
_FIRST_VERSION: Final = 0xC1  # of Word 97; earlier ones have another header
_VERSION, _FLAGS, _LENGTHS = 2, 10, 0x4C
_ENCRYPTED, _SECOND_TABLE = 0x100, 0x200
# The lengths of stories are numbers in a row; one of them means nothing.
_STORIES: Final = ("body", "footnotes", "headers", "", "comments", "endnotes", "boxes", "header boxes")
# Of each kind of note: where its references and texts are told, and the bytes of data at each reference.
_NOTES: Final = {"footnotes": (2, 3, 2), "comments": (4, 5, 30), "endnotes": (46, 47, 2)}
_HEADERS: Final = 11
# Of six headers and footers of each section, those that are headers; six others come before them.
_KINDS, _ARE_HEADERS = 6, frozenset([0, 1, 4])
_MARK_ENDS: Final = re.compile("[\r\x07\x0c]")
_CODE_BEGINS, _CODE_ENDS, _FIELD_ENDS = "\x13", "\x14", "\x15"
_FIELD: Final = re.compile(f"[{_CODE_BEGINS}{_CODE_ENDS}{_FIELD_ENDS}]")
_MAX_DEPTH: Final = 20  # of fields in each other
_CHARACTERS: Final = str.maketrans({"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", REMOVED: ""})
_OTHER_MARKS: Final = re.compile("[\x01-\x06\x08\x0f-\x1d]")


class _Story(NamedTuple):
    begin: int
    text: str


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document.

    Raises:
        ReadError: it is damaged, encrypted, too large, or of Word 95 or older.
    """
    compound = CompoundFile(limits.read_whole(file))
    stream = compound.stream(_STREAM)
    flags = _number(stream, _FLAGS, 2)
    if flags & _ENCRYPTED:
        raise ReadError("it is encrypted with a password")
    if _number(stream, _VERSION, 2) < _FIRST_VERSION:
        raise ReadError(
            "it is a document of Word 95 or older, which scent does not read; make a .docx file of it: "
            "soffice --convert-to docx FILE"
        )
    text = DocText(stream, compound.stream("1Table" if flags & _SECOND_TABLE else "0Table"))
    properties = PropertySet(compound)
    writer = _Writer(text, _stories(stream, text.text))
    writer.write()
    for line in properties.descriptions():
        writer.composer.add(line)
    yield writer.composer.take_document(**properties.metadata()._asdict())


def _stories(stream: bytes, text: str) -> dict[str, _Story]:
    stories, begin = dict[str, _Story](), 0
    for number, name in enumerate(_STORIES):
        length = _number(stream, _LENGTHS + 4 * number)
        if name:
            stories[name] = _Story(begin, text[begin : begin + length])
            begin += length
    return stories


class _Writer:
    """Writes the stories of one document."""

    def __init__(self, text: DocText, stories: dict[str, _Story]) -> None:
        self.composer = Composer("doc")
        self._text = text
        self._stories = stories
        self._notes = dict(self._all_notes())  # by their position in the body
        self._positions = sorted(self._notes)
        self._cells: list[str] = []  # of the row that is open, and the paragraphs of its last cell
        self._cell: list[str] = []
        self._drop_cap = ""

    def write(self) -> None:
        titles = list(self._headers())
        for title in dict.fromkeys(text for is_header, text in titles if is_header):
            self.composer.add(title)
        self._write_story(self._stories["body"])
        self.composer.set_headings(())
        for name in ("boxes", "header boxes"):
            self._write_story(self._stories[name])
        for title in dict.fromkeys(text for is_header, text in titles if not is_header):
            self.composer.add(title)

    def _headers(self) -> Iterator[tuple[bool, str]]:
        """The headers and footers, and whether each is a header."""
        for number, text in enumerate(self._parts("headers", self._text.positions(_HEADERS))):
            title = " ".join(_shown(text).split())
            if number >= _KINDS and not is_page_number(title):
                yield number % _KINDS in _ARE_HEADERS, title

    def _all_notes(self) -> Iterator[tuple[int, str]]:
        for name, (references, texts, size) in _NOTES.items():
            positions = self._text.positions(references, size)[:-1]
            notes = self._parts(name, self._text.positions(texts))
            for position, note in zip(positions, notes, strict=False):
                text = " ".join(_shown(note).split())
                yield position, f" [{text}]" if text else ""

    def _parts(self, name: str, positions: Sequence[int]) -> list[str]:
        """The text of a story between these positions in it."""
        return [self._stories[name].text[begin:end] for begin, end in pairwise(accumulate(positions, max))]

    def _write_story(self, story: _Story) -> None:
        begin = 0
        for end in (*(match.start() for match in _MARK_ENDS.finditer(story.text)), len(story.text)):
            self._write_paragraph(story, begin, end)
            begin = end + 1
        self._end_row()
        self.composer.add(self._drop_cap)
        self._drop_cap = ""

    def _write_paragraph(self, story: _Story, begin: int, end: int) -> None:
        text = self._drop_cap + self._with_notes(story, begin, end)
        self._drop_cap = ""
        style = self._text.style(story.begin + end)
        if story.text[end : end + 1] == "\x07":
            if style.ends_row:
                self._end_row()
                return
            self._cells.append("\n".join(filter(None, [*self._cell, text])))
            self._cell.clear()
        elif style.is_drop_cap:
            self._drop_cap = text.strip()
        elif style.is_in_table:
            self._cell.append(text)
        elif style.level and text.strip():
            self.composer.heading(style.level, text)
        elif style.is_item:
            self.composer.item(text)
        else:
            self.composer.add(text)

    def _end_row(self) -> None:
        if self._cell or self._cells:
            self.composer.row([*self._cells, *self._cell])
        self._cells, self._cell = [], []

    def _with_notes(self, story: _Story, begin: int, end: int) -> str:
        """The text of a paragraph with its notes in brackets, which only the body has."""
        if story.begin:
            return _shown(story.text[begin:end])
        first = bisect_left(self._positions, begin)
        edges = [begin, *self._positions[first : bisect_left(self._positions, end)], end]
        return "".join(self._notes.get(at, "") + _shown(story.text[at:following]) for at, following in pairwise(edges))


def _shown(text: str) -> str:
    """Text as it is shown: without the codes of fields that have a result, and without marks."""
    pieces, at = list[str](), 0
    codes: list[list[str] | None] = []  # of the open fields; None once the result of a field has begun
    for mark in (*_FIELD.finditer(text), None):
        piece = text[at : mark.start() if mark else len(text)]
        open_codes = [code for code in codes[-_MAX_DEPTH:] if code is not None]
        (open_codes[-1] if open_codes else pieces).append(piece)
        if mark is None:
            break
        at = mark.end()
        if mark[0] == _CODE_BEGINS:
            codes.append([])
        elif codes and mark[0] == _CODE_ENDS:
            codes[-1] = None
        elif codes and (code := codes.pop()) is not None and not open_codes[:-1]:
            pieces.append(shown_by_code("".join(code)))
    return _OTHER_MARKS.sub("", "".join(pieces).translate(_CHARACTERS))


def _number(data: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(data[at : at + size], "little")


FORMAT = Format(
    "doc",
    read,
    (".doc", ".dot"),
    sniff=lambda head: head.startswith(MAGIC),
    sniff_file=holds_stream(_STREAM),
    known_by_content=True,
    family=Family.DOCUMENTS,
    label="DOC",
    located_by="heading path",
)
