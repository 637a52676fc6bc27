"""Reader of PPT, slides of PowerPoint 97 to 2003: titles, texts, comments and the notes of the speaker.

A stream of records in each other; records of slides that were changed stay in it, and a table tells
which count. Source: [MS-PPT], sections 2.1.2, 2.3, 2.4.1, 2.5.1, 2.9.41 and 2.13.24.
"""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final, NamedTuple

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.page_numbers import is_page_number
from scent.formats.documents.office.binary.compound_file import MAGIC, CompoundFile, holds_stream
from scent.formats.documents.office.binary.property_set import PropertySet

_STREAM: Final = "PowerPoint Document"
_CURRENT: Final = "Current User"
_ENCRYPTED: Final = 0xF3D1C4DF  # the mark of an encrypted file in the stream of the current user
# Kinds of records.
_EDIT, _PLACES, _LIST, _LISTED = 4085, 6002, 4080, 1011
_NOTES_OF, _HEADER, _WIDE, _NARROW, _LABEL, _TAG, _COMMENT = 1009, 3999, 4000, 4008, 4026, 5003, 12_000
_SLIDES, _SPEAKER = 0, 2  # lists of slides and of notes
_TITLES: Final = frozenset([0, 6])  # kinds of text that are titles
_CONTAINER: Final = 0xF  # the version of a record that holds others
_HEAD: Final = 8
_MAX_EDITS: Final = 10_000
_MAX_PARTS: Final = 1_000_000  # in the tables of all edits
_MAX_DEPTH: Final = 40
_COUNT_SHIFT, _FIRST_MASK = 20, 0xFFFFF
_CHARACTERS: Final = str.maketrans({"\r": "\n", "\x0b": "\n"})


class _Record(NamedTuple):
    """A record of the stream: its body lies from `begin` to `end`."""

    kind: int
    instance: int
    begin: int
    end: int
    is_container: bool


