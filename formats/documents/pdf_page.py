"""The lines of a page of a PDF, and paragraphs and headings made of them.

Owned here: what belongs together on a page. PDFium gives the lines in the order they were written, which is that of
reading in what typesetters, office programs and browsers make, columns included. Not here: opening files (`pdf`).
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from scent.formats.documents.composer import Composer
from scent.formats.documents.document import Kind

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


class Line(NamedTuple):
    """A line: its text, its left edge and baseline (points, from the left and from below), its letters' height."""

    text: str
    x: float
    y: float
    size: float


def lines(page: "pypdfium2.PdfPage") -> Iterator[Line]:
    """The lines of a page in the order of reading."""
    from pypdfium2 import raw

    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        at = 0
        for whole in _LINE.findall(text):
            bare = whole.strip()
            if bare:
                # Counted in UTF-16, as PDFium does; characters beyond the first plane are rare enough to ask.
                begin = at + len(whole) - len(whole.lstrip())
                unit = begin if text.isascii() else len(text[:begin].encode("utf-16-le", "surrogatepass")) // 2
                place = raw.FPDFText_GetCharIndexFromTextIndex(text_page.raw, unit)
                raw.FPDFText_GetLooseCharBox(text_page.raw, place, box)
                raw.FPDFText_GetCharOrigin(text_page.raw, place, x, y)
                yield Line(bare.translate(_LIGATURES), x.value, y.value, round(abs(box.top - box.bottom), 1))
            at += len(whole)
    finally:
        text_page.close()


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


def compose(composer: Composer, page: Sequence[Line], size: float) -> None:
    """Write the paragraphs and headings of a page; `size` is that of the text."""
    group: list[Line] = []
    for line in page:
        if group and _parts(group[-1], line, group[0], size):
            _write(composer, group, size)
            group = []
        group.append(line)
    if group:
        _write(composer, group, size)


def _parts(before: Line, line: Line, first: Line, size: float) -> bool:
    """Whether a new paragraph begins with `line`."""
    if abs(before.size - line.size) > 0.08 * max(before.size, line.size) and abs(line.y - before.y) > 1:
        return _is_larger(before, size) or _is_larger(line, size) or abs(line.y - before.y) > 1.2 * line.size
    drop = before.y - line.y
    if _ITEM.match(line.text):
        return drop > 0.5 * line.size or drop < 0
    if drop > 1.55 * line.size:  # further down than the next line stands
        return True
    ended = bool(_SENTENCE_END.search(before.text))
    if drop < -line.size:  # up: another column, or another part of the page
        return ended
    indented = line.x - before.x > 0.8 * line.size and abs(first.x - before.x) < 2 * line.size
    return ended and indented and drop > 0.5 * line.size


def _is_larger(line: Line, size: float) -> bool:
    return line.size > size * _HEADING


def _write(composer: Composer, group: Sequence[Line], size: float) -> None:
    text = _joined(group)
    letters = sum(map(str.isalpha, text))
    if _is_larger(group[0], size) and len(text) <= _LONGEST_HEADING and letters > 1:
        # Letters of one font differ in height by a little, so sizes count in whole points.
        composer.heading(-round(group[0].size), text.replace("\n", " "))
    else:
        composer.add(text, Kind.LIST if _ITEM.match(text) else Kind.PROSE)


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
