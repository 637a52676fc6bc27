"""Fits text into the columns of a terminal: widths, cuts, and lines of a file that are wrapped with their marks."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from scent.cli.output import render
from scent.cli.output.render import ELLIPSIS

# How wide a tab is at most: code that is indented by tabs leaves room for text.
_TAB = 4

Span = tuple[int, int]


class Mark(NamedTuple):
    """Places in a line (start, end) that are shown in a style: the codes of a terminal."""

    code: bytes
    spans: Sequence[Span]


class _Cell(NamedTuple):
    """A character as it is shown, its width in columns, and its style."""

    text: str
    width: int
    code: bytes = b""


def width(text: str) -> int:
    """The width of `text` on a terminal, in columns; of a joined emoji, that of all its parts."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if character == "\ufe0f":  # makes the symbol before it an emoji, which is wide
        return 1
    if unicodedata.category(character) in {"Mn", "Me", "Cf"} and character != "\u00ad":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """`text`, shortened to at most `columns` columns; an ellipsis marks the cut."""
    if width(text) <= columns:
        return text
    return _head(text, columns - 1) + ELLIPSIS if columns > 1 else ""


def cut_middle(text: str, columns: int) -> str:
    """`text`, shortened to at most `columns` columns; an ellipsis stands in its middle, and more of the end is kept."""
    if width(text) <= columns:
        return text
    if columns < 2:  # noqa: PLR2004  # there is no middle
        return ""
    head = _head(text, (columns - 1) // 3)
    tail = _head(text[::-1], columns - 1 - width(head))[::-1]
    return head + ELLIPSIS + tail


def _head(text: str, columns: int) -> str:
    end = used = 0
    while end < len(text) and used + _width(text[end]) <= columns:
        used += _width(text[end])
        end += 1
    return text[:end]


def one_row(text: str, columns: int, marks: Sequence[Mark] = ()) -> bytes:
    """The beginning of a line of a file, in one row of the screen."""
    row = _Row(_cells(text[: 2 * columns], marks), columns)
    is_cut = row.end < len(row.cells) or len(text) > 2 * columns
    return _drawn(row.cut() if is_cut else row.cells)


def rows(text: str, columns: int, most: int, marks: Sequence[Mark] = (), focus: Span = (0, 0)) -> Iterator[bytes]:
    """A line of a file in up to `most` rows of the screen, wrapped at words.

    Further rows are indented as the line is. Of a line that needs more rows, those are shown that begin a little before
    the `focus` and end a little after it; an ellipsis marks each cut. A word that is longer than a row is broken.
    """
    first, last = (0, len(text)) if len(text) <= most * columns else _window(text, columns, focus)
    last = min(last, first + 2 * most * columns)
    cells = _cells(text[first:last], [Mark(code, _moved(spans, -first)) for code, spans in marks])
    if first:
        cells = [_Cell(ELLIPSIS, 1), *cells]
    indent = next((at for at, cell in enumerate(cells) if cell.text != " "), 0)
    indent = indent if indent <= columns // 3 else 0
    for number in range(1, most + 1):
        row = _Row(cells, columns)
        rest = cells[row.after :]
        is_last = number == most if rest else last < len(text)
        yield _drawn(row.cut() if is_last else cells[: row.end])
        if not rest:
            break
        cells = [_Cell(" ", 1)] * indent + rest


def _window(text: str, columns: int, focus: Span) -> Span:
    """A part of a long line: the focus and about half a row around it, cut between words where there are any."""
    first, last = max(0, focus[0] - columns // 3), min(len(text), max(focus[1] + columns // 2, focus[0] + columns))
    if first:
        first = text.find(" ", first, focus[0]) + 1 or first
    if last < len(text):
        blank = text.rfind(" ", focus[1], last)
        last = blank if blank > first else last
    return first, last


class _Row:
    """The first row of some cells: it ends before the cell `end`, and the next row starts with the cell `after`."""

    def __init__(self, cells: Sequence[_Cell], columns: int) -> None:
        self.cells, self._columns = cells, columns
        end = used = 0
        # An escape that is wider than the screen has a row of its own.
        while end < len(cells) and (used + cells[end].width <= columns or cells[end].width > columns):
            used += cells[end].width
            end += 1
            if used > columns:
                break
        blank = end
        if end < len(cells) and cells[end].text != " ":
            blank = next((at for at in range(end - 1, 0, -1) if cells[at].text == " "), 0)
        is_indent = not any(cell.text != " " for cell in cells[:blank])
        self.end = end if is_indent else blank
        self.after = self.end
        while self.after < len(cells) and cells[self.after].text == " ":
            self.after += 1

    def cut(self) -> list[_Cell]:
        """The row with an ellipsis at its end."""
        kept = list(self.cells[: self.end])
        while kept and (kept[-1].text == " " or sum(cell.width for cell in kept) > self._columns - 1):
            kept.pop()
        return [*kept, _Cell(ELLIPSIS, 1)]


def _moved(spans: Sequence[Span], by: int) -> list[Span]:
    return [(max(0, start + by), end + by) for start, end in spans if end + by > 0]


def _cells(text: str, marks: Sequence[Mark]) -> list[_Cell]:
    """What each character of a line is shown as; a later mark hides an earlier one."""
    codes = [b""] * len(text)
    for code, spans in marks:
        for start, end in spans:
            codes[start:end] = [code] * len(codes[start:end])
    cells: list[_Cell] = []
    column = 0
    for character, code in zip(text, codes, strict=True):
        if character == "\t":
            shown = " " * (_TAB - column % _TAB)
            cells += [_Cell(" ", 1, code) for _ in shown]
        else:
            shown = render.shown_text(character)
            cells += [_Cell(shown, width(shown), code)] if shown else []
        column += width(shown)
    return cells


def _drawn(cells: Sequence[_Cell]) -> bytes:
    """The characters with the codes of their styles."""
    parts = []
    for code, run in groupby(cells, lambda cell: cell.code):
        text = "".join(cell.text for cell in run).encode()
        parts.append(code + text + render.PLAIN if code else text)
    return b"".join(parts).rstrip(b" ")
