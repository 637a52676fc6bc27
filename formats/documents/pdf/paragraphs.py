"""Groups the lines of a PDF page into paragraphs, list items and headings."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Kind
from scent.formats.documents.pdf.lines import HYPHEN, MAX_BOLD, Line

_HYPHENATED = re.compile("\\w{2}[-\u2010]$")
_SENTENCE_END = re.compile(r"[.!?:…。][\"'”’»)\]]*$")
_ITEM = re.compile("[-*•▪◦‣\u2013●○■□➢✓]\\s|\\(?(?:\\d{1,3}|[a-z])[.)]\\s")
_NUMBERING = re.compile(
    r"^(?:(?:chapter|section|part|appendix)\s+)?(?:\d{1,3}|[A-Z]|[IVX]{1,6})(?:[.:]\d{1,3}){0,4}[.:)]?\s+"
)
_MAX_HEADING = 160  # characters
_MAX_HEADING_LINES = 3
# The level of bold headings: below those that have larger letters or a bookmark.
_BOLD_LEVEL = 100
# All of the following are multiples of a letter's height.
_HEADING_SIZE = 1.12  # a heading's letters, from the size of body text
_SIZE_DIFFERENCE = 0.08
_NEXT_LINE = 1.55  # the largest distance of lines in a paragraph
_NEXT_LINE_AFTER_SENTENCE = 1.2
_DOUBLE_SPACED = 2.6  # the largest distance of lines in a text that is set double-spaced
_SAME_LINE = 0.3
_NEW_LINE = 0.5
_INDENT = 0.8
# A text is double-spaced if so many of its distances, at least, are the usual one.
_MIN_DISTANCES, _USUAL_SHARE = 3, 0.6
_SAME_DISTANCE = 1.05
_FULL_LINE = 0.6  # of the longest one: a shorter line ends a paragraph


def write_page(composer: Composer, lines: Sequence[Line], body: float, bookmarks: dict[str, int]) -> None:
    """Write the paragraphs and headings of a page.

    `body` is the letter height of body text in points. `bookmarks` are those that point to the page:
    `title_key` of each title, and its level.
    """
    group: list[Line] = []
    spacing = _double_spacing(lines)
    for line in lines:
        ends = group and (_begins_paragraph(line, group, body, spacing) or _is_bookmarked(group, bookmarks))
        if ends and not _continues_word(group[-1], line):
            _write(composer, group, body, bookmarks)
            group = []
        group.append(line)
    if group:
        _write(composer, group, body, bookmarks)


def title_key(title: str) -> str:
    """Letters and digits of a title without its number: equal for a heading and its bookmark."""
    return "".join(filter(str.isalnum, _NUMBERING.sub("", title.strip()).casefold()))


def _is_bookmarked(group: Sequence[Line], bookmarks: dict[str, int]) -> bool:
    """Whether these lines are exactly the heading that a bookmark points to."""
    return bool(bookmarks) and len(group) <= _MAX_HEADING_LINES and title_key(_joined(group)) in bookmarks


def _continues_word(before: Line, line: Line) -> bool:
    """Whether a hyphenated word goes on in the line below."""
    below = 0 < before.y - line.y < 2 * max(before.size, line.size)
    return below and before.text.endswith(HYPHEN) and line.text[0].islower()


class _Spacing(NamedTuple):
    """The distance of lines in points where a page is double-spaced, else 0, and the characters of a full line."""

    distance: float
    full_line: float

    def joins(self, before: Line, line: Line) -> bool:
        """Whether a line goes on with the text of the one before it, which ends no sentence."""
        near = 0 < before.y - line.y <= _SAME_DISTANCE * self.distance
        return near and before.size == line.size and len(before.text) >= self.full_line


def _double_spacing(lines: Sequence[Line]) -> _Spacing:
    """The spacing of a page, told by the distance that most of its lines have."""
    drops = [round(before.y - line.y, 1) for before, line in pairwise(lines) if before.y > line.y]
    usual, count = Counter(drops).most_common(1)[0] if drops else (0.0, 0)
    is_usual = len(drops) >= _MIN_DISTANCES and count >= _USUAL_SHARE * len(drops)
    if not is_usual or usual > _DOUBLE_SPACED * median(line.size for line in lines):
        return _Spacing(0.0, 0.0)
    return _Spacing(usual, _FULL_LINE * max(len(line.text) for line in lines))


def _begins_paragraph(line: Line, group: Sequence[Line], body: float, spacing: _Spacing) -> bool:
    """Whether a line begins a new paragraph after the lines in `group`."""
    first, before = group[0], group[-1]
    drop, ended = before.y - line.y, bool(_SENTENCE_END.search(before.text))
    larger = max(before.size, line.size)
    if abs(before.size - line.size) > _SIZE_DIFFERENCE * larger and abs(drop) > 1:
        far = abs(drop) > (_NEXT_LINE_AFTER_SENTENCE * line.size if ended else _NEXT_LINE * larger)
        return _is_larger(before, body) or _is_larger(line, body) or far
    if _ITEM.match(line.text):
        return drop > _NEW_LINE * line.size or drop < 0
    if drop > _NEXT_LINE * line.size:
        return ended or not spacing.joins(before, line)
    if before.bold != line.bold and drop > _NEW_LINE * line.size and (first.bold or line.bold):
        return True
    if drop < -line.size:  # up: another column, or another part of the page
        return ended
    indented = line.x - before.x > _INDENT * line.size and abs(first.x - before.x) < 2 * line.size
    return ended and indented and drop > _NEW_LINE * line.size


def _is_larger(line: Line, body: float) -> bool:
    return line.size > body * _HEADING_SIZE


def _write(composer: Composer, group: Sequence[Line], body: float, bookmarks: dict[str, int]) -> None:
    """Write lines as a heading, a list item or a paragraph."""
    text = _joined(group)
    title = text.replace("\n", " ")
    level: int | None = None
    if len(title) <= _MAX_HEADING and sum(map(str.isalpha, title)) > 1:
        if _is_larger(group[0], body):
            # Letters of one font differ in height a little, so levels are whole points.
            level = -round(group[0].size)
        elif title_key(title) in bookmarks:
            level = bookmarks[title_key(title)]
        elif _is_bold_heading(group, title):
            level = _BOLD_LEVEL
    if level is not None:
        composer.heading(level, title)
    else:
        composer.add(text, Kind.LIST if _ITEM.match(text) else Kind.PROSE)


def _is_bold_heading(group: Sequence[Line], title: str) -> bool:
    """Whether bold lines are a heading, rather than a bold sentence."""
    return all(line.bold for line in group) and len(title) <= MAX_BOLD and title[-1] not in ".,;:!"


def _joined(group: Sequence[Line]) -> str:
    """The text of a paragraph, with hyphenated words joined."""
    pieces: list[str] = []
    for number, line in enumerate(group):
        text = line.text.replace(HYPHEN, "")
        following = group[number + 1].text[:1] if number + 1 < len(group) else ""
        if _HYPHENATED.search(text) and following.islower():
            pieces.append(text[:-1])
        elif line.text.endswith(HYPHEN):
            pieces.append(text)
        elif following and abs(group[number + 1].y - line.y) < _SAME_LINE * line.size:  # in another font
            pieces.append(text + " ")
        else:
            pieces.append(text + "\n")
    return "".join(pieces)
