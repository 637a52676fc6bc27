"""What files say of themselves in a few fields of text: a date as people write it, the names of authors.

Owned here: reading such fields, whatever the format they stand in.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from scent.formats.documents.base.outline import label

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?(?!\d)"
    r"(?:[T ,_]{1,2}(?:[A-Z][a-z]{2} )?(?P<clock>\d{1,2}:\d\d(?::\d\d)?)(?:[.,]\d{1,9})? ?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_NAMED = (
    re.compile(r"(?P<name>[A-Z][a-z]{2})[a-z]{0,6}\.? +(?P<day>\d{1,2})(?:st|nd|rd|th)?,? +(?P<year>\d{4})(?!\d)"),
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[. /-]{1,2}(?P<name>[A-Z][a-z]{2})[a-z]{0,6}\.?[,/ -]+(?P<year>\d{4})"
    ),
    re.compile(r"(?P<name>[A-Z][a-z]{2})[a-z]{0,6}\.?,? +(?P<year>\d{4})(?!\d)"),
    re.compile(r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?![\d./-])"),
)
_LONGEST = 200  # characters in which a date is looked for
_NANOSECONDS = 1_000_000_000
_MOST_SECONDS = (1 << 63) // _NANOSECONDS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Metadata(NamedTuple):
    """What a file states about itself; the fields are those of `Document`, empty or 0 if unknown."""

    title: str = ""
    author: str = ""
    date_ns: int = 0
    language: str = ""


def date_ns(text: str) -> int:
    """The date in a field, in nanoseconds since 1970: as ISO 8601 has it, or with the English name of its month.

    A month without a day is its first, a year its 1st of January, a time without a zone is taken for UTC. 0 if there
    is no date that could be.
    """
    text = text[:_LONGEST]
    for pattern in (_ISO, *_NAMED):
        if match := pattern.search(text):
            try:
                return _nanoseconds({name: value for name, value in match.groupdict().items() if value})
            except ValueError:  # month 13, day 32, a word of three letters that is no month
                continue
    return 0


def _nanoseconds(parts: dict[str, str]) -> int:
    month = int(parts.get("month", 0)) or 1
    if "name" in parts:
        month = _MONTHS.index(parts["name"].lower()) + 1
    hour, minute, second = ([int(number) for number in parts.get("clock", "0:0").split(":")] + [0])[:3]
    zone = UTC
    if (offset := parts.get("zone", "Z")) != "Z":
        digits = offset[1:].replace(":", "")
        ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        zone = timezone(-ahead if offset[0] == "-" else ahead)
    day = int(parts.get("day", 1))
    since = datetime(int(parts["year"]), month, day, hour, minute, second, tzinfo=zone) - _EPOCH
    return nanoseconds(since.days * 86_400 + since.seconds)


def nanoseconds(seconds: int) -> int:
    """Seconds since 1970 as nanoseconds; 0 where 64 bits cannot hold them, which is before 1677 and after 2262."""
    return seconds * _NANOSECONDS if abs(seconds) < _MOST_SECONDS else 0


def people(text: str) -> str:
    """The names in a field of authors, separated by commas, without addresses and quotation marks."""
    names = (
        name.partition("<")[0].strip(" \t'\"[]{}") for name in re.split(r"[,;&]| and (?=[A-Z])", text[: 4 * _LONGEST])
    )
    return label(", ".join(name for name in names if name and "@" not in name))
