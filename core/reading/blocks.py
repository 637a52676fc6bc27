"""The blocks of a document with their lines and offsets in the file's text, as `scent cat --json` prints them."""

from collections.abc import Iterator
from typing import NamedTuple

from scent.formats.documents.base.document import Document


class TextBlock(NamedTuple):
    """A heading, paragraph, list, table or piece of code, with the facts of its document.

    Lines count from 1, both inclusive; `start` and `end` (exclusive) are character offsets in the
    file's text.
    """

    kind: str
    start: int
    end: int
    start_line: int
    end_line: int
    heading: tuple[str, ...]
    place: str
    text: str
    title: str
    format: str
    author: str
    date_ns: int
    language: str
    member: bytes


def text_blocks(document: Document) -> Iterator[TextBlock]:
    """The blocks of a document, in order."""
    place, line = 0, document.line
    for block in document.blocks:
        line += document.text.count("\n", place, block.start)
        place = block.start
        text = document.text[block.start : block.end]
        yield TextBlock(
            kind=block.kind,
            start=block.start + document.offset,
            end=block.end + document.offset,
            start_line=line,
            end_line=line + text.rstrip().count("\n"),
            heading=block.heading,
            place=block.place,
            text=text,
            title=document.title,
            format=document.format,
            author=document.author,
            date_ns=document.date_ns,
            language=document.language,
            member=document.member,
        )
