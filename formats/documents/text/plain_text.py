"""Reads plain text, and every text file that no other format claims: paragraphs and lists.

Logs and help texts are recognised by their content, whatever the file's name.
"""

import re
from dataclasses import replace

from scent.formats.documents.base.blocks.outline import Outline, paragraphs, tile
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.manuals import help_text
from scent.formats.documents.text import logs

# A letter that the next one overstrikes, for bold and underlined words, as in the output of man.
_MARKS = re.compile(r"[^\n\b]\x08")


def _has_marks(text: str) -> bool:
    return "\b" in text and _MARKS.search(text) is not None


def parse(text: str) -> Outline:
    """The blocks of a text, without overstrikes."""
    if not _has_marks(text):
        return _parse(text)
    plain = _MARKS.sub("", text)
    return replace(_parse(plain), text=plain)


def _parse(text: str) -> Outline:
    """The blocks of a log or a help text, or else the paragraphs of a text, without a title."""
    if logs.is_log(text):
        return logs.parse(text)
    return help_text.parse(text) if help_text.is_help_text(text) else Outline("", tile(text, paragraphs(text)))


FORMAT = text_format(
    "text",
    parse,
    suffixes=(".txt", ".text", ".log"),
    family=Family.TIMED,
    label="logs, plain text, help texts",
    located_by="time or section, line",
    has_markup=_has_marks,
)
