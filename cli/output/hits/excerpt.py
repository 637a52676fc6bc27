"""Chooses the lines of a file that a hit shows: those of the sentence that answers, and lines around them. Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from scent.core.types import Hit

Span = tuple[int, int]
# A heading of a manual page is written in capitals. So are some arguments on lines of their own, which stay alone too.
_CAPITALS = re.compile(r"[^\W\d_][\w ,/&'-]+\w")


class Line(NamedTuple):
    """A line of a file: its number from 1, its text, and the places of the sentence and of the query's words in it.

    `is_match` tells whether the sentence that answers stands in it, or begins there if it is empty.
    """

    number: int
    text: str
    is_match: bool
    sentence: Span
    words: Sequence[Span]


def lines_of(hit: Hit) -> list[Line]:
    """All lines that a hit has: those of its passage, and those around it that the search was asked for."""
    offset = hit.start - len(hit.before)
    number = hit.start_line - hit.before.count("\n")
    first, last = (max(hit.start, place) for place in hit.sentence)
    lines: list[Line] = []
    for text in (hit.before + hit.text + hit.after).split("\n"):
        end = offset + len(text)
        is_match = first <= end and (last > offset or (first == last and first >= offset))
        line = text.rstrip("\r")
        words = [_within(place, offset, line) for place in hit.word_places if offset <= place[0] < end]
        lines.append(Line(number, line, is_match, _within(hit.sentence, offset, line), words))
        number, offset = number + 1, end + 1
    return lines


def passage_of(hit: Hit) -> list[Line]:
    """The lines of the passage."""
    return [line for line in lines_of(hit) if hit.start_line <= line.number <= hit.end_line]


def around(lines: Sequence[Line], before: int, after: int) -> list[Line]:
    """The lines that answer, with so many lines before and after them."""
    first, last = matching(lines)
    return list(lines[max(0, first - before) : last + after + 1])


def filling(lines: Sequence[Line], most: int) -> list[Line]:
    """The lines that answer, with lines after and before them in turn, up to `most`; no blank ones at the ends."""
    first, last = matching(lines)
    top, bottom = first, last
    while bottom - top + 1 < most and (top > 0 or bottom < len(lines) - 1):
        is_after = bottom < len(lines) - 1 and (bottom - last <= first - top or top == 0)
        top, bottom = (top, bottom + 1) if is_after else (top - 1, bottom)
    while top < first and not lines[top].text.strip():
        top += 1
    while bottom > last and not lines[bottom].text.strip():
        bottom -= 1
    return list(lines[top : bottom + 1])


def matching(lines: Sequence[Line]) -> Span:
    """The places in `lines` of the first and the last line that answers."""
    places = [place for place, line in enumerate(lines) if line.is_match] or [0]
    return places[0], places[-1]


def joined(lines: Sequence[Line]) -> list[Line]:
    """Lines of a manual page as a formatter joins them: in the source, one ends wherever a command does.

    They are joined up to a blank line, or where the sentence that answers begins or ends, and outside of it up to a
    line in capitals, which is joined to none: it is a heading. Each joined line has the number of the first.
    """
    result: list[Line] = []
    for line in lines:
        before = result[-1] if result else None
        if before is None or before.is_match != line.is_match or _stands_alone(before) or _stands_alone(line):
            result.append(line)
            continue
        shift = len(before.text) + 1
        words = [*before.words, *((first + shift, last + shift) for first, last in line.words)]
        begin = before.sentence[0] if before.sentence[1] > before.sentence[0] else line.sentence[0] + shift
        sentence = begin, line.sentence[1] + shift
        result[-1] = Line(before.number, f"{before.text} {line.text}", line.is_match, sentence, words)
    return result


def _stands_alone(line: Line) -> bool:
    text = line.text.strip()
    return not text or (not line.is_match and text.isupper() and _CAPITALS.fullmatch(text) is not None)


def _within(place: Span, offset: int, line: str) -> Span:
    """A place in the file's text as a place in a line that starts at `offset`."""
    first, last = (min(max(0, at - offset), len(line)) for at in place)
    return first, last
