"""Reads Markdown as CommonMark, GitHub and Obsidian write it, with math and front matter.

This is a line scanner of scent's own that finds top-level blocks: the content of a list item or a
quotation stays with it, except fenced code in lists. markdown-it-py is exact, and the tests compare
this scanner with it; but it makes half a gigabyte of tokens from a mebibyte of short paragraphs, at
0.2 MB/s.
"""

import re

from scent.formats.documents.base.blocks.line_scanner import LineScanner, first_heading
from scent.formats.documents.base.blocks.outline import BlockStart, Outline, split_lines, tile, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.text.front_matter import read_front_matter

_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:(=+)|-+)$")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}$")
_FENCE = re.compile(r" {0,3}(`{3,}+(?!.*`)|~{3,}+)")
_FENCE_IN_LIST = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}+(?!.*`)|~{3,}+)")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
# Only these items may follow the line of a paragraph directly: "1986." does not begin a list there.
_ITEM_AFTER_TEXT = re.compile(r" {0,3}(?:[-*+]|1[.)])[ \t]+\S")
_INDENTED = re.compile(r" {4}| {0,3}\t")
_IN_ITEM = re.compile(r" {2}| ?\t|\s*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_DELIMITER_ROW = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_CELL_EDGE = re.compile(r"(?<!\\)\|")
_CALLOUT = re.compile(r" {0,3}> ?\[![\w-]+\]")
_QUOTE = re.compile(r" {0,3}>")
# HTML that continues over blank lines until it is closed.
_RAW = re.compile(r" {0,3}<(!--|(?:pre|script|style|textarea)(?=[\s>]|$))", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
# Obsidian's: [[page]], [[page#part]], [[page|as it is shown]], ![[picture.png]].
_WIKI_LINK = re.compile(r"!?\[\[([^\[\]|]*)(?:\|([^\[\]|]*))?\]\]")
_MATH = re.compile(r" {0,3}\$\$")
_MAX_MATH_LINES = 200
_MARKUP = re.compile(r"`+|\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)|[ \t]*\{#[^{}]*\}$")


def parse(text: str) -> Outline:
    """Title, metadata and blocks of a Markdown text; the default title is the first heading."""
    source = split_lines(text)
    front = read_front_matter(source)
    starts = [BlockStart(0, Kind.CODE)] if front.after else []
    starts += _Scanner(source).scan(front.after)
    title = _strip_markup(front.title) or first_heading(starts)
    return Outline(title, tile(text, starts), front.author, front.date_ns, front.language)


class _Scanner(LineScanner):
    def block(self, number: int) -> int:
        line = self.source.lines[number]
        # Like a blank line, a rule belongs to the block before it.
        if not line or _RULE.match(line):
            return number + 1
        if heading := _HEADING.match(line):
            text = _without_closing(line[heading.end() :].strip())
            self.heading(number, len(heading[1]), _strip_markup(text))
            return number + 1
        if fence := _FENCE.match(line):
            return self._fence(number, fence[1])
        if raw := _RAW.match(line):
            return self._raw(number, raw[1].lower())
        for first_line, block in ((_ITEM, self._list), (_INDENTED, self._indented), (_MATH, self._math)):
            if first_line.match(line):
                return block(number)
        return self._run(number, Kind.TABLE if self._is_table(number) else Kind.PROSE)

    def _fence(self, number: int, fence: str) -> int:
        self.begin(number, Kind.CODE)
        for after in range(number + 1, len(self.source)):
            line = self.source.lines[after].strip()
            if len(line) >= len(fence) and not line.strip(fence[0]):
                return after + 1
        return len(self.source)

    def _math(self, number: int) -> int:
        """A formula between double dollars; without closing ones, the line begins a paragraph."""
        line = self.source.lines[number]
        if line.count("$$") > 1:
            return self._run(number, Kind.PROSE)
        for after in range(number + 1, min(number + _MAX_MATH_LINES, len(self.source))):
            if "$$" in self.source.lines[after]:
                self.begin(number, Kind.CODE)
                return after + 1
        return self._run(number, Kind.PROSE)

    def _raw(self, number: int, opening: str) -> int:
        self.begin(number, Kind.PROSE if opening == "!--" else Kind.CODE)
        closing = "-->" if opening == "!--" else f"</{opening}>"
        for after in range(number, len(self.source)):
            if closing in self.source.lines[after].lower():
                return after + 1
        return len(self.source)

    def _indented(self, number: int) -> int:
        self.begin(number, Kind.CODE)
        while number < len(self.source) and (_INDENTED.match(line := self.source.lines[number]) or not line):
            number += 1
        return number

    def _list(self, number: int) -> int:
        after_blank, is_open = False, False
        while number < len(self.source):
            line = self.source.lines[number]
            is_item = _IN_ITEM.match(line) and not _RULE.match(line)
            if line and not is_item and (after_blank or self._interrupts(number)):
                break
            if fence := is_item and _FENCE_IN_LIST.match(line):
                number, is_open = self._fence(number, fence[1]), False
                continue
            if line and not is_open:
                self.begin(number, Kind.LIST)
                is_open = True
            after_blank = not line
            number += 1
        return number

    def _run(self, number: int, kind: Kind) -> int:
        """A table, or a paragraph, which an underline of dashes or equals signs makes a heading."""
        first, quoted = number, _QUOTE.match(self.source.lines[number])
        self.begin(number, kind)
        number += 1
        while number < len(self.source) and (line := self.source.lines[number]):
            if kind is Kind.PROSE and not quoted and (underline := _UNDERLINE.match(line)):
                self.starts.pop()
                text = " ".join(line.strip() for line in self.source.lines[first:number])
                self.heading(first, 1 if underline[1] else 2, _strip_markup(text))
                return number + 1
            if self._interrupts(number) or (kind is Kind.PROSE and self._is_table(number)):
                break
            number += 1
        return number

    def _interrupts(self, number: int) -> bool:
        """Whether a line begins a block without a blank line before it."""
        line = self.source.lines[number]
        if line.lstrip(" ")[:1] not in "#-*_+`~<>1":
            return False
        return any(each.match(line) for each in (_HEADING, _RULE, _FENCE, _RAW, _ITEM_AFTER_TEXT)) or (
            # Of a quotation, the first line begins a block, and so does a callout: "> [!note]
            # Title".
            _QUOTE.match(line) is not None
            and (not _QUOTE.match(self.source.lines[number - 1]) or _CALLOUT.match(line) is not None)
        )

    def _is_table(self, number: int) -> bool:
        if number + 1 == len(self.source):
            return False
        row, delimiters = self.source.lines[number], self.source.lines[number + 1]
        if "-" not in delimiters or "|" not in row or not _DELIMITER_ROW.match(delimiters):
            return False
        return _cells(row) == _cells(delimiters)


def _cells(row: str) -> int:
    return len(_CELL_EDGE.findall(row.strip().removeprefix("|").removesuffix("|")))


def _strip_markup(text: str) -> str:
    return _MARKUP.sub("", _LINK.sub(r"\1", _WIKI_LINK.sub(lambda link: link[2] or link[1], to_label(text))))


def _without_closing(heading: str) -> str:
    """The text of a heading without closing number signs."""
    bare = heading.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else heading


FORMAT = text_format(
    "markdown",
    parse,
    suffixes=(".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd"),
    family=Family.NOTES,
    label="Markdown",
)
