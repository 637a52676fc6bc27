"""Reads the help texts of commands (--help, kept in a file): their sections and options."""

import re
from collections.abc import Iterator

from scent.formats.documents.base.blocks.outline import (
    BlockStart,
    Headings,
    Lines,
    Outline,
    split_lines,
    tile,
    to_label,
)
from scent.formats.documents.base.document import Kind

_USAGE = re.compile(r"[ \t]{0,4}usage:[ \t]*(?:\[[^\]]*\] )?(\S+(?: [a-z][\w-]*)*)?", re.IGNORECASE)
_OPTION = re.compile(r"[ \t]+(?:-\w|--\w|/\w\b)")
# "Options:", "Output control:", "positional arguments:", or "OPTIONS".
_SECTION = re.compile(r"[ \t]{0,4}([A-Za-z][^.:]{0,60}):$|([A-Z][A-Z ]{2,40})$")
_HEAD_LINES, _HEAD_CHARACTERS = 12, 4000
_MIN_OPTIONS = 2


def is_help_text(text: str) -> bool:
    """Whether a text has a usage line near its start, and options below it."""
    head = text[:_HEAD_CHARACTERS].split("\n")
    if not any(_USAGE.match(line) for line in head[:_HEAD_LINES]):
        return False
    return sum(bool(_OPTION.match(line)) for line in head) >= _MIN_OPTIONS


def parse(text: str) -> Outline:
    """The blocks of a help text, under its sections; the title is the name of the command."""
    source = split_lines(text)
    usage = next((match for line in source.lines[:_HEAD_LINES] if (match := _USAGE.match(line))), None)
    return Outline(to_label(usage[1] or "") if usage else "", tile(text, _blocks(source)))


def _blocks(source: Lines) -> Iterator[BlockStart]:
    headings, after_blank = Headings(), True
    for number, line in enumerate(source.lines):
        below = source.lines[number + 1] if number + 1 < len(source) else ""
        section = _SECTION.match(line) if below[:1].isspace() else None
        if section and not _USAGE.match(line):
            headings.open(1, to_label(section[1] or section[2]))
            yield BlockStart(source.offsets[number], Kind.HEADING, headings.path, keep=True)
            after_blank = True
        elif line and (after_blank or _OPTION.match(line)):
            yield BlockStart(source.offsets[number], Kind.LIST if _OPTION.match(line) else Kind.PROSE, headings.path)
            after_blank = False
        after_blank = after_blank or not line
