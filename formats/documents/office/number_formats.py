"""Tells what a number format of a spreadsheet or chart shows (ECMA-376, part 1, 18.8.31), and reads its dates."""

import re
from datetime import datetime, timedelta
from typing import Final

# Parts of a format that are no date code: quoted and escaped text, colours, currencies, conditions.
_LITERAL = re.compile(r'"[^"]*"?|[\\_*].|\[[^\]]*\]?')
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_MAX_CHARACTERS: Final = 1000
_SECONDS_A_DAY = 86_400
_YEAR_10_000 = 2_958_466  # its first day, counted from 1900
_DAYS_1900_TO_1904 = 1462
_FEBRUARY_29_1900 = 60  # spreadsheets count this day, but it never existed


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or time of day, rather than a duration."""
    code = code[:_MAX_CHARACTERS].partition(";")[0]
    return not _ELAPSED.search(code) and _DATE_CODE.search(_LITERAL.sub("", code)) is not None


def is_percent_format(code: str) -> bool:
    """Whether a number format shows hundredths: .25 as 25%."""
    return "%" in _LITERAL.sub("", code[:_MAX_CHARACTERS].partition(";")[0])


def date_from_serial(serial: float, *, from_1904: bool = False) -> str:
    """Convert a spreadsheet's date to ISO 8601.

    `serial` counts days since 1900, or since 1904. The time is left out at midnight, the date at
    day 0. Empty if the date is out of range.
    """
    exact = serial * _SECONDS_A_DAY
    if not 0 <= exact < (_YEAR_10_000 - _DAYS_1900_TO_1904 * from_1904) * _SECONDS_A_DAY - 0.5:
        return ""
    days, seconds = divmod(round(exact), _SECONDS_A_DAY)
    clock = "minutes" if seconds % 60 == 0 else "seconds"
    # Day 1 is 1 January 1900. After the nonexistent leap day, dates are one day behind the count.
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 + (serial < _FEBRUARY_29_1900))  # noqa: DTZ001 - no zone is known
    when = epoch + timedelta(days, seconds)
    if not days:
        return when.time().isoformat(clock)
    return when.isoformat(" ", clock) if seconds else when.date().isoformat()
