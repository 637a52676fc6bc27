"""Finds where sentences, list items and lines end, from the text alone."""

import re
from collections.abc import Iterable, Iterator

# A sentence ends at a full stop or a similar mark, with closing quotes and brackets, before white
# space. In scripts that write no spaces, white space is not needed. The group `inside` takes part
# where there is no white space: a match that failed there would be tried again from each mark of a
# long run, which takes quadratic time.
_SENTENCE_END = re.compile(r"""[.!?…]++["'”’»)\]]*+(?:(?=\s)|(?P<inside>))|[。！？｡।॥][」』”’）】]*""")
# Full stops that do not end a sentence: after titles, "e.g.", initials, and numbers at the
# beginning of a list item.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|\d{1,3}|[Mm]rs?|[Dd]rs?|[Pp]rof|[Ss]t|vs|cf|etc|[Ff]igs?|[Ee]qs?|[Nn]os?|al|[ei]\.[eg])\.$"
)
_ABBREVIATION_CHARACTERS = 8
_LINE = re.compile(r"[^\n]*\n[^\S\n]*(?:\n\s*)?|[^\n]+\Z")
_LIST_ITEM = re.compile(r"\n(?=[^\S\n]*(?:[-*+•]|\d{1,3}[.)])[^\S\n])")


def sentences(text: str, start: int, end: int, *, of_list: bool) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each sentence in `text[start:end]`; they tile it.

    If `of_list` is true, each list item starts a new sentence.
    """
    ends = [
        _skip_space(text, match.end(), end)
        for match in _SENTENCE_END.finditer(text, start, end)
        if match["inside"] is None
        and not _ABBREVIATION.search(text, max(start, match.start() - _ABBREVIATION_CHARACTERS), match.end())
    ]
    if of_list:
        ends = sorted({*ends, *(match.end() for match in _LIST_ITEM.finditer(text, start, end))})
    return _tiles(ends, start, end)


def lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each line in `text[start:end]`; they tile it.

    Empty lines belong to the line before them.
    """
    return _tiles((match.end() for match in _LINE.finditer(text, start, end)), start, end)


def _tiles(ends: Iterable[int], start: int, last: int) -> Iterator[tuple[int, int]]:
    for end in ends:
        if start < end < last:
            yield start, end
            start = end
    if start < last:
        yield start, last


def _skip_space(text: str, position: int, limit: int) -> int:
    while position < limit and text[position].isspace():
        position += 1
    return position
