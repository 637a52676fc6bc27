"""Reads AsciiDoc: sections, delimited blocks, tables, lists, and the header with author and date.

This is a line scanner of scent's own: the maintained parsers are Asciidoctor's, in Ruby and
JavaScript. Files named by `include::` are not read. Source: docs.asciidoctor.org/asciidoc/latest.
"""

import re

from scent.formats.documents.base.blocks.line_scanner import LineScanner
from scent.formats.documents.base.blocks.outline import Outline, split_lines, tile, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.metadata import author_names, parse_date_ns

_HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(?=\S)")
_UNDERLINE = re.compile(r"([=\-~^+])\1+$")
_UNDERLINES = "=-~^+"
_FENCE = re.compile(r"(?:(-{4,}|\.{4,}|\+{4,}|/{4,}|={4,}|\*{4,}|_{4,})|(\|===+|,===+|:===+|!===+)|(```)[\w,+-]*)$")
_ATTRIBUTE = re.compile(r":(!?[\w-]+!?):(?:[ \t]+(.*))?$")
_BLOCK_LABEL = re.compile(r"\[[^\[\]]*\]$|\.[^\s.].*$|\[\[[^\[\]]*\]\]$")
_ITEM = re.compile(r"[ \t]*(?:\*{1,5}|-|\.{1,5}|\d{1,9}\.|<(?:\d{1,3}|\.)>)[ \t]+\S|\S.{0,200}?(?<!:)::(?:[ \t]|$)")
_COMMENT = re.compile(r"//(?!/)")
_MARKUP = re.compile(r"[`*_#]{1,2}(?=\S)|(?<=\S)[`*_#]{1,2}|\[\[[^\[\]]*\]\]|\[[.#][^\[\]]*\]")
_LINK = re.compile(r"(?:link:|xref:|https?://)[^\s\[\]]*\[([^\[\]]*)\]|<<(?:[^<>,]*,)?([^<>]*)>>")
_REVISION = re.compile(r"v?\d.*|.*\d{4}.*")
_TEXT_FENCES = "=*_"  # delimiters of blocks that hold text with blocks of its own
_SLACK = 2  # characters by which an underline may be shorter or longer than its title
_MAX_TITLE = 500


def parse(text: str) -> Outline:
    """Title, author, date and blocks of an AsciiDoc text."""
    scanner = _Scanner(split_lines(text))
    starts, metadata = scanner.scan(), scanner.metadata
    return Outline(
        _strip_markup(scanner.title()),
        tile(text, starts),
        author_names(metadata.get("author") or metadata.get("authors", "")),
        parse_date_ns(metadata.get("revdate") or metadata.get("docdate", "")),
        metadata.get("lang", "")[:2].lower(),
    )


class _Scanner(LineScanner):
    def block(self, number: int) -> int:
        line = self.line(number)
        if not line or line == "+" or (line[0] in _TEXT_FENCES and _FENCE.match(line)):
            return number + 1
        if after := self._section(number):
            return after
        if _BLOCK_LABEL.match(line) or _COMMENT.match(line):
            return self._labelled(number)
        if _ATTRIBUTE.match(line):
            self.begin(number, Kind.CODE)
            return self._attributes(number)
        return self._fenced_or_paragraph(number, number)

    def _section(self, number: int) -> int:
        line, below = self.line(number), self.line(number + 1)
        if heading := _HEADING.match(line):
            level, text, after = len(heading[1]), line[heading.end() :], number + 1
        elif (
            (underline := _UNDERLINE.match(below))
            and line[0].isalnum()
            and len(line) < _MAX_TITLE
            and abs(len(line) - len(below)) <= _SLACK
            and not self.line(number - 1 if number else len(self.source))
        ):
            level, text, after = _UNDERLINES.index(underline[1]) + 1, line, number + 2
        else:
            return 0
        is_title = level == 1 and not any(start.kind is Kind.HEADING for start in self.starts)
        self.heading(number, level, _strip_markup(text))
        return self._header(after) if is_title else after

    def _header(self, number: int) -> int:
        """The lines directly below the title: authors, revision, attributes."""
        if (line := self.line(number)) and line[0].isalpha() and "::" not in line:
            self.metadata["author"] = line
            number += 1
            if (line := self.line(number)) and _REVISION.match(line[:_MAX_TITLE]):
                self.metadata["revdate"] = line.rpartition(",")[2] if line.startswith("v") else line
                number += 1
        return self._attributes(number)

    def _attributes(self, number: int) -> int:
        while (line := self.line(number)) and (_COMMENT.match(line) or (field := _ATTRIBUTE.match(line))):
            if not _COMMENT.match(line) and field:
                self.metadata.setdefault(field[1].lower(), field[2] or "")
            number += 1
        return number

    def _labelled(self, number: int) -> int:
        """Lines such as [source,python] and .Title, with the block below that they describe."""
        first = number
        while (line := self.line(number)) and (_BLOCK_LABEL.match(line) or _COMMENT.match(line)):
            number += 1
        if not line or (line[0] in _TEXT_FENCES and _FENCE.match(line)) or _HEADING.match(line):
            self.begin(first, Kind.PROSE, keep=bool(line))
            return number
        return self._fenced_or_paragraph(first, number)

    def _fenced_or_paragraph(self, first: int, number: int) -> int:
        """A block whose content begins in the line `number`, below labels from the line `first` on."""
        line = self.line(number)
        if fence := _FENCE.match(line):
            after = self.after_line(number + 1, "```" if fence[3] else line)
            self.begin(first, Kind.TABLE if fence[2] else Kind.CODE)
            return after or number + 1
        return self._paragraph(first, number, Kind.LIST if _ITEM.match(line) else Kind.PROSE)

    def _paragraph(self, first: int, number: int, kind: Kind) -> int:
        if not (kind is Kind.LIST and self.starts and self.starts[-1].kind is Kind.LIST):
            self.begin(first, kind)
        number += 1
        while (line := self.line(number)) and line != "+" and not _FENCE.match(line) and not _BLOCK_LABEL.match(line):
            if kind is Kind.PROSE and _HEADING.match(line):
                break
            number += 1
        return number


def _strip_markup(text: str) -> str:
    return _MARKUP.sub("", _LINK.sub(lambda link: link[1] or link[2] or "", to_label(text)))


FORMAT = text_format("asciidoc", parse, suffixes=(".adoc", ".asciidoc", ".asc"), family=Family.NOTES, label="AsciiDoc")
