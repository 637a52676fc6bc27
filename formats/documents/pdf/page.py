"""The lines of a page of a PDF, and paragraphs and headings made of them.

Owned here: what belongs together on a page. PDFium gives the lines in the order they were written, which is that of
reading in what typesetters, office programs and browsers make, columns included.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from scent.formats.documents.base.composer import Composer
from scent.formats.documents.base.document import Kind

if TYPE_CHECKING:
    import pypdfium2

# PDFium puts this mark in the place of a hyphen that parts a word at the end of a line, and no line end.
_PARTED = "\ufffe"
_LINE = re.compile(f"[^\n{_PARTED}]*(?:[\n{_PARTED}]|\\Z)")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_BROKEN = re.compile("\\w{2}[-\u2010]$")
_SENTENCE_END = re.compile(r"[.!?:…。][\"'”’»)\]]*$")
_ITEM = re.compile("[-*•▪◦‣\u2013●○■□➢✓]\\s|\\(?(?:\\d{1,3}|[a-z])[.)]\\s")
_DIGITS = re.compile(r"\d+")
_MOST_IN_MARGIN = 3  # lines at either edge of a page that may be repeated on each
_HEADING = 1.12  # times the size of the text
_LONGEST_HEADING = 160
_MOST_HEADING_LINES = 3
_LONGEST_BOLD = 80
# Deeper than any size of letters and any bookmark.
_BOLD_LEVEL = 100
_BOLD = re.compile(rb"(?i)bold|black|heavy|demi|CMBX|SFBX")
_LONGEST_FONT_NAME = 100
_WIDEST = 0.65
_NUMBERING = re.compile(
    r"^(?:(?:chapter|section|part|appendix)\s+)?(?:\d{1,3}|[A-Z]|[IVX]{1,6})(?:[.:]\d{1,3}){0,4}[.:)]?\s+"
)


class Line(NamedTuple):
    """A line: its text, left edge and baseline (points, from the left and from below), the height of its letters.

    The height is the middle one of three letters', since a word may stand in others. `bold` says that the line is, from
    its first letter to its last, and short.
    """

    text: str
    x: float
    y: float
    size: float
    bold: bool


def lines(page: "pypdfium2.PdfPage") -> Iterator[Line]:
    """The lines of a page in the order of reading."""
    from pypdfium2 import raw

    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        x, y = ctypes.c_double(), ctypes.c_double()
        at = 0
        for whole in _LINE.findall(text):
            bare = whole.strip().strip(_PARTED)
            if bare:
                begin = at + len(whole) - len(whole.lstrip())
                first, middle, last = (
                    _place(text_page, text, begin + some * (len(bare) - 1) // 2) for some in range(3)
                )
                raw.FPDFText_GetCharOrigin(text_page.raw, first, x, y)
                left, bottom = x.value, y.value
                size = sorted(_height(text_page, each) for each in (first, middle, last))[1]
                bold = len(bare) <= _LONGEST_BOLD and _is_bold(text_page, first)
                if bold:
                    raw.FPDFText_GetCharOrigin(text_page.raw, last, x, y)
                    # Letters further apart than any font sets them are those of a table's head.
                    bold = _is_bold(text_page, last) and x.value - left < _WIDEST * size * len(bare)
                yield Line(whole.strip().translate(_LIGATURES), left, bottom, size, bold)
            at += len(whole)
    finally:
        text_page.close()


def _place(text_page: "pypdfium2.PdfTextPage", text: str, at: int) -> int:
    """The place on a page of a character of its text."""
    from pypdfium2 import raw

    # Counted in UTF-16, as PDFium does; characters beyond the first plane are rare enough to ask.
    unit = at if text.isascii() else len(text[:at].encode("utf-16-le", "surrogatepass")) // 2
    place: int = raw.FPDFText_GetCharIndexFromTextIndex(text_page.raw, unit)
    return place


def _height(text_page: "pypdfium2.PdfTextPage", place: int) -> float:
    """How high a character's letters are: more for brackets, less in the font of a typewriter beside another."""
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text_page.raw, place, box)
    height: float = round(abs(box.top - box.bottom), 1)
    return height


def _is_bold(text_page: "pypdfium2.PdfTextPage", place: int) -> bool:
    """Whether a character stands in bold letters, by the name of their font: what it says of its weight is wrong."""
    from pypdfium2 import raw

    name, flags = ctypes.create_string_buffer(_LONGEST_FONT_NAME), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page.raw, place, name, _LONGEST_FONT_NAME, flags)
    return _BOLD.search(name.value) is not None


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The height of the letters that most of the text stands in."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def without_margins(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without what stands at the edge of most of them: running titles and page numbers."""
    if len(pages) < 3:  # noqa: PLR2004 - twice may be chance
        return pages
    edges = [_edges(page) for page in pages]
    seen = Counter(key for page in edges for key in set(page.values()))
    often = {key for key, count in seen.items() if count >= max(2, len(pages) * 0.4)}
    return [
        [line for place, line in enumerate(page) if edge.get(place) not in often]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: list[Line]) -> dict[int, tuple[str, int]]:
    """By their place in the page, the lines nearest to its upper and lower edge, numbers in them made alike."""
    order = sorted(range(len(page)), key=lambda place: page[place].y)
    near = {*order[:_MOST_IN_MARGIN], *order[-_MOST_IN_MARGIN:]}
    return {place: (_DIGITS.sub("#", page[place].text), round(page[place].y / 4)) for place in near}


