"""Reads metadata fields of any format: dates as people write them, authors, titles, languages."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from scent.formats.documents.base.blocks.outline import to_label
from scent.formats.documents.base.clean_text import remove_invisible

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
_DATE_WITHIN = 200  # characters of a field in which a date is looked for
_NANOSECONDS = 1_000_000_000
_MAX_SECONDS = (1 << 63) // _NANOSECONDS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_PROGRAM = re.compile(r"(?i)^(?:microsoft )?(?:word|powerpoint|excel|publisher) - ")
_FILE_NAME = re.compile(r"(?i)^\S*\.(?:docx?|odt|rtf|tex|dvi|indd|pptx?|xlsx?|pdf|ps|qxd|pub|wpd|pages|p65|html?)$")
_NO_TITLE = frozenset(
    ["untitled", "unknown", "title", "document", "powerpoint presentation", "slide 1", "presentation", "none", "null"]
)


class Metadata(NamedTuple):
    """What a file says about itself; the fields are those of `Document`, empty or 0 if unknown."""

    title: str = ""
    author: str = ""
    date_ns: int = 0
    language: str = ""


def parse_date_ns(text: str) -> int:
    """The first date in a field, in nanoseconds since 1970; 0 if there is none.

    Understood are ISO 8601 and dates with an English month name. A missing day means the first of
    the month, a missing month January, and a missing time zone UTC.
    """
    text = text[:_DATE_WITHIN]
    for pattern in (_ISO, *_NAMED):
        if match := pattern.search(text):
            try:
                return _date_parts_to_ns({name: value for name, value in match.groupdict().items() if value})
            except ValueError:  # month 13, day 32, or three letters that are not a month
                continue
    return 0


def _date_parts_to_ns(parts: dict[str, str]) -> int:
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
    return seconds_to_ns(since.days * 86_400 + since.seconds)


def seconds_to_ns(seconds: int) -> int:
    """Seconds since 1970 as nanoseconds; 0 if 64 bits cannot hold them (before 1677, after 2262)."""
    return seconds * _NANOSECONDS if abs(seconds) < _MAX_SECONDS else 0


def author_names(text: str) -> str:
    """The names in a field of authors, joined by commas, without addresses and quotation marks."""
    names = (
        name.partition("<")[0].strip(" \t'\"[]{}")
        for name in re.split(r"[,;&]| and (?=[A-Z])", text[: 4 * _DATE_WITHIN])
    )
    return to_label(", ".join(name for name in names if name and "@" not in name))


def meaningful_title(title: str) -> str:
    """A title from a file's metadata; empty if a program made it up, as in `Untitled 1`."""
    title = " ".join(remove_invisible(title).split())
    bare = _PROGRAM.sub("", title)
    if bare != title or _FILE_NAME.match(bare) or bare.lower() in _NO_TITLE or bare.lower().startswith("untitled"):
        return ""
    return title if any(character.isalpha() for character in title) else ""


def language_code(tag: str) -> str:
    """The ISO 639-1 code that a language tag such as en-GB begins with; empty if there is none."""
    match = re.match(r"\s*([A-Za-z]{2})(?:[-_]|\s*$)", tag)
    return match[1].lower() if match else ""
