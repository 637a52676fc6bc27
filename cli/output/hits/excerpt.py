"""Chooses the lines of a file that a hit shows: those of the sentence that answers, and lines around them. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from scent.core.types import Hit

Span = tuple[int, int]


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


def _within(place: Span, offset: int, line: str) -> Span:
    """A place in the file's text as a place in a line that starts at `offset`."""
    first, last = (min(max(0, at - offset), len(line)) for at in place)
    return first, last
