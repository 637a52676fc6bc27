"""Lays out hits for a terminal: one block a hit, wrapped to the width of the screen."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from urllib.parse import quote

from scent.cli.output import explanation, render
from scent.core.types import Hit

# The maximum number of lines of a passage.
LINES = 6
# The maximum width of a line: longer lines are hard to read.
WIDEST = 100
_INDENT = "  "

_Word = tuple[str, bool]  # a word, and whether it is bold
_WORD_OR_BREAK = re.compile(r"(?P<word>\S+)|\n[^\S\n]*\n\s*")


def blocks(
    hits: Iterable[Hit], style: render.Style, columns: int, host: str = "", *, explain: bool = False
) -> Iterator[bytes]:
    """For each hit, a line with its file and place and a few lines of its passage; an empty line between hits.

    With colour, the file is a link (OSC 8) on `host`, and the sentence that answers is bold. With `explain`, a line
    with the parts of the score follows.
    """
    for number, hit in enumerate(hits):
        if number:
            yield b"\n"
        yield _header(hit, style, columns, host)
        room = max(2, min(columns, WIDEST) - len(_INDENT))  # a wide character takes two columns
        for line in _window([line for words in _paragraphs(hit) for line in _wrapped(words, room)]):
            yield (_INDENT + _emphasised(line, style)).encode() + b"\n"
        if explain:
            reason, _ = explanation.lines(hit)
            yield _INDENT.encode() + render.painted(render.visible(reason).encode(), render.DIM, style) + b"\n"


def width(text: str) -> int:
    """The width of `text` on a terminal, in columns."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _header(hit: Hit, style: render.Style, columns: int, host: str) -> bytes:
    path, line = render.shown_path(hit.path, style), str(hit.sentence_line).encode()
    used = width(path.decode(errors="replace")) + 1 + len(line)
    where = " > ".join(render.visible(each) for each in hit.heading)
    where += f" ({render.visible(hit.place)})" if hit.place else ""
    where = cut(where.strip(), columns - used - len(_INDENT))
    mark = render.painted(f" [{hit.stale}]".encode(), render.MARK, style) if hit.stale else b""
    shown = render.painted(path, render.PATH, style)
    if style.colour:
        target = b"file://" + host.encode() + quote(hit.path).encode()
        shown = b"\x1b]8;;" + target + b"\x1b\\" + shown + b"\x1b]8;;\x1b\\"
    tail = _INDENT.encode() + render.painted(where.encode(), render.DIM, style) if where else b""
    return shown + b":" + render.painted(line, render.LINE, style) + mark + tail + b"\n"


def _paragraphs(hit: Hit) -> list[list[_Word]]:
    """The words of each paragraph of a passage; the words of the sentence that answers are bold."""
    first, last = (place - hit.start for place in hit.sentence)
    paragraphs: list[list[_Word]] = [[]]
    for match in _WORD_OR_BREAK.finditer(hit.text):
        if match["word"]:
            paragraphs[-1].append((render.visible(match["word"]), first <= match.start() < last))
        else:
            paragraphs.append([])
    return paragraphs


def _wrapped(words: Iterable[_Word], columns: int) -> Iterator[list[_Word]]:
    """Wrap words into lines of at most `columns` columns; a longer word is broken."""
    line: list[_Word] = []
    room = columns
    for whole, strong in words:
        word = whole
        if line and width(word) + 1 > room:
            yield line
            line, room = [], columns
        while width(word) > columns:
            head = _head(word, columns)
            yield [(head, strong)]
            word = word[len(head) :]
        if word:
            room -= width(word) + bool(line)
            line.append((word, strong))
    if line:
        yield line


def _head(word: str, columns: int) -> str:
    end = 1
    while width(word[: end + 1]) <= columns:
        end += 1
    return word[:end]


def cut(text: str, columns: int) -> str:
    """`text`, shortened to at most `columns` columns; an ellipsis marks the cut."""
    if width(text) <= columns:
        return text
    return _head(text, columns - 1) + "…" if columns > 1 else ""


def _window(lines: Sequence[list[_Word]]) -> Iterator[list[_Word]]:
    """The `LINES` lines around the first bold word; an ellipsis marks each cut."""
    first = next((number for number, line in enumerate(lines) if any(strong for _, strong in line)), 0)
    start = max(0, min(first - 1, len(lines) - LINES))
    for number, line in enumerate(lines[start : start + LINES], start):
        last = number == start + LINES - 1 and number < len(lines) - 1
        shown = [("…", False), *line[1:]] if number == start > 0 else line
        yield [*shown[:-1], ("…", False)] if last else shown


def _emphasised(line: Iterable[_Word], style: render.Style) -> str:
    runs = [(strong, " ".join(word for word, _ in run)) for strong, run in groupby(line, lambda word: word[1])]
    return " ".join(f"\x1b[1m{text}\x1b[0m" if strong and style.colour else text for strong, text in runs)
