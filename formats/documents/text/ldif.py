"""Reads LDIF, in which directories and Thunderbird export contacts: unfolded, and without base64.

The text keeps the lines of the file. Source: RFC 2849.
"""

import binascii
import re
from base64 import b64decode

from scent.formats.documents.base.blocks.outline import Outline, paragraphs, tile
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.text import plain_text

_ENTRY = re.compile(r"(?m)^dn::?[ \t]*\S")
_BASE64 = re.compile(r"([A-Za-z][\w;.-]{0,200})::[ \t]*([A-Za-z0-9+/=]+)\Z")


def parse(text: str) -> Outline:
    """The entries of a directory; any other text is plain text."""
    if not _ENTRY.search(text):
        return plain_text.parse(text)
    rows: list[str] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and lines[end].startswith(" "):
            end += 1
        folded = [line.rstrip("\r") for line in lines[at:end]]
        rows += [_decoded(folded[0] + "".join(line[1:] for line in folded[1:])), *[""] * (end - at - 1)]
        at = end
    text = "\n".join(rows)
    return Outline("", tile(text, paragraphs(text)), text=text)


def _decoded(line: str) -> str:
    match = _BASE64.match(line)
    if match is None:
        return line
    try:
        value = b64decode(match[2], validate=True).decode()
    except (binascii.Error, ValueError):  # a picture or a certificate
        return f"{match[1]}: (its data are left out)"
    return f"{match[1]}: {' '.join(value.split())}"


FORMAT = text_format(
    "ldif",
    parse,
    suffixes=(".ldif", ".ldi"),
    sniff=lambda head: (
        re.match(rb"(?:version: 1\r?\n\s{0,9})?dn::? [^\n]{1,1000}\n[A-Za-z][\w;-]{0,60}::? ", head) is not None
    ),
    family=Family.MAIL,
    label="LDIF",
    located_by="line",
    has_markup=lambda _: True,
)
