"""Tells links that are no words of the text, so that they do not stick to these: to and from notes, and to headings."""

import re
from typing import TYPE_CHECKING, Final

from scent.formats.documents.web.elements import HEADINGS

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_REFERENCE: Final = re.compile(
    r"(?:^|[\s-])(?:noteref|footnote-?ref(?:erence)?|sd(?:foot|end)noteanc)\b", re.IGNORECASE
)
_TARGET: Final = re.compile(r"#[^#]{0,80}(?:fn|ftn|note|foot)", re.IGNORECASE)
_MAX_NUMBER: Final = 4  # characters
_PERMALINK: Final = re.compile(r"(?:^|[\s-])(?:headerlink|permalink|anchor|heading-?link)\b", re.IGNORECASE)
_MAX_SIGN: Final = 2  # characters


def leads_back(link: "LexborNode") -> bool:
    """Whether a link is only a sign that leads from a note back to the text; a heading may lead to the contents."""
    attributes = link.attributes
    is_back = attributes.get("role") == "doc-backlink" or "footnote-back" in (attributes.get("class") or "")
    return is_back and not any(map(str.isalnum, link.text(deep=True)))


def is_permalink(link: "LexborNode") -> bool:
    """Whether a link is only a sign beside a heading or a definition, with the address of it: a pilcrow, a hash."""
    sign = link.text(deep=True).strip()
    if not sign or len(sign) > _MAX_SIGN or any(map(str.isalnum, sign)):
        return False
    attributes = link.attributes
    in_heading = link.parent is not None and link.parent.tag in HEADINGS
    names = f"{attributes.get('class') or ''} {attributes.get('rel') or ''}"
    return "#" in (attributes.get("href") or "") and (in_heading or _PERMALINK.search(names) is not None)


def refers_to_note(link: "LexborNode") -> bool:
    """Whether a link is the number of a note, in the text or before the note itself.

    Word processors and older converters say so only by where it leads, or by writing it as a superscript.
    """
    attributes = link.attributes
    number = link.text(deep=True).strip()
    if not number.isalnum():
        return False
    names = f"{attributes.get('role') or ''} {attributes.get('class') or ''} {attributes.get('epub:type') or ''}"
    if _REFERENCE.search(names):
        return True
    address = attributes.get("href") or ""
    return len(number) <= _MAX_NUMBER and (
        _TARGET.search(address) is not None or ("#" in address and _is_superscript(link))
    )


def is_note_number(superscript: "LexborNode") -> bool:
    """Whether a superscript that begins a paragraph is the number of a note."""
    number = superscript.text(deep=True).strip()
    return number.isalnum() and len(number) <= _MAX_NUMBER


def _is_superscript(link: "LexborNode") -> bool:
    return (link.parent is not None and link.parent.tag == "sup") or link.css_first("sup") is not None
