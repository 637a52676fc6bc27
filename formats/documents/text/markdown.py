"""Markdown: headings, code, lists, tables, math and front matter, as CommonMark, GitHub and Obsidian write them.

Owned here: a scanner of lines that finds top-level blocks only; what stands inside a list item or a quotation stays
with it, fenced code in lists aside. markdown-it-py, judged first, is exact, and the tests hold this scanner against it;
but it makes half a gigabyte of tokens from a mebibyte of short paragraphs, and goes through them at 0.2 MB/s.
"""

import re

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.outline import BlockStart, Headings, Lines, Outline, split_lines, tile, to_label
from scent.formats.documents.text.front_matter import front_matter

_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:(=+)|-+)$")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}$")
_FENCE = re.compile(r" {0,3}(`{3,}+(?!.*`)|~{3,}+)")
_FENCE_IN_LIST = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}+(?!.*`)|~{3,}+)")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
# Only such an item may follow the line of a paragraph: "1986." at a line's start is no list.
_ITEM_AFTER_TEXT = re.compile(r" {0,3}(?:[-*+]|1[.)])[ \t]+\S")
_INDENTED = re.compile(r" {4}| {0,3}\t")
_IN_ITEM = re.compile(r" {2}| ?\t|\s*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_DELIMITER_ROW = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_CELL_EDGE = re.compile(r"(?<!\\)\|")
_CALLOUT = re.compile(r" {0,3}> ?\[![\w-]+\]")
_QUOTE = re.compile(r" {0,3}>")
# HTML that goes on over blank lines, by what ends it.
_RAW = re.compile(r" {0,3}<(!--|(?:pre|script|style|textarea)(?=[\s>]|$))", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
# Obsidian's: [[page]], [[page#part]], [[page|as it is shown]], ![[picture.png]].
_WIKI_LINK = re.compile(r"!?\[\[([^\[\]|]*)(?:\|([^\[\]|]*))?\]\]")
_MATH = re.compile(r" {0,3}\$\$")
_MATH_LINES = 200
_MARKUP = re.compile(r"`+|\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)|[ \t]*\{#[^{}]*\}$")


def parse(text: str) -> Outline:
    """Title and blocks of a Markdown text; the title is that of the front matter, or else the first heading."""
    source = split_lines(text)
    said = front_matter(source)
    starts = [BlockStart(0, Kind.CODE)] if said.after else []
    starts += _Scanner(source).scan(said.after)
    title = _plain(said.title)
    if not title:
        title = next((start.heading[-1] for start in starts if start.kind is Kind.HEADING and start.heading), "")
    return Outline(title, tile(text, starts), said.author, said.date_ns, said.language)


class _Scanner:
    """Goes through the lines of one text, block by block.

    A method that is named after a block takes the number of its first line, notes where it starts, and returns the
    number of the line after it.
    """

    def __init__(self, source: Lines) -> None:
        self._source = source
        self._starts: list[BlockStart] = []
        self._headings = Headings()

    def scan(self, number: int) -> list[BlockStart]:
        while number < len(self._source):
            number = self._block(number)
        return self._starts

    def _block(self, number: int) -> int:
        line = self._source.text[number]
        # A rule is no more than white space in another form: it belongs to the block before it.
        if not line or _RULE.match(line):
            return number + 1
        if heading := _HEADING.match(line):
            return self._heading(number, number + 1, len(heading[1]), _without_closing(line[heading.end() :].strip()))
        if fence := _FENCE.match(line):
            return self._fence(number, fence[1])
        if raw := _RAW.match(line):
            return self._raw(number, raw[1].lower())
        for first_line, block in ((_ITEM, self._list), (_INDENTED, self._indented), (_MATH, self._math)):
            if first_line.match(line):
                return block(number)
        return self._run(number, Kind.TABLE if self._is_table(number) else Kind.PROSE)

    def _begin(self, number: int, kind: Kind, *, keep: bool = False) -> None:
        self._starts.append(BlockStart(self._source.at[number], kind, self._headings.path, keep))

    def _heading(self, number: int, after: int, level: int, text: str) -> int:
        self._headings.open(level, _plain(text))
        self._begin(number, Kind.HEADING, keep=True)
        return after

    def _fence(self, number: int, fence: str) -> int:
        self._begin(number, Kind.CODE)
        for after in range(number + 1, len(self._source)):
            line = self._source.text[after].strip()
            if len(line) >= len(fence) and not line.strip(fence[0]):
                return after + 1
        return len(self._source)

    def _math(self, number: int) -> int:
        """A formula between two double dollars; if they do not end, the line is a paragraph's like any other."""
        line = self._source.text[number]
        if line.count("$$") > 1:
            return self._run(number, Kind.PROSE)
        for after in range(number + 1, min(number + _MATH_LINES, len(self._source))):
            if "$$" in self._source.text[after]:
                self._begin(number, Kind.CODE)
                return after + 1
        return self._run(number, Kind.PROSE)

    def _raw(self, number: int, opening: str) -> int:
        self._begin(number, Kind.PROSE if opening == "!--" else Kind.CODE)
        closing = "-->" if opening == "!--" else f"</{opening}>"
        for after in range(number, len(self._source)):
            if closing in self._source.text[after].lower():
                return after + 1
        return len(self._source)

    def _indented(self, number: int) -> int:
        self._begin(number, Kind.CODE)
        while number < len(self._source) and (_INDENTED.match(line := self._source.text[number]) or not line):
            number += 1
        return number

    def _list(self, number: int) -> int:
        parted, begun = False, False
        while number < len(self._source):
            line = self._source.text[number]
            inside = _IN_ITEM.match(line) and not _RULE.match(line)
            if line and not inside and (parted or self._interrupts(number)):
                break
            if fence := inside and _FENCE_IN_LIST.match(line):
                number, begun = self._fence(number, fence[1]), False
                continue
            if line and not begun:
                self._begin(number, Kind.LIST)
                begun = True
            parted = not line
            number += 1
        return number

    def _run(self, number: int, kind: Kind) -> int:
        """A table or a paragraph, which a line of dashes below it makes a heading."""
        first, quoted = number, _QUOTE.match(self._source.text[number])
        self._begin(number, kind)
        number += 1
        while number < len(self._source) and (line := self._source.text[number]):
            if kind is Kind.PROSE and not quoted and (underline := _UNDERLINE.match(line)):
                self._starts.pop()
                text = " ".join(line.strip() for line in self._source.text[first:number])
                return self._heading(first, number + 1, 1 if underline[1] else 2, text)
            if self._interrupts(number) or (kind is Kind.PROSE and self._is_table(number)):
                break
            number += 1
        return number

    def _interrupts(self, number: int) -> bool:
        """Whether a line begins a block although no blank line is before it."""
        line = self._source.text[number]
        if line.lstrip(" ")[:1] not in "#-*_+`~<>1":
            return False
        return any(each.match(line) for each in (_HEADING, _RULE, _FENCE, _RAW, _ITEM_AFTER_TEXT)) or (
            # The lines of a quotation go on; the first one of it begins, and so does a callout, "> [!note] Its title".
            _QUOTE.match(line) is not None
            and (not _QUOTE.match(self._source.text[number - 1]) or _CALLOUT.match(line) is not None)
        )

    def _is_table(self, number: int) -> bool:
        if number + 1 == len(self._source):
            return False
        row, delimiters = self._source.text[number], self._source.text[number + 1]
        if "-" not in delimiters or "|" not in row or not _DELIMITER_ROW.match(delimiters):
            return False
        return _cells(row) == _cells(delimiters)


def _cells(row: str) -> int:
    return len(_CELL_EDGE.findall(row.strip().removeprefix("|").removesuffix("|")))


def _plain(text: str) -> str:
    return _MARKUP.sub("", _LINK.sub(r"\1", _WIKI_LINK.sub(lambda link: link[2] or link[1], to_label(text))))


def _without_closing(heading: str) -> str:
    """The text of a heading without the number signs that may close it."""
    bare = heading.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else heading


FORMAT = text_format(
    "markdown",
    parse,
    suffixes=(".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd"),
    family=Family.NOTES,
    label="Markdown",
)
