"""Tells what a field of Word shows that has no result: buttons to click, and old formulas and phonetic guides."""

import re
from typing import Final

_FORMAT: Final = re.compile(r'\\\*\s{0,9}(?:"[^"]*"|[^\s\\]+)')
_SWITCH: Final = re.compile(r"\\[A-Za-z]{1,3}\d{0,3}(?:\s\d{1,3}(?!\d))?")
_PUNCTUATION: Final = re.compile(r"[\\(),;]")
_MAX_CODE: Final = 32 * 1024  # characters


def shown_by_code(code: str) -> str:
    """What is shown of a field by its code alone, on one line; empty for most fields."""
    name, *rest = code[:_MAX_CODE].split(maxsplit=1) or [""]
    text = rest[0] if rest else ""
    if name.upper() == "MACROBUTTON":
        _, *label = text.split(maxsplit=1)
        return " ".join(label).strip()
    if name.upper() == "EQ":
        for pattern in (_FORMAT, _SWITCH, _PUNCTUATION):
            text = pattern.sub(" ", text)
        return " ".join(text.split())
    return ""
