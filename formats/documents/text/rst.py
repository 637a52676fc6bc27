"""Reads reStructuredText: sections, literal blocks, directives, lists and tables.

This is a line scanner of scent's own: docutils reads the language exactly, but it runs directives,
reports unknown ones (all of Sphinx's) as errors, loses the line numbers of many nodes, and reads
0.15 MB/s.
"""

import re

from scent.formats.documents.base.blocks.line_scanner import LineScanner, first_heading
from scent.formats.documents.base.blocks.outline import (
    Lines,
    Outline,
    indent_width,
    split_lines,
    tile,
    to_label,
)
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.metadata import author_names, language_code, parse_date_ns

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1+$")
_DIRECTIVE = re.compile(r"\s*\.\. (?:\|[^|]+\| )?([\w:.+-]+?)::(?:\s|$)")
_LITERAL = frozenset(
    [
        *("code", "code-block", "sourcecode", "highlight", "literalinclude", "parsed-literal", "prompt", "ipython"),
        *("doctest", "testcode", "testsetup", "testoutput", "math", "graphviz", "digraph", "productionlist", "raw"),
    ]
)
_TABLE = frozenset(["table", "list-table", "csv-table", "flat-table"])
_ITEM = re.compile(r"\s*(?:[-*+•‣]|\(?(?:\d{1,4}|[a-zA-Z#]|[ivxIVX]{1,6})[.)]|:[^:\s][^:]*:)(?:\s|$)")
_TABLE_EDGE = re.compile(r"\s*(?:\+[-=]+\+[-=+]*|=+(?: +=+)+)$")
_ROLE = re.compile(r":[\w:.+-]+:`([^`<]*?)(?:\s*<[^`>]*>)?`")
_MARKUP = re.compile(r"`{1,2}_{0,2}|\*{1,2}")
_MIN_ADORNMENT = 4
# Metadata at the start of a text, which the specification calls bibliographic fields.
_FIELD = re.compile(r"^:(author|authors|date|language):[ \t]+(\S[^\n]{0,200})", re.IGNORECASE | re.MULTILINE)
_FIELDS_WITHIN = 2000


def parse(text: str) -> Outline:
    """Title, metadata and blocks of a reStructuredText; the title is the first section title."""
    starts = _Scanner(split_lines(text)).scan()
    fields = {name.lower(): value for name, value in reversed(_FIELD.findall(text, 0, _FIELDS_WITHIN))}
    return Outline(
        first_heading(starts),
        tile(text, starts),
        author_names(fields.get("author", fields.get("authors", ""))),
        parse_date_ns(fields.get("date", "")),
        language_code(fields.get("language", "")),
    )


class _Scanner(LineScanner):
    def __init__(self, source: Lines) -> None:
        super().__init__(source)
        self._levels: dict[tuple[str, bool], int] = {}  # of sections, by adornment in order of appearance

    def block(self, number: int) -> int:
        line = self.line(number)
        # Like a blank line, a transition belongs to the block before it.
        if not line or (_ADORNMENT.match(line) and len(line) >= _MIN_ADORNMENT and not self.line(number + 1)):
            return number + 1
        if after := self._section(number):
            return after
        if _TABLE_EDGE.match(line):
            return self._table(number)
        if directive := _DIRECTIVE.match(line):
            name = directive[1].lower().rpartition(":")[2]
            if name in _LITERAL or name in _TABLE:
                return self._directive(number, Kind.CODE if name in _LITERAL else Kind.TABLE)
        if line.lstrip().startswith(">>> "):
            return self._paragraph(number, Kind.CODE)
        return self._paragraph(number, Kind.LIST if _ITEM.match(line) else Kind.PROSE)

    def _section(self, number: int) -> int:
        """A section title with its adornment; 0 if none begins here."""
        line, below = self.line(number), self.line(number + 1)
        overline = _ADORNMENT.match(line)
        if overline and below and self.line(number + 2) == line and not _TABLE_EDGE.match(line):
            title, style, after = below, (overline[1], True), number + 3
        elif (underline := _ADORNMENT.match(below)) and not line[0].isspace() and not overline:
            title, style, after = line, (underline[1], False), number + 2
            # docutils accepts an underline shorter than its title if it has at least four
            # characters.
            if len(below) < min(len(title), _MIN_ADORNMENT):
                return 0
        else:
            return 0
        self.heading(number, self._levels.setdefault(style, len(self._levels)), _strip_markup(title))
        return after

    def _table(self, number: int) -> int:
        """A grid table, up to a blank line, or a simple table, up to a blank line after an edge."""
        self.begin(number, Kind.TABLE)
        simple = self.line(number).lstrip().startswith("=")
        while number < len(self.source):
            line = self.line(number)
            number += 1
            if not self.line(number) and (not simple or _TABLE_EDGE.match(line)):
                break
        return number

    def _directive(self, number: int, kind: Kind) -> int:
        """A directive whose content is not prose, with everything indented below it."""
        self.begin(number, kind)
        return self._indented(number + 1, indent_width(self.line(number)))

    def _indented(self, number: int, deeper_than: int) -> int:
        while number < len(self.source) and (not (line := self.line(number)) or indent_width(line) > deeper_than):
            number += 1
        return number

    def _paragraph(self, number: int, kind: Kind) -> int:
        first = self.line(number)
        # Another item, and text indented below an item, continue the list.
        continues_list = self.starts and self.starts[-1].kind is Kind.LIST and (first[0].isspace() or kind is Kind.LIST)
        if not continues_list or kind is Kind.CODE:
            # The name of a directive says little alone: it is kept with the paragraph below it.
            self.begin(number, kind, keep=bool(_DIRECTIVE.match(first)) and not self.line(number + 1))
        while self.line(number + 1):
            number += 1
        last = self.line(number)
        if last.endswith("::") and not _DIRECTIVE.match(last):
            return self._literal(number + 1, indent_width(last))
        return number + 1

    def _literal(self, number: int, deeper_than: int) -> int:
        """The literal block after a paragraph that ends in two colons, if there is one."""
        while number < len(self.source) and not self.line(number):
            number += 1
        if number == len(self.source) or indent_width(self.line(number)) <= deeper_than:
            return number
        self.begin(number, Kind.CODE)
        return self._indented(number, deeper_than)


def _strip_markup(title: str) -> str:
    return _MARKUP.sub("", _ROLE.sub(r"\1", to_label(title)))


FORMAT = text_format("rst", parse, suffixes=(".rst", ".rest"), family=Family.NOTES, label="reStructuredText")
