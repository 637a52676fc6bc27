"""Where sentences, items of lists and lines end, found in text alone.

Owned here: those places. Pure.
"""

import re
from collections.abc import Iterable, Iterator

# A sentence ends at a full stop and its like, with what closes around it, before white space; in scripts that write no
# spaces, straight after it.
_SENTENCE_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s)|[。！？｡।॥][」』”’）】]*""")
# Full stops that end no sentence: titles, "e.g.", initials, and numbers that head a list.
_NO_END = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|\d{1,3}|[Mm]rs?|[Dd]rs?|[Pp]rof|[Ss]t|vs|cf|etc|[Ff]igs?|[Ee]qs?|[Nn]os?|al|[ei]\.[eg])\.$"
)
_LINE = re.compile(r"[^\n]*\n[^\S\n]*(?:\n\s*)?|[^\n]+\Z")
_ITEM = re.compile(r"\n(?=[^\S\n]*(?:[-*+•]|\d{1,3}[.)])[^\S\n])")


def sentences(text: str, start: int, end: int, *, of_list: bool) -> Iterator[tuple[int, int]]:
    """The sentences between two places of a text, and the items of its lists if it has any; they tile it."""
    ends = [
        _after_space(text, match.end(), end)
        for match in _SENTENCE_END.finditer(text, start, end)
        if not _NO_END.search(text, max(start, match.start() - 8), match.end())
    ]
    if of_list:
        ends = sorted({*ends, *(match.end() for match in _ITEM.finditer(text, start, end))})
    return _tiles(ends, start, end)


def lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines between two places of a text, empty ones with the one before; they tile it."""
    return _tiles((match.end() for match in _LINE.finditer(text, start, end)), start, end)


def _tiles(ends: Iterable[int], start: int, last: int) -> Iterator[tuple[int, int]]:
    for end in ends:
        if start < end < last:
            yield start, end
            start = end
    if start < last:
        yield start, last


def _after_space(text: str, place: int, limit: int) -> int:
    while place < limit and text[place].isspace():
        place += 1
    return place
