"""Reads what DOCX writes by other means than text: symbols, choices in forms, and letters drawn as a picture."""

from typing import Final
from xml.etree.ElementTree import Element

from scent.formats.documents.xml.elements import attribute, child, children, descendants

CHARACTERS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Characters of the fonts that Office has for symbols. Each font has its own codes, in one byte or
# from U+F000 on.
_SYMBOL: Final = dict(
    zip(
        b"ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcywVJj",
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωςϑϕ",
        strict=True,
    )
) | dict(
    zip(
        b"\xa3\xa5\xab\xac\xad\xae\xaf\xb0\xb1\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xbb\xc5\xc6\xc7\xc8\xce\xd1\xd6\xde\xe5\xf2",
        "≤∞↔←↑→↓°±≥×∝∂•÷≠≡≈⊕∅∩∪∈∇√⇒∑∫",  # noqa: RUF001 - these are meant
        strict=True,
    )
)
_WINGDINGS: Final = dict(zip(b"\x6c\x6e\x6f\xa7\xa8\xd8\xe0\xfb\xfc\xfd\xfe", "●■□▪☐➢→✗✓☒☑", strict=True))
_FONTS: Final = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}


def symbol(element: Element) -> str:
    """The character of a `w:sym` element; empty if its font has another picture there."""
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    characters = _FONTS.get(attribute(element, "font").lower())
    if characters is not None:
        return characters.get(code & 0xFF, "")
    return chr(code) if _is_text(code) else ""


def chosen(field: Element) -> str:
    """The entry that is chosen in a drop-down field of a form (`w:fldChar`); empty for any other field."""
    choices = next(descendants(field, "ddList"), None)
    if choices is None:
        return ""
    entries = [attribute(entry, "val") for entry in children(choices, "listEntry")]
    result = child(choices, "result")
    if result is None:
        result = child(choices, "default")
    number = attribute(result, "val") if result is not None else "0"
    return entries[int(number)] if number.isdecimal() and int(number[:9]) < len(entries) else ""


def drawn_letters(path: Element) -> str:
    """The text of a `v:textpath` element, which draws its letters: WordArt, and marks such as DRAFT."""
    text = attribute(path, "string").strip()
    return text + "\n" if text else ""


def _is_text(code: int) -> bool:
    """Whether a code is a character of Unicode that every font has in the same place."""
    return 0x20 <= code < 0xD800 or 0xF900 <= code < 0xFFFE  # noqa: PLR2004 - the bounds of surrogates and private use
