"""Tells headers and footers that only number the pages."""

import re

_PAGE_NUMBER = re.compile(
    r"\W*(?:page|seite|página|pagina|sida|side|strana|p)?\W*[\dIVXLCivxlc]{0,8}\W*"
    r"(?:of|von|de|sur|di|av|af|z)?\W*\d{0,8}\W*",
    re.IGNORECASE,
)
_MAX_CHARACTERS = 60


def is_page_number(text: str) -> bool:
    """Whether a text without line ends is empty, or only a number of a page as in "Page 3 of 9"."""
    return len(text) <= _MAX_CHARACTERS and _PAGE_NUMBER.fullmatch(text) is not None
