r"""Info files, as makeinfo writes them: nodes under the titles that are underlined in them.

Owned here: the nodes of one file. A manual that is split into several is read file by file; the first, which only says
in which of them what stands, has little to find. What parts nodes, \x1f, is white space to Python.
"""

import re

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.line_scanner import LineScanner
from scent.formats.documents.base.outline import Outline, split_lines, tile, to_label

_HEAD = re.compile(rb"This is \S+, produced by |(?:\A|\n)\x1f\r?\n?File: ")
_NODE = re.compile(r"File: ([^\t,]{1,200}),[ \t]+Node: ([^\t,]{1,400})")
_UNDERLINE = re.compile(r"(\*+|=+|-+|\.+)$")
_LEVELS = "*=-."
_SLACK = 3
_MENU, _ITEM = re.compile(r"\* Menu:"), re.compile(r"\s*(?:\*|-|•|\d{1,3}\.)\s")
# Marks for programs, between "\0\b[" and "\0\b]": where an index is, and a picture with what stands for it in text.
_COOKIE = re.compile(r"\0\x08\[index\0\x08\]|\0\x08[\[\]]")
_TABLE = re.compile(r"(?:Tag Table|Indirect):$")


def parse(text: str) -> Outline:
    """Blocks of an Info file; its title is the name of the manual, or failing that the first heading."""
    text = _COOKIE.sub("", text)
    scanner = _Scanner(split_lines(text))
    starts = scanner.scan()
    return Outline(to_label(scanner.title()), tile(text, starts), text=text)


class _Scanner(LineScanner):
    def block(self, number: int) -> int:
        line = self.line(number)
        if not line:
            return number + 1
        if _TABLE.match(line) and not self.line(number - 1):  # where each node is, for programs: it ends the file
            self.headings.open(0, "")
            self.begin(number, Kind.TABLE)
            return len(self.source)
        if node := _NODE.match(line):
            return self._node(number, node[2])
        if after := self._titled(number):
            return after
        return self._paragraph(number)

    def _node(self, number: int, name: str) -> int:
        """The line that heads a node, with the title below it; a node without one goes by its own name."""
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

    def _titled(self, number: int) -> int:
        if level := self._level(number):
            self.heading(number, level, to_label(self.line(number)))
            return number + 2
        return 0

    def _level(self, number: int) -> int:
        """The level of the title in this line, told by what underlines it; 0 if nothing does."""
        line = self.line(number)
        if not line or line[0].isspace() or not (underline := _UNDERLINE.match(self.line(number + 1))):
            return 0
        fits = abs(len(line) - len(underline[1])) <= _SLACK
        return _LEVELS.index(underline[1][0]) + 1 if fits else 0

    def _paragraph(self, number: int) -> int:
        line = self.line(number)
        # Examples are set in by five columns; so is text inside of lists, which is not told from them.
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
)
