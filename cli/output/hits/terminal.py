"""Lays out hits for a terminal as ripgrep does: a file as a heading, below it numbered lines."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from scent.cli.output import render
from scent.cli.output.hits import excerpt, explanation
from scent.cli.output.hits.excerpt import Line
from scent.cli.output.render import ELLIPSIS
from scent.cli.output.screen_text import Mark, cut, cut_middle, one_row, rows, width
from scent.core.types import Hit

# The maximum width of wrapped text: longer lines are hard to read.
WIDEST = 100
# How many rows a hit has at least and at most, where the screen is divided among the hits.
LEAST_ROWS, MOST_ROWS = 3, 10
# How many rows one line has at most.
MOST_LINE_ROWS = 5
# Formats whose lines are joined.
_JOINED = frozenset({"man"})
_GAP = "  "
_SENTENCE, _WORD = b"\x1b[1m", b"\x1b[1;31m"


class Layout(NamedTuple):
    """How hits are laid out.

    `columns` and `lines` are the size of the screen, `host` is the name of this machine, for links. `context` are the
    numbers of lines before and after those that answer; None: as many as fit. With `explain`, the parts of the score
    follow; with `passage`, the whole passage is shown. With `numbered`, several hits
    have numbers, for `scent search -o`; with `links`, files are links where there are colours.
    """

    style: render.Style
    columns: int = 80
    lines: int = 24
    host: str = ""
    context: tuple[int, int] | None = None
    explain: bool = False
    passage: bool = False
    numbered: bool = False
    links: bool = True


def page(hit: Hit, layout: Layout) -> Iterator[bytes]:
    """A hit on a page of its own, which may be longer than the screen: the passage, and all lines that follow.

    It begins as far above the lines that answer as these stay in the upper half of the screen, if they fit there.
    """
    whole = layout._replace(passage=True)  # no line is cut
    lines = _joined(hit, excerpt.lines_of(hit))
    digits = len(str(lines[-1].number))
    shown = [list(_line(line, whole, digits)) for line in lines]
    first, last = excerpt.matching(lines)
    room = layout.lines // 2 - sum(map(len, shown[first : last + 1]))
    while first and (room := room - len(shown[first - 1])) > 0:
        first -= 1
    while first < last and not (lines[first].is_match or lines[first].text.strip()):
        first += 1
    yield _heading(hit, layout, "")
    for rows_of_line in shown[first:]:
        yield from rows_of_line


def blocks(hits: Sequence[Hit], layout: Layout) -> Iterator[bytes]:
    """The lines of the screen for some hits.

    Hits of one file that follow one another share its heading, and `--` separates them; an empty line separates files.
    After the number of a line stands a colon if it answers, and a dash if it does not. With colour, the file is a link
    (OSC 8), the sentence that answers is bold, and the query's words are red as well.
    """
    last: Hit | None = None
    for number, hit in enumerate(hits, 1):
        label = f"[{number}] " if layout.numbered and len(hits) > 1 else ""
        if last and (last.path, last.member) == (hit.path, hit.member):
            yield _separator(hit, last, layout, label)
        else:
            yield from [b"\n"] if last else []
            yield _heading(hit, layout, label)
        yield from _excerpt(hit, layout, len(hits))
        yield from (
            _GAP.encode() + render.painted(note, render.DIM, layout.style) + b"\n" for note in _notes(hit, layout)
        )
        last = hit


def _excerpt(hit: Hit, layout: Layout, hits: int) -> Iterator[bytes]:
    """The numbered lines of a hit."""
    lines = excerpt.lines_of(hit)
    digits = len(str(lines[-1].number))
    if layout.passage:
        shown = _joined(hit, excerpt.passage_of(hit))
    elif layout.context is not None:
        shown = _joined(hit, excerpt.around(lines, *layout.context))
    else:
        lines = _joined(hit, lines)
        most = min(max(LEAST_ROWS, (layout.lines - 1) // hits - 2), MOST_ROWS)
        answer = excerpt.around(lines, 0, 0)
        wrapped = sum(len(list(_line(line, layout, digits))) for line in answer) - len(answer)
        if hit.sentence[0] == hit.sentence[1]:  # of a passage without an answer, the beginning is shown
            lines = lines[lines.index(answer[0]) :]
        shown = excerpt.filling(lines, most - wrapped)
    digits = len(str(shown[-1].number))
    return (row for line in shown for row in _line(line, layout, digits))


def _joined(hit: Hit, lines: list[Line]) -> list[Line]:
    return excerpt.joined(lines) if hit.format in _JOINED else lines


def _line(line: Line, layout: Layout, digits: int) -> Iterator[bytes]:
    """The rows of a line: one that answers is wrapped, one around it is cut at the width of the screen."""
    number = render.painted(str(line.number).rjust(digits).encode(), render.LINE, layout.style)
    start = number + (b":" if line.is_match else b"-")
    room = max(2, layout.columns - digits - 1)  # a wide character takes two columns
    marks = [Mark(_SENTENCE, [line.sentence]), Mark(_WORD, line.words)] if layout.style.colour else []
    if not (line.is_match or layout.passage):
        yield start + one_row(line.text, room) + b"\n"
        return
    room = room if width(line.text) <= room else min(room, WIDEST)
    most = len(line.text) + 1 if layout.passage else MOST_LINE_ROWS
    is_long = line.sentence[1] - line.sentence[0] > most * room
    focus = line.words[0] if is_long and line.words else line.sentence
    for row in rows(line.text, room, most, marks, focus):
        yield start + row + b"\n"
        start = b" " * (digits + 1)


def _heading(hit: Hit, layout: Layout, label: str) -> bytes:
    """The file with its path shortened in the middle, its place in full, and the headings if there is room."""
    style, columns = layout.style, layout.columns - len(label)
    path = render.shown_path(hit.path, style).decode(errors="replace")
    path += "!/" + render.visible(hit.member.decode(errors="backslashreplace")) if hit.member else ""
    place = render.visible(hit.place)
    mark = f"[{hit.stale}]" if hit.stale else ""
    fixed = sum(width(part) + len(_GAP) for part in (place, mark) if part)
    path = cut_middle(path, max(columns - fixed, columns // 3))
    shown = render.painted(path.encode(), render.PATH, style)
    if style.colour and layout.links:
        target = b"file://" + layout.host.encode() + quote(hit.path).encode()
        shown = b"\x1b]8;;" + target + b"\x1b\\" + shown + b"\x1b]8;;\x1b\\"
    parts = [
        shown,
        render.painted(mark.encode(), render.MARK, style) if mark else b"",
        render.painted(place.encode(), render.LINE, style) if place else b"",
        _trail(hit, columns - width(path) - fixed - len(_GAP), style),
    ]
    return _painted_label(label, style) + _GAP.encode().join(part for part in parts if part) + b"\n"


def _separator(hit: Hit, last: Hit, layout: Layout, label: str) -> bytes:
    """`--`, with the place and the headings of a hit if they differ from those of the last hit of the same file."""
    place = render.visible(hit.place) if hit.place != last.place else ""
    room = layout.columns - len(label) - len("--") - len(_GAP) - (width(place) + len(_GAP) if place else 0)
    trail = _trail(hit, room, layout.style) if hit.heading != last.heading else b""
    shown = render.painted(place.encode(), render.LINE, layout.style) if place else b""
    parts = _GAP.encode().join(part for part in (b"--", shown, trail) if part)
    return _painted_label(label, layout.style) + parts + b"\n"


def _painted_label(label: str, style: render.Style) -> bytes:
    return render.painted(label.encode(), render.DIM, style) if label else b""


def _trail(hit: Hit, columns: int, style: render.Style) -> bytes:
    """The headings above the sentence in up to so many columns; the outermost give way."""
    headings = [render.shown_text(each) for each in hit.heading]
    whole = " > ".join(headings)
    while len(headings) > 1 and width(whole) > columns:
        headings = headings[1:]
        whole = " > ".join([ELLIPSIS, *headings])
    whole = cut(whole, columns)
    return render.painted(whole.encode(), render.DIM, style) if len(whole) > 1 else b""


def _notes(hit: Hit, layout: Layout) -> Iterator[bytes]:
    """What follows the lines of a hit: the parts of its score, and what it stands for."""
    if layout.explain:
        yield render.visible(explanation.line(hit)).encode()
    copies = [f"+{render.count(hit.copies, 'file')} with the same text"] if hit.copies else []
    more = [f"+{hit.more:,} more in this file"] if hit.more else []
    if copies or more:
        yield ", ".join(copies + more).encode()
