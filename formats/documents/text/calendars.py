"""Reads calendars (iCalendar) and address books (vCard) as people see them: one property a line, by its usual name.

An entry (an event, a task, a contact) is a block below its name. The text keeps as many lines as the file.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import BinaryIO

from scent.formats.documents.base.blocks.outline import BlockStart, Outline, tile, to_label
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format, text_format
from scent.formats.documents.base.metadata import parse_date_ns
from scent.formats.documents.text import plain_text
from scent.formats.documents.text.content_lines import Property, properties
from scent.formats.documents.text.declared_lines import with_declared_lines

_BEGIN = re.compile(r"(?mi)^BEGIN:(?:VCALENDAR|VCARD|VEVENT|VTODO|VJOURNAL|VFREEBUSY)[ \t\r]*$")
_ENTRIES = frozenset(["VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VCARD"])
_LABELS = {
    "SUMMARY": "",
    "FN": "",
    "DTSTART": "Starts",
    "DTEND": "Ends",
    "DUE": "Due",
    "DURATION": "Lasts",
    "LOCATION": "Place",
    "RRULE": "Repeats",
    "EXDATE": "Except",
    "RDATE": "Also",
    "PERCENT-COMPLETE": "Percent done",
    "N": "Name",
    "TEL": "Phone",
    "ADR": "Address",
    "ORG": "Organisation",
    "BDAY": "Birthday",
    "TZ": "Time zone",
    "X-WR-CALNAME": "Calendar",
    "X-WR-CALDESC": "Description",
    "X-ABLABEL": "Label",
    "IMPP": "Messenger",
}
# What programs write for each other.
_MACHINE = frozenset(
    (
        *("BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "SEQUENCE", "CALSCALE", "METHOD", "TRANSP", "REV"),
        *("CREATED", "LAST-MODIFIED", "TRIGGER", "ACTION", "KIND", "CLIENTPIDMAP", "X-WR-TIMEZONE", "X-WR-RELCALID"),
        *("X-PUBLISHED-TTL", "REFRESH-INTERVAL", "X-MICROSOFT-CDO-BUSYSTATUS", "X-MOZ-GENERATION", "X-MOZ-LASTACK"),
        *("X-ABUID", "X-ABSHOWAS", "RECURRENCE-ID", "ACKNOWLEDGED"),
    )
)
_STRUCTURED = frozenset(["N", "ADR", "ORG", "GENDER"])
_PEOPLE = frozenset(["ATTENDEE", "ORGANIZER"])
_DATES = frozenset(["DTSTART", "DTEND", "DUE", "EXDATE", "RDATE", "COMPLETED", "BDAY", "ANNIVERSARY"])
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?\d\d)?(Z)?)?")
_SCHEME = re.compile(r"(?i)(?:mailto|tel|sip|xmpp):(?=\S)")
_DATA = re.compile(r"(?i)data:[^,]{0,100};base64,|[A-Za-z0-9+/=\s]{200,}\Z")
_PICTURES = frozenset(["PHOTO", "LOGO", "SOUND", "KEY", "ATTACH", "IMAGE"])


def parse(text: str) -> Outline:
    """The entries of a calendar or address book; any other text is plain text."""
    return _Entries(text).outline() if _BEGIN.search(text) else plain_text.parse(text)


class _Entries:
    """The properties of a file, and the entries that they belong to."""

    def __init__(self, text: str) -> None:
        self._properties = list(properties(text.split("\n")))
        self._lines: list[str] = []
        self._starts = [BlockStart(0, Kind.TABLE)]
        self._length = 0

    def outline(self) -> Outline:
        names = list(self._names())
        following_names = iter(names)
        zones = 0  # that are open
        for each, following in zip(self._properties, [*self._properties[1:], None], strict=True):
            component = each.value.strip().upper()
            if each.name == "BEGIN":
                zones += component == "VTIMEZONE"
                if component in _ENTRIES:
                    zones = 0  # one that does not end
                    name = next(following_names)
                    self._starts.append(BlockStart(self._length, Kind.TABLE, (name,) if name else ()))
            elif each.name == "END":
                zones = max(0, zones - (component == "VTIMEZONE"))
                if component in _ENTRIES and following is not None:
                    self._starts.append(BlockStart(self._length, Kind.TABLE))
            self._add("" if zones and each.name else _line(each), each.lines)
        text = "\n".join(self._lines)
        title = self._value("X-WR-CALNAME") or (names[0] if len(names) == 1 else "")
        date_ns = parse_date_ns(_date(self._value("DTSTART"))) if len(names) == 1 else 0
        return Outline(to_label(title), tile(text, self._starts), date_ns=date_ns, text=text)

    def _names(self) -> Iterator[str]:
        """The name of each entry: its summary, or of whom it is."""
        begins = [
            at
            for at, each in enumerate(self._properties)
            if each.name == "BEGIN" and each.value.strip().upper() in _ENTRIES
        ]
        for begin, end in pairwise([*begins, len(self._properties)]):
            own = (each.text for each in self._properties[begin:end] if each.name in {"SUMMARY", "FN"})
            yield to_label(next(own, ""))

    def _value(self, name: str) -> str:
        return next((each.text for each in self._properties if each.name == name), "")

    def _add(self, text: str, lines: int) -> None:
        """Add the text of a property, which has so many lines in the file, on as many."""
        rows = [" ".join(row.split()) for row in text.split("\n")]
        rows = [*rows[: lines - 1], " ".join(filter(None, rows[lines - 1 :]))]
        rows += [""] * (lines - len(rows))
        self._lines += rows
        self._length += sum(len(row) + 1 for row in rows)


def _line(each: Property) -> str:
    """A property as people read it; empty if it is for programs."""
    if not each.name:
        return each.value
    if each.name in _MACHINE:
        return ""
    value = _value(each)
    label = _LABELS.get(each.name, each.name.removeprefix("X-").replace("-", " ").capitalize())
    types = ", ".join(kind.lower() for kind in each.parameters.get("TYPE", ()) if kind.upper() not in _NO_TYPES)
    label += f" ({types})" if types and label else ""
    return f"{label}: {value}" if label and value else value


_NO_TYPES = frozenset(["QUOTED-PRINTABLE", "PREF", "INTERNET", "VOICE", "BASE64", "B", ""])


def _value(each: Property) -> str:
    if each.name in _PICTURES and _DATA.match(each.value):
        return "(its data are left out)"
    if each.name in _STRUCTURED:
        return ", ".join(each.parts)
    if each.name in _DATES:
        zone = each.parameter("TZID")
        return _date(each.text) + (f" ({zone})" if zone else "")
    value = _SCHEME.sub("", each.text, count=1).removeprefix("_$!<").removesuffix(">!$_")
    name = each.parameter("CN") if each.name in _PEOPLE else ""
    return f"{name} <{value}>" if name and name != value else value


def _date(text: str) -> str:
    """Dates in the form that people read."""

    def readable(date: re.Match[str]) -> str:
        year, month, day, hour, minute, utc = date.groups()
        return f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "") + (" UTC" if utc else "")

    return _DATE.sub(readable, text)


_CALENDAR, _CARD = (
    re.compile(rb"(?:\xef\xbb\xbf)?\s{0,9}BEGIN:" + component + rb"[ \t\r]*\n", re.IGNORECASE)
    for component in (b"VCALENDAR", b"VCARD")
)


def _with_declared_lines(text: Format) -> Format:
    """The same format for files in which lines may declare their encodings."""

    def read(file: BinaryIO, skip: int) -> Iterator[Document]:
        return iter(()) if text.read is None else text.read(with_declared_lines(file), skip)

    return replace(text, read=read, is_by_parts=False)


FORMATS = tuple(
    _with_declared_lines(each)
    for each in (
        text_format(
            "ics",
            parse,
            suffixes=(".ics", ".ical", ".ifb", ".vcs"),
            sniff=lambda head: _CALENDAR.match(head) is not None,
            family=Family.MAIL,
            label="iCalendar",
            located_by="event, line",
            has_markup=lambda _: True,
        ),
        text_format(
            "vcf",
            parse,
            suffixes=(".vcf", ".vcard"),
            sniff=lambda head: _CARD.match(head) is not None,
            family=Family.MAIL,
            label="vCard",
            located_by="contact, line",
            has_markup=lambda _: True,
        ),
    )
)
