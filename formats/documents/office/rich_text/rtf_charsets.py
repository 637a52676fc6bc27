r"""Tells in which encoding the bytes of an RTF file are, written as \'xx: that of the font, or of the document.

Source: Rich Text Format specification 1.9.1, "Font Table" and "Document Area".
"""

import re
from typing import Final

# Of `\fcharset`: what Windows calls the character sets of fonts.
_FONT_CHARSETS: Final = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
# Documents without `\ansicpg`: of a Macintosh, or of DOS.
_DOCUMENT_CHARSET: Final = re.compile(r"\\(mac|pca?)(?![a-z])")
_DOCUMENT_CHARSETS: Final = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_FONT: Final = re.compile(r"\\f(\d{1,5})(?!\d)[^{}]{0,200}?\\fcharset(\d{1,3})(?!\d)")
_HEAD_CHARACTERS: Final = 64 * 1024
_CODE: Final = re.compile(r"\\'([0-9a-fA-F]{2})")


class Charsets:
    """The encodings of a document's fonts; fonts in the document's own encoding are left to striprtf."""

    def __init__(self, source: str) -> None:
        head = source[:_HEAD_CHARACTERS]
        self._has_code_page = "\\ansicpg" in head
        document = None if self._has_code_page else _DOCUMENT_CHARSET.search(head)
        self._document = _DOCUMENT_CHARSETS[document[1]] if document else ""
        fonts = {match[1]: _FONT_CHARSETS.get(int(match[2]), "") for match in _FONT.finditer(head)}
        self._fonts = {font: charset for font, charset in fonts.items() if charset != "cp1252"}

    def text(self, codes: str, font: str) -> str:
        r"""The characters of `\'xx\'yy` in a font, by its number; the codes themselves where striprtf decodes them."""
        charset = self._fonts.get(font, "") or self._document
        if not charset:
            return codes
        data = bytes(int(code, 16) for code in _CODE.findall(codes))
        return "".join(f"\\{each}" if each in "\\{}" else each for each in data.decode(charset, "replace"))
