"""Reader of WhatsApp's exported chats: a block for each message, a document for each day.

Phones write two forms of dates, and a file does not say whether the day or the month comes first.
Numbers above 12 tell, or else the order of messages, which is by time.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import BinaryIO

from scent.formats.documents.base.blocks.outline import BlockStart, tile, to_label
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.joined_parts import mark_last_part
from scent.formats.documents.base.metadata import parse_date_ns
from scent.formats.documents.base.parts import Part, read_parts

_DAY = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}"
_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ \u202f][AaPp]\.?[Mm]\.?)?"
_MESSAGE = re.compile(
    rf"(?m)^\u200e?(?:\[(?P<a>{_DAY}, {_TIME})\] |(?P<b>{_DAY}, {_TIME}) - )(?:(?P<sender>[^:\n]{{1,60}}): )?"
)
_HEAD = re.compile(rf"(?:\u200e|\ufeff)*(?:\[{_DAY}, {_TIME}\] |{_DAY}, {_TIME} - )[^\n]{{2}}")
_DATE_SEPARATOR = re.compile(r"[/.-]")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)[^AaPp]*([AaPp])?")

# The indexes of year, month and day among the three numbers of a date.
_Order = tuple[int, int, int]
_DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST = (2, 1, 0), (2, 0, 1), (0, 1, 2)


def read(file: BinaryIO, skip: int) -> Iterator[Document]:
    """Read a document for each day, without the first `skip`."""
    return mark_last_part(_documents(file), skip, Document("", "whatsapp"))


def _documents(file: BinaryIO) -> Iterator[Document]:
    order: _Order | None = None
    for part in read_parts(file):
        messages = list(_MESSAGE.finditer(part.text))
        order = order or _order([_date_numbers(each) for each in messages])
        days = [list(same) for _, same in groupby(messages, _date_numbers)] or [[]]
        begins = [0, *(day[0].start() for day in days[1:]), len(part.text)]
        for day, (begin, end) in zip(days, pairwise(begins), strict=True):
            yield _document(part, begin, end, day, order)


def _document(part: Part, begin: int, end: int, day: Sequence[re.Match[str]], order: _Order) -> Document:
    """A document of the messages of one day, in the characters from `begin` to `end` of a part."""
    text = part.text[begin:end]
    starts = [BlockStart(0, Kind.PROSE)]
    for each in day:
        heading = (to_label(each["sender"]),) if each["sender"] else ()
        starts.append(BlockStart(each.start() - begin, Kind.PROSE, heading, place=_time(each)))
    senders = dict.fromkeys(each["sender"] for each in day if each["sender"])
    return Document(
        text,
        "whatsapp",
        "",
        tile(text, starts),
        part.offset + begin,
        part.line + part.text.count("\n", 0, begin),
        author=to_label(", ".join(senders)),
        date_ns=_date_ns(day[-1], order) if day else 0,
    )


def _time(message: re.Match[str]) -> str:
    return message["a"] or message["b"]


def _date_numbers(message: re.Match[str]) -> tuple[int, ...]:
    return tuple(map(int, _DATE_SEPARATOR.split(_time(message).partition(",")[0])))


def _year_month_day(numbers: Sequence[int], order: _Order) -> tuple[int, int, int]:
    year, month, day = (numbers[place] for place in order)
    return year + 2000 * (year < 100), month, day  # noqa: PLR2004 - two digits


def _order(days: Sequence[Sequence[int]]) -> _Order:
    """The order in which all dates are valid and, if possible, ascending; day first in doubt."""
    orders = (_DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST)
    dates = {order: [_year_month_day(day, order) for day in days] for order in orders}
    possible = [order for order in orders if all(1 <= month <= 12 and 1 <= day <= 31 for _, month, day in dates[order])]  # noqa: PLR2004
    ascending = (order for order in possible if dates[order] == sorted(dates[order]))
    return next(ascending, possible[0] if possible else _DAY_FIRST)


def _date_ns(message: re.Match[str], order: _Order) -> int:
    year, month, day = _year_month_day(_date_numbers(message), order)
    hour, minute, half = 0, "00", ""
    if clock := _CLOCK.search(_time(message).partition(", ")[2]):
        hour, minute, half = int(clock[1]), clock[2], (clock[3] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "p")
    return parse_date_ns(f"{year:04}-{month:02}-{day:02} {hour:02}:{minute}")


FORMAT = Format(
    "whatsapp",
    read,
    sniff=lambda head: _HEAD.match(head[:400].decode("utf-8", "replace")) is not None,
    is_text=True,
    family=Family.MAIL,
    label="WhatsApp chats",
    located_by="sender, time, line",
)
