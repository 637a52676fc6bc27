"""Logs: records in blocks of a minute, each block at the time at which it begins.

Owned here: telling a log by its first lines, and its blocks.
"""

import re
from collections.abc import Iterator

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.metadata import parse_date_ns
from scent.formats.documents.base.outline import BlockStart, Lines, Outline, split_lines, tile

# How the lines of a log begin: a date, a program and a date with its clock, a clock, syslog's month, a level in
# brackets, an address (web servers).
_RECORD = re.compile(
    r"""\W{0,2}(?:
        \d{4}[-/.]\d\d[-/.]\d\d[T\s,_]
      | [A-Za-z][\w.-]{0,40}(?:\[\d+\])?:?[ ]\[?\d{4}[-/.]\d\d[-/.]\d\d[T\s,_]\d\d:\d\d
      | \d\d:\d\d:\d\d
      | (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{1,2}\s\d\d:\d\d
      | (?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b
      | \d{1,3}(?:\.\d{1,3}){3}\s
      | \d{6,10}\.\d{3,9}\b
    )""",
    re.VERBOSE,
)
# When a record was written: a day, if it says one, and a clock.
_WHEN = re.compile(
    r"""(?:(?P<day>\d{4}[-/.]\d\d[-/.]\d\d|[A-Z][a-z]{2}\s+\d{1,2}(?=\s)|\d\d/[A-Z][a-z]{2}/\d{4})[T\s,_:]\s?)?
        (?P<clock>\d\d:\d\d:\d\d)\b""",
    re.VERBOSE,
)
_YEAR = re.compile(r"\d{4}")
_WITHIN = 120  # characters of a line in which its time is looked for
_SAMPLE_LINES = 50
_LEAST_RECORDS = 3


def is_log(text: str) -> bool:
    """Whether most of the first lines begin as log records do; their continuation lines, which are indented, aside."""
    first = [
        line for line in text[: _SAMPLE_LINES * 200].split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line[:1].strip()
    ]
    records = sum(bool(_RECORD.match(line)) for line in first)
    return records >= max(_LEAST_RECORDS, len(first) * 0.6)


def parse(text: str) -> Outline:
    """The blocks of a log; its date is that of the last record that says a year."""
    source = split_lines(text)
    return Outline("", tile(text, _blocks(source)), date_ns=_last_date(source))


def _blocks(source: Lines) -> Iterator[BlockStart]:
    """A block for each run of records within a minute; a record of several lines, as with a stack trace, is its own.

    Lines that begin like no record belong to the record above them.
    """
    minute, alone = None, True
    for number, line in enumerate(source.text):
        if not _RECORD.match(line):
            continue
        day, clock = _when(line)
        below = source.text[number + 1] if number + 1 < len(source) else ""
        goes_on = bool(below) and not _RECORD.match(below)
        if alone or goes_on or not clock or (day, clock[:5]) != minute:
            yield BlockStart(source.at[number], Kind.CODE, place=f"{day} {clock}".strip())
        minute, alone = (day, clock[:5]), goes_on


def _when(line: str) -> tuple[str, str]:
    found = _WHEN.search(line, 0, _WITHIN)
    return (" ".join((found["day"] or "").split()), found["clock"]) if found else ("", "")


def _last_date(source: Lines) -> int:
    for line in reversed(source.text[-_SAMPLE_LINES:]):
        day, clock = _when(line) if _RECORD.match(line) else ("", "")
        if _YEAR.search(day):
            return parse_date_ns(f"{day.replace('.', '-')} {clock}")
    return 0
