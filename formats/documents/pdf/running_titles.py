"""Tells the running titles and page numbers of a PDF from the text of its pages."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scent.formats.documents.base.page_numbers import is_page_number
from scent.formats.documents.pdf.lines import Line

_DIGITS = re.compile(r"\d{1,18}")
# Where a title has the number of its page: first, last, or after the word; but "Invoice no. 17" and
# "Week: 3" do not number pages.
_PAGE_NUMBER = re.compile(
    r"\A\W{0,3}(?P<first>\d{1,4})(?=\W{0,3}\s|$)|(?<![:#№])(?<!\bno\.)(?<!\bnr\.)(?:\s|\A)\W{0,3}(?P<last>\d{1,4})\W{0,3}\Z"
    r"|\b(?:page|seite|página|pagina|sida|side|strana)\s{1,3}(?P<named>\d{1,4})",
    re.IGNORECASE,
)
_MARGIN_LINES = 3  # lines at the top and bottom of a page that may repeat on each page
_MIN_PAGES = 3  # on fewer pages, a line may repeat by chance
_REPEATED_SHARE = 0.4  # of the pages
_SAME_HEIGHT = 4  # points
_STEPS = (1, 2)  # by how much page numbers grow from page to page; by 2 where a page shows two
_COUNTING_SHARE = 0.5  # of the lines that count pages, if any do


class RunningTitle(NamedTuple):
    """A line that repeats at the edges of pages; `pattern` has "#" for the page number and is equal on all pages."""

    text: str
    pattern: str


class _MarginLine(NamedTuple):
    """A line near the edge of a page: the number of the page, and its index `at` there.

    `numbers` are those in its text, and `may_count` which of them may be that of the page.
    """

    page: int
    at: int
    text: str
    numbers: tuple[int, ...]
    may_count: tuple[bool, ...]


def split_running_titles(pages: list[list[Line]]) -> tuple[list[list[Line]], list[list[RunningTitle]]]:
    """Divide the lines of each page from those that repeat at the edges of pages.

    Lines of a form, such as a payslip a page, differ in other numbers than that of the page: each
    says something of its own, and stays.
    """
    if len(pages) < _MIN_PAGES:
        return pages, [[] for _ in pages]
    groups: dict[tuple[str, int], list[_MarginLine]] = {}
    for number, page in enumerate(pages):
        for line, height in _margin_lines(number, page):
            groups.setdefault((_DIGITS.sub("#", line.text), height), []).append(line)
    patterns: dict[tuple[int, int], str] = {}
    for group in groups.values():
        found = _patterns(group)
        if len(found) >= max(2, len(pages) * _REPEATED_SHARE):
            patterns |= found
    kept = [
        [line for index, line in enumerate(page) if (number, index) not in patterns]
        for number, page in enumerate(pages)
    ]
    titles = [
        [
            RunningTitle(line.text, patterns[number, index])
            for index, line in enumerate(page)
            if (number, index) in patterns
        ]
        for number, page in enumerate(pages)
    ]
    return kept, titles


def _margin_lines(number: int, page: Sequence[Line]) -> Iterable[tuple[_MarginLine, int]]:
    """The lines nearest to the top and bottom, each with its height on the page."""
    by_height = sorted(range(len(page)), key=lambda index: page[index].y)
    for index in {*by_height[:_MARGIN_LINES], *by_height[-_MARGIN_LINES:]}:
        text = page[index].text
        found = list(_DIGITS.finditer(text))
        counting = {match.start(match.lastgroup or 0) for match in _PAGE_NUMBER.finditer(text)}
        line = _MarginLine(
            number,
            index,
            text,
            tuple(int(match[0]) for match in found),
            tuple(match.start() in counting for match in found),
        )
        yield line, round(page[index].y / _SAME_HEIGHT)


def _patterns(group: Sequence[_MarginLine]) -> dict[tuple[int, int], str]:
    """The pattern of each line that is a title, by page and index; the lines are equal but for their numbers."""
    columns = [_NumberColumn(group, at) for at in range(len(group[0].numbers))]
    patterns = {}
    for line in group:
        shown = [column.shown(line) for column in columns]
        if is_page_number(line.text):
            patterns[line.page, line.at] = "#"
        elif None not in shown:
            numbers = iter(map(str, shown))
            patterns[line.page, line.at] = _DIGITS.sub(lambda _: next(numbers), line.text)  # noqa: B023 - used at once
    return patterns


class _NumberColumn:
    """The numbers at one place of lines that are equal otherwise."""

    def __init__(self, group: Sequence[_MarginLine], at: int) -> None:
        self._at = at
        self._counts = Counter(line.numbers[at] for line in group)
        starts = Counter((step, line.numbers[at] - step * line.page) for line in group for step in _STEPS)
        (self._step, self._start), count = starts.most_common(1)[0]
        self._counts_pages = count > 1 and count >= _COUNTING_SHARE * len(group)

    def shown(self, line: _MarginLine) -> str | None:
        """How a title shows this number: "#" for that of the page; None if it is of this line only."""
        number = line.numbers[self._at]
        if self._counts_pages and line.may_count[self._at] and number - self._step * line.page == self._start:
            return "#"
        return str(number) if self._counts[number] > 1 else None