def compose(composer: Composer, page: Sequence[Line], size: float, marked: dict[str, int]) -> None:
    """Write the paragraphs and headings of a page; `size` is that of the text.

    `marked` are the bookmarks that point to the page, by their `key`, each with its level.
    """
    group: list[Line] = []
    for line in page:
        ends = group and (_parts(group[-1], line, group[0], size) or _is_marked(group, marked))
        if ends and not _parts_word(group[-1], line):
            _write(composer, group, size, marked)
            group = []
        group.append(line)
    if group:
        _write(composer, group, size, marked)


def key(title: str) -> str:
    """What is the same of a heading in a text and its bookmark: letters and digits, without its number."""
    return "".join(filter(str.isalnum, _NUMBERING.sub("", title.strip()).casefold()))


def _is_marked(group: Sequence[Line], marked: dict[str, int]) -> bool:
    """Whether lines are all of the heading that a bookmark is of."""
    return bool(marked) and len(group) <= _MOST_HEADING_LINES and key(_joined(group)) in marked


def _parts_word(before: Line, line: Line) -> bool:
    """Whether a word goes on in the line below."""
    below = 0 < before.y - line.y < 2 * max(before.size, line.size)
    return below and before.text.endswith(_PARTED) and line.text[0].islower()


def _parts(before: Line, line: Line, first: Line, size: float) -> bool:
    """Whether a new paragraph begins with `line`."""
    drop, ended = before.y - line.y, bool(_SENTENCE_END.search(before.text))
    if abs(before.size - line.size) > 0.08 * max(before.size, line.size) and abs(drop) > 1:
        far = abs(drop) > (1.2 * line.size if ended else 1.55 * max(before.size, line.size))
        return _is_larger(before, size) or _is_larger(line, size) or far
    if _ITEM.match(line.text):
        return drop > 0.5 * line.size or drop < 0
    if drop > 1.55 * line.size:  # further down than the next line stands
        return True
    if before.bold != line.bold and drop > 0.5 * line.size and (first.bold or line.bold):
        return True
    if drop < -line.size:  # up: another column, or another part of the page
        return ended
    indented = line.x - before.x > 0.8 * line.size and abs(first.x - before.x) < 2 * line.size
    return ended and indented and drop > 0.5 * line.size


def _is_larger(line: Line, size: float) -> bool:
    return line.size > size * _HEADING


def _write(composer: Composer, group: Sequence[Line], size: float, marked: dict[str, int]) -> None:
    """Write a paragraph, or a heading."""
    text = _joined(group)
    title = text.replace("\n", " ")
    if len(title) > _LONGEST_HEADING or sum(map(str.isalpha, title)) <= 1:
        composer.add(text, Kind.LIST if _ITEM.match(text) else Kind.PROSE)
    elif _is_larger(group[0], size):
        # Letters of one font differ in height by a little, so sizes count in whole points.
        composer.heading(-round(group[0].size), title)
    elif key(title) in marked:
        composer.heading(marked[key(title)], title)
    elif _is_bold_heading(group, title):
        composer.heading(_BOLD_LEVEL, title)
    else:
        composer.add(text, Kind.LIST if _ITEM.match(text) else Kind.PROSE)


def _is_bold_heading(group: Sequence[Line], title: str) -> bool:
    """Whether bold lines of the size of the text stand above something, rather than being said loudly."""
    return all(line.bold for line in group) and len(title) <= _LONGEST_BOLD and title[-1] not in ".,;:!"


def _joined(group: Sequence[Line]) -> str:
    """The text of a paragraph, words that were parted at line ends made whole."""
    pieces: list[str] = []
    for number, line in enumerate(group):
        text = line.text.replace(_PARTED, "")
        following = group[number + 1].text[:1] if number + 1 < len(group) else ""
        if _BROKEN.search(text) and following.islower():
            pieces.append(text[:-1])
        elif line.text.endswith(_PARTED):
            pieces.append(text)
        elif following and abs(group[number + 1].y - line.y) < 0.3 * line.size:  # the same line, in other letters
            pieces.append(text + " ")
        else:
            pieces.append(text + "\n")
    return "".join(pieces)
