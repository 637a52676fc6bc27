r"""Reads Info files as makeinfo writes them: nodes below their underlined titles.

A manual that is split into several files is read file by file; the first of them is only a table of
where each node is. The separator of nodes, \x1f, counts as white space in Python.
"""

import re

from scent.formats.documents.base.blocks.line_scanner import LineScanner
from scent.formats.documents.base.blocks.outline import Outline, split_lines, tile, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format

_HEAD = re.compile(rb"This is \S+, produced by |(?:\A|\n)\x1f\r?\n?File: ")
_NODE = re.compile(r"File: ([^\t,]{1,200}),[ \t]+Node: ([^\t,]{1,400})")
_UNDERLINE = re.compile(r"(\*+|=+|-+|\.+)$")
_LEVELS = "*=-."
_SLACK = 3  # characters by which an underline may be shorter or longer than its title
_MENU, _ITEM = re.compile(r"\* Menu:"), re.compile(r"\s*(?:\*|-|•|\d{1,3}\.)\s")
# Marks for programs, between "\0\b[" and "\0\b]": an index, or a picture with its text.
_COOKIE = re.compile(r"\0\x08\[index\0\x08\]|\0\x08[\[\]]")
_TAG_TABLE = re.compile(r"(?:Tag Table|Indirect):$")


def parse(text: str) -> Outline:
    """The blocks of an Info file; the title is that of the first node, or else the first heading."""
    text = _COOKIE.sub("", text)
    scanner = _Scanner(split_lines(text))
    starts = scanner.scan()
    return Outline(to_label(scanner.title()), tile(text, starts), text=text)


class _Scanner(LineScanner):
    def block(self, number: int) -> int:
        line = self.line(number)
        if not line:
            return number + 1
        if _TAG_TABLE.match(line) and not self.line(number - 1):  # lists the offsets of nodes, at the end of the file
            self.headings.open(0, "")
            self.begin(number, Kind.TABLE)
            return len(self.source)
        if node := _NODE.match(line):
            return self._node(number, node[2])
        if after := self._title(number):
            return after
        return self._paragraph(number)

    def _node(self, number: int, name: str) -> int:
        """The first line of a node and the title below it; without a title, its name is the heading."""
        first = number
        number += 1
        while number < len(self.source) and not self.line(number):
            number += 1
        if level := self._level(number):
            title = self.line(number).strip()
            self.headings.open(level, to_label(title))
            self.metadata.setdefault("title", title)
            number += 2
        else:
            self.headings.open(1, to_label(name))
        self.begin(first, Kind.HEADING, keep=True)
        return number

    def _title(self, number: int) -> int:
        if level := self._level(number):
            self.heading(number, level, to_label(self.line(number)))
            return number + 2
        return 0

    def _level(self, number: int) -> int:
        """The level of the title in a line, told by its underline; 0 if the line is not a title."""
        line = self.line(number)
        if not line or line[0].isspace() or not (underline := _UNDERLINE.match(self.line(number + 1))):
            return 0
        fits = abs(len(line) - len(underline[1])) <= _SLACK
        return _LEVELS.index(underline[1][0]) + 1 if fits else 0

    def _paragraph(self, number: int) -> int:
        line = self.line(number)
        # Examples are indented by five columns, like text in lists, and cannot be told from it.
        kind = Kind.LIST if _MENU.match(line) or _ITEM.match(line) else Kind.PROSE
        self.begin(number, kind)
        while self.line(number):
            number += 1
        return number


FORMAT = text_format(
    "info",
    parse,
    suffixes=(".info",),
    sniff=lambda head: _HEAD.search(head[:2000]) is not None,
    family=Family.MANUALS,
    label="Info",
    located_by="section, line",
    has_markup=lambda _: True,
)
