"""Reads logs: recognises them by their first lines, and makes a block for each minute."""

import re
from collections.abc import Iterator

from scent.formats.documents.base.blocks.outline import BlockStart, Lines, Outline, split_lines, tile
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.metadata import parse_date_ns

# How log records begin: a date, a program and a date with a time, a time, syslog's date, a level
# (in brackets), an IP address (web servers), seconds since 1970 with a fraction.
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
# The time of a record: its date, if there is one, and the time of day.
_TIME = re.compile(
    r"""(?:(?P<day>\d{4}[-/.]\d\d[-/.]\d\d|[A-Z][a-z]{2}\s+\d{1,2}(?=\s)|\d\d/[A-Z][a-z]{2}/\d{4})[T\s,_:]\s?)?
        (?P<clock>\d\d:\d\d:\d\d)\b""",
    re.VERBOSE,
)
_YEAR = re.compile(r"\d{4}")
_TIME_WITHIN = 120  # characters of a line in which its time is looked for
_SAMPLE_LINES = 50
_MIN_RECORDS = 3
_MIN_SHARE = 0.6  # of the first lines that must be records


def is_log(text: str) -> bool:
    """Whether most of the first lines begin like log records; indented lines do not count."""
    first = [
        line for line in text[: _SAMPLE_LINES * 200].split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line[:1].strip()
    ]
    records = sum(bool(_RECORD.match(line)) for line in first)
    return records >= max(_MIN_RECORDS, len(first) * _MIN_SHARE)


def parse(text: str) -> Outline:
    """The blocks of a log; its date is that of the last record that has a year."""
    source = split_lines(text)
    return Outline("", tile(text, _blocks(source)), date_ns=_last_date(source))


def _blocks(source: Lines) -> Iterator[BlockStart]:
    """A block for the records of each minute, and for each record of several lines (a stack trace).

    Lines that do not begin like a record belong to the record above them.
    """
    minute, was_long = None, True  # a long record has several lines
    for number, line in enumerate(source.lines):
        if not _RECORD.match(line):
            continue
        day, clock = _time(line)
        below = source.lines[number + 1] if number + 1 < len(source) else ""
        is_long = bool(below) and not _RECORD.match(below)
        if was_long or is_long or not clock or (day, clock[:5]) != minute:
            yield BlockStart(source.offsets[number], Kind.CODE, place=f"{day} {clock}".strip())
        minute, was_long = (day, clock[:5]), is_long


def _time(line: str) -> tuple[str, str]:
    """The date and the time of day of a record as they are written; empty if missing."""
    match = _TIME.search(line, 0, _TIME_WITHIN)
    return (" ".join((match["day"] or "").split()), match["clock"]) if match else ("", "")


def _last_date(source: Lines) -> int:
    for line in reversed(source.lines[-_SAMPLE_LINES:]):
        day, clock = _time(line) if _RECORD.match(line) else ("", "")
        if _YEAR.search(day):
            return parse_date_ns(f"{day.replace('.', '-')} {clock}")
    return 0
