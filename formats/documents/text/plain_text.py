"""Reads plain text, and every text file that no other format claims: paragraphs and lists.

Logs and help texts are recognised by their content, whatever the file's name.
"""

import re
from collections.abc import Iterator
from itertools import chain

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.outline import BlockStart, Outline, tile
from scent.formats.documents.manuals import help_text
from scent.formats.documents.text import logs

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_ITEM = re.compile(r"[^\S\n]*(?:[-*+•]|\d{1,3}[.)])[^\S\n]")


def parse(text: str) -> Outline:
    """The blocks of a log or a help text, or else the paragraphs of a text, without a title."""
    if logs.is_log(text):
        return logs.parse(text)
    return help_text.parse(text) if help_text.is_help_text(text) else Outline("", tile(text, _paragraphs(text)))


def _paragraphs(text: str) -> Iterator[BlockStart]:
    first = len(text) - len(text.lstrip())
    for at in chain((first,), (match.end() for match in _BLANK_LINES.finditer(text, first))):
        yield BlockStart(at, Kind.LIST if _ITEM.match(text, at) else Kind.PROSE)


FORMAT = text_format(
    "text",
    parse,
    suffixes=(".txt", ".text", ".log"),
    family=Family.TIMED,
    label="logs, plain text, help texts",
    located_by="time or section, line",
)