class _Text(NamedTuple):
    text: str
    is_title: bool


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document; ReadError if it is damaged, encrypted or too large."""
    compound = CompoundFile(limits.read_whole(file))
    current = compound.stream(_CURRENT)
    if _number(current, 12) == _ENCRYPTED:
        raise ReadError("it is encrypted with a password")
    slides = _Slides(compound.stream(_STREAM), _number(current, 16))
    composer, properties = Composer("ppt"), PropertySet(compound)
    slides.write(composer)
    composer.place = ""
    composer.set_headings(())
    for line in properties.descriptions():
        composer.add(line)
    yield composer.take_document(**properties.metadata()._asdict())


class _Slides:
    """The records of a stream, from the last edit on, whose record is at byte `edit`."""

    def __init__(self, stream: bytes, edit: int) -> None:
        self._stream = stream
        self._places, document = self._edits(edit)
        self._lists = {_SLIDES: list[tuple[int, int, list[_Text]]](), _SPEAKER: list[tuple[int, int, list[_Text]]]()}
        for record in self._records(*self._body(document)):
            if record.kind == _LIST and record.instance in self._lists:
                self._lists[record.instance] += self._listed(record)

    def write(self, composer: Composer) -> None:
        """Write slide after slide."""
        notes: dict[int, list[str]] = {}
        for place, _, _ in self._lists[_SPEAKER]:
            slide, said = self._speaker(place)
            notes.setdefault(slide, []).extend(said)
        for number, (place, slide, listed) in enumerate(self._lists[_SLIDES], 1):
            composer.place = f"slide {number}"
            composer.set_headings(())
            texts = list(dict.fromkeys([*listed, *self._texts(*self._body(place))]))
            for title in (each.text for each in texts if each.is_title):
                composer.heading(1, title)
            for text in (each.text for each in texts if not each.is_title):
                composer.add(text)
            for text in notes.get(slide, ()):
                composer.add(f"Notes: {text}")

    def _edits(self, edit: int) -> tuple[dict[int, int], int]:
        """Where the newest form of each part is, by its number; and the number of the document.

        Raises:
            ReadError: the record of the last edit is damaged.
        """
        places, document, seen, parts = dict[int, int](), -1, set[int](), 0
        while edit and edit not in seen and len(seen) < _MAX_EDITS:
            seen.add(edit)
            kind, begin = _number(self._stream, edit + 2, 2), edit + _HEAD
            if kind != _EDIT:
                break
            document = _number(self._stream, begin + 16) if document < 0 else document
            for part, place in islice(self._table(_number(self._stream, begin + 12)), _MAX_PARTS - parts):
                places.setdefault(part, place)
                parts += 1
            edit = _number(self._stream, begin + 8)
        if document not in places:
            raise ReadError("it is damaged")
        return places, document

    def _table(self, at: int) -> Iterator[tuple[int, int]]:
        if _number(self._stream, at + 2, 2) != _PLACES:
            return
        end = min(len(self._stream), at + _HEAD + _number(self._stream, at + 4))
        at += _HEAD
        while at + 4 <= end:
            head = _number(self._stream, at)
            for each in range(head >> _COUNT_SHIFT):
                at += 4
                if at + 4 <= end:
                    yield (head & _FIRST_MASK) + each, _number(self._stream, at)
            at += 4

    def _body(self, part: int) -> tuple[int, int]:
        """Where the body of a part begins and ends; nothing if it is missing, or was asked for before."""
        at = self._places.pop(part, len(self._stream))
        return at + _HEAD, min(len(self._stream), at + _HEAD + _number(self._stream, at + 4))

    def _records(self, begin: int, end: int) -> Iterator[_Record]:
        while begin + _HEAD <= end:
            head = _number(self._stream, begin, 2)
            last = min(end, begin + _HEAD + _number(self._stream, begin + 4))
            kind = _number(self._stream, begin + 2, 2)
            yield _Record(kind, head >> 4, begin + _HEAD, last, head & _CONTAINER == _CONTAINER)
            begin = last

    def _listed(self, record: _Record) -> Iterator[tuple[int, int, list[_Text]]]:
        """The part of each slide in a list, its number, and the texts that are told there."""
        texts, is_title = list[_Text](), False
        for each in self._records(record.begin, record.end):
            if each.kind == _LISTED:
                texts = []
                yield _number(self._stream, each.begin), _number(self._stream, each.begin + 12), texts
            elif each.kind == _HEADER:
                is_title = _number(self._stream, each.begin) in _TITLES
            elif text := self._text(each):
                texts.append(_Text(text, is_title))

    def _texts(self, begin: int, end: int, depth: int = 0) -> Iterator[_Text]:
        """The texts in a part of the stream."""
        is_title = False
        for record in self._records(begin, end):
            if record.kind == _COMMENT:
                labels = [self._label(each) for each in self._records(record.begin, record.end) if each.kind == _LABEL]
                yield _Text(f"[{' '.join(labels[1].split())}]" if len(labels) > 1 and labels[1].strip() else "", False)
            elif (record.is_container or record.kind == _TAG) and depth < _MAX_DEPTH:
                yield from self._texts(record.begin, record.end, depth + 1)
            elif record.kind == _HEADER:
                is_title = _number(self._stream, record.begin) in _TITLES
            elif text := self._text(record):
                yield _Text(text, is_title)

    def _speaker(self, part: int) -> tuple[int, list[str]]:
        """The number of the slide that notes belong to, and their texts."""
        begin, end = self._body(part)
        slide = next(
            (_number(self._stream, each.begin) for each in self._records(begin, end) if each.kind == _NOTES_OF), 0
        )
        texts = (each.text for each in self._texts(begin, end) if each.text.strip() != "*")
        return slide, [text for text in texts if text and not is_page_number(text)]

    def _text(self, record: _Record) -> str:
        if record.kind == _WIDE:
            return self._label(record).translate(_CHARACTERS).strip()
        if record.kind == _NARROW:
            return self._stream[record.begin : record.end].decode("latin-1").translate(_CHARACTERS).strip()
        return ""

    def _label(self, record: _Record) -> str:
        return self._stream[record.begin : record.end].decode("utf-16-le", "replace")


def _number(data: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(data[at : at + size], "little")


FORMAT = Format(
    "ppt",
    read,
    (".ppt", ".pps", ".pot"),
    sniff=lambda head: head.startswith(MAGIC),
    sniff_file=holds_stream(_STREAM),
    known_by_content=True,
    family=Family.DOCUMENTS,
    label="PPT",
    located_by="slide, its title",
)
