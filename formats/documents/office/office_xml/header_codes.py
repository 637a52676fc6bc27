"""Reads the headers and footers of Excel, in which codes stand for fonts, sizes, colours and fields."""

import re
from collections.abc import Iterator

_SECTION = re.compile(r"&[LCR]")
# Codes for fonts, sizes, colours, and fields such as the number of the page.
_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|&|[A-Za-z])')


def header_sections(header: str) -> Iterator[str]:
    """The left, middle and right text of a header, without codes."""
    for section in _SECTION.split(header):
        yield " ".join(_CODE.sub(lambda code: "&" if code[0] == "&&" else " ", section).split())
