"""Reads plain text, and every text file that no other format claims: paragraphs and lists.

Logs and help texts are recognised by their content, whatever the file's name.
"""

from dataclasses import replace

from scent.formats.documents.base.blocks.outline import Outline, paragraphs, tile
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.terminal_marks import has_terminal_marks, remove_terminal_marks
from scent.formats.documents.manuals import help_text
from scent.formats.documents.text import logs


def parse(text: str) -> Outline:
    """The blocks of a text, without overstrikes and colours."""
    if not has_terminal_marks(text):
        return _parse(text)
    plain = remove_terminal_marks(text)
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
    has_markup=has_terminal_marks,
)
