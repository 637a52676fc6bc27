r"""Tells in which encoding the bytes of an RTF file are, written as \'xx or raw: that of the font, or the document.

Source: Rich Text Format specification 1.9.1, "Font Table" and "Document Area".
"""

import codecs
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
    136: "big5hkscs",
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
# Of `\ansicpg`, where Python has another name than Windows; and documents without it: of a Macintosh, or of DOS.
_CODE_PAGES: Final = {
    "10000": "mac_roman",
    "10006": "mac_greek",
    "10007": "mac_cyrillic",
    "10029": "mac_latin2",
    "10081": "mac_turkish",
}
_CODE_PAGE: Final = re.compile(r"\\ansicpg(\d{1,5})(?!\d)")
_DOCUMENT_CHARSET: Final = re.compile(r"\\(mac|pca?)(?![a-z])")
_DOCUMENT_CHARSETS: Final = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_FONT: Final = re.compile(r"\\f(\d{1,5})(?!\d)(?:(?!\\f\d)[^{}]){0,200}?\\fcharset(\d{1,3})(?!\d)")
_HEAD_CHARACTERS: Final = 64 * 1024
_DEFAULT: Final = "cp1252"
# A byte, written as a code or as itself. RTF knows no line breaks.
_BYTE: Final = re.compile(r"\\'[0-9a-fA-F]{2}|[^\r\n]")
_SPECIAL: Final = re.compile(r"([\\{}])|\r\n?|\n")


class Charsets:
    """The encodings of a document's fonts; a font that names none is in that of the document."""

    def __init__(self, source: str) -> None:
        head = source[:_HEAD_CHARACTERS]
        code_page, charset = _CODE_PAGE.search(head), _DOCUMENT_CHARSET.search(head)
        self._document = _DOCUMENT_CHARSETS[charset[1]] if charset else _DEFAULT
        if code_page:
            self._document = _python_name(code_page[1])
        fonts = {match[1]: _FONT_CHARSETS.get(int(match[2]), self._document) for match in _FONT.finditer(head)}
        is_old = not code_page  # whose fonts have the number of Windows' character set also if they are in another
        self._fonts = {font: name for font, name in fonts.items() if not (is_old and name == _DEFAULT)}

    def text(self, source: str, font: str, skipped: int = 0) -> str:
        r"""The source of text in a font, by its number, with characters for bytes and for codes of them (`\'xx`).

        The first `skipped` stay as they are.
        """
        if source.isascii() and "\\'" not in source:
            return source
        written = _BYTE.findall(source)
        data = b"".join(
            bytes.fromhex(each[2:]) if len(each) > 1 else each.encode("latin-1", "replace")
            for each in written[skipped:]
        )
        text = data.decode(self._fonts.get(font, self._document), "replace")
        return "".join(written[:skipped]) + _SPECIAL.sub(lambda found: f"\\{found[1] or 'line '}", text)


def _python_name(code_page: str) -> str:
    name = _CODE_PAGES.get(code_page, f"cp{code_page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return _DEFAULT
