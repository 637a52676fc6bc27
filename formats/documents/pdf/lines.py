"""Reads the lines of a PDF page with their position, size and weight.

PDFium gives lines in the order in which they were written. In files from typesetters, office
programs and browsers that is reading order, even in columns.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pypdfium2

# PDFium writes this instead of a hyphen at the end of a line, without a line end.
HYPHEN = "\ufffe"
# A longer line is never taken for a bold heading.
MAX_BOLD = 80
_LINE = re.compile(f"[^\n{HYPHEN}]*(?:[\n{HYPHEN}]|\\Z)")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_BOLD_FONT = re.compile(rb"(?i)bold|black|heavy|demi|CMBX|SFBX")
_MAX_FONT_NAME_BYTES = 100
_MAX_LETTER_WIDTH = 0.65  # times its height, on average over a line
_DROP_CAP = re.compile(r"[\"'\u201c\u2018\xab\u201e]?[^\W\d_]")
_DROP_CAP_SIZE = 1.8  # times the height of the letters beside it, at least
_BELOW_CAP = 0.2  # times the height of a drop cap: how far its line may stand below it


class Line(NamedTuple):
    """A line of text; `x` (left edge) and `y` (baseline) are points from the lower left corner.

    `size` is the height of its letters in points: the median of the first, middle and last one,
    because single words may be set in another font. `bold` is true for short lines that are bold
    from the first letter to the last.
    """

    text: str
    x: float
    y: float
    size: float
    bold: bool


def page_lines(page: "pypdfium2.PdfPage") -> Iterator[Line]:
    """The lines of a page in reading order."""
    from pypdfium2 import raw

    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        x, y = ctypes.c_double(), ctypes.c_double()
        at = 0
        for whole in _LINE.findall(text):
            bare = whole.strip().strip(HYPHEN)
            if bare:
                begin = at + len(whole) - len(whole.lstrip())
                first, middle, last = (
                    _character_index(text_page, text, begin + third * (len(bare) - 1) // 2) for third in range(3)
                )
                raw.FPDFText_GetCharOrigin(text_page.raw, first, x, y)
                left, baseline = x.value, y.value
                size = sorted(_height(text_page, each) for each in (first, middle, last))[1]
                bold = len(bare) <= MAX_BOLD and _is_bold(text_page, first)
                if bold:
                    raw.FPDFText_GetCharOrigin(text_page.raw, last, x, y)
                    # A line with wide gaps between its words is the head of a table.
                    bold = _is_bold(text_page, last) and x.value - left < _MAX_LETTER_WIDTH * size * len(bare)
                yield Line(whole.strip().translate(_LIGATURES), left, baseline, size, bold)
            at += len(whole)
    finally:
        text_page.close()


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The letter height of most of the text, in points; 0 without text."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def join_drop_caps(lines: Iterable[Line], body: float) -> Iterator[Line]:
    """The lines of a page with each drop cap, a large first letter, in the line that it begins.

    `body` is the letter height of body text in points.
    """
    cap: Line | None = None
    for line in lines:
        if cap is not None:
            joins = line.x > cap.x and line.size * _DROP_CAP_SIZE < cap.size
            joins = joins and -_BELOW_CAP * cap.size < line.y - cap.y < cap.size
            yield from (line._replace(text=cap.text + line.text),) if joins else (cap, line)
            cap = None
        elif _DROP_CAP.fullmatch(line.text) and line.size > _DROP_CAP_SIZE * body:
            cap = line
        else:
            yield line
    if cap is not None:
        yield cap


def _character_index(text_page: "pypdfium2.PdfTextPage", text: str, at: int) -> int:
    """PDFium's index of the character at `at` in the page's text."""
    from pypdfium2 import raw

    # PDFium counts UTF-16 units.
    units = at if text.isascii() else len(text[:at].encode("utf-16-le", "surrogatepass")) // 2
    index: int = raw.FPDFText_GetCharIndexFromTextIndex(text_page.raw, units)
    return index


def _height(text_page: "pypdfium2.PdfTextPage", index: int) -> float:
    """The height of a character in points; it varies a little by character and font."""
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text_page.raw, index, box)
    height: float = round(abs(box.top - box.bottom), 1)
    return height


def _is_bold(text_page: "pypdfium2.PdfTextPage", index: int) -> bool:
    """Whether a character is bold by the name of its font; declared weights are often wrong."""
    from pypdfium2 import raw

    name, flags = ctypes.create_string_buffer(_MAX_FONT_NAME_BYTES), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page.raw, index, name, _MAX_FONT_NAME_BYTES, flags)
    return _BOLD_FONT.search(name.value) is not None
