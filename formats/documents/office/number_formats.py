"""Tells what a number format of a spreadsheet or chart shows (ECMA-376, part 1, 18.8.31)."""

import re
from typing import Final

# Parts of a format that are no date code: quoted and escaped text, colours, currencies, conditions.
_LITERAL = re.compile(r'"[^"]*"?|[\\_*].|\[[^\]]*\]?')
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_MAX_CHARACTERS: Final = 1000


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or time of day, rather than a duration."""
    code = code[:_MAX_CHARACTERS].partition(";")[0]
    return not _ELAPSED.search(code) and _DATE_CODE.search(_LITERAL.sub("", code)) is not None


def is_percent_format(code: str) -> bool:
    """Whether a number format shows hundredths: .25 as 25%."""
    return "%" in _LITERAL.sub("", code[:_MAX_CHARACTERS].partition(";")[0])
