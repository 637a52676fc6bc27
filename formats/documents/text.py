"""Plain text and logs.

Owned here: paragraphs, lists that look like lists, and log records. Whatever no other format claims is read here too.
"""

import re
from collections.abc import Iterator
from itertools import chain

from scent.formats.documents.document import Kind
from scent.formats.documents.format import text_format
from scent.formats.documents.outline import Outline, Start, lines, tile

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_ITEM = re.compile(r"[^\S\n]*(?:[-*+•]|\d{1,3}[.)])[^\S\n]")
# How the lines of a log begin: a date, a clock, syslog's month, a level in brackets, an address (web servers).
_RECORD = re.compile(
    r"""\W{0,2}(?:
        \d{4}[-/.]\d\d[-/.]\d\d[T\s,_]
      | \d\d:\d\d:\d\d
      | (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{1,2}\s\d\d:\d\d
      | (?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b
      | \d{1,3}(?:\.\d{1,3}){3}\s
      | \d{6,10}\.\d{3,9}\b
    )""",
    re.VERBOSE,
)
_SAMPLE_LINES = 50
_LEAST_RECORDS = 3


def parse(text: str) -> Outline:
    """A log as its records, each a block of lines; any other text as its paragraphs. Neither has a title."""
    return Outline("", tile(text, _records(text) if _is_log(text) else _paragraphs(text)))


def _paragraphs(text: str) -> Iterator[Start]:
    first = len(text) - len(text.lstrip())
    for at in chain((first,), (match.end() for match in _BLANK_LINES.finditer(text, first))):
        yield Start(at, Kind.LIST if _ITEM.match(text, at) else Kind.PROSE)


def _records(text: str) -> Iterator[Start]:
    # Lines that begin like no record, such as those of a stack trace, belong to the record above them.
    source = lines(text)
    for at, line in zip(source.at, source.text, strict=True):
        if _RECORD.match(line):
            yield Start(at, Kind.CODE)


def _is_log(text: str) -> bool:
    """Whether most of the first lines begin as log records do; their continuation lines, which are indented, aside."""
    first = [
        line for line in text[: _SAMPLE_LINES * 200].split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line[:1].strip()
    ]
    records = sum(bool(_RECORD.match(line)) for line in first)
    return records >= max(_LEAST_RECORDS, len(first) * 0.6)


FORMAT = text_format("text", parse, suffixes=(".txt", ".text", ".log"))
