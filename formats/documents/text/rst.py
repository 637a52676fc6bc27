"""reStructuredText: sections by their adornment, literal blocks, directives, lists and tables.

Owned here: a scanner of lines. docutils, judged first, reads the language exactly, but it runs directives, reports what
it does not know (all of Sphinx) as errors, keeps no exact lines for much of what it reads, and goes at 0.15 MB/s.
"""

import re

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.metadata import author_names, language_code, parse_date_ns
from scent.formats.documents.base.outline import (
    BlockStart,
    Headings,
    Lines,
    Outline,
    indent_width,
    split_lines,
    tile,
    to_label,
)

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
_LEAST_ADORNMENT = 4
# The fields at the head of a text ("bibliographic fields" in the specification) that a document has as well.
_FIELD = re.compile(r"^:(author|authors|date|language):[ \t]+(\S[^\n]{0,200})", re.IGNORECASE | re.MULTILINE)
_ABOUT_CHARACTERS = 2000


def parse(text: str) -> Outline:
    """Title and blocks of a reStructuredText; the title is that of the first section, fields below it say the rest."""
    starts = _Scanner(split_lines(text)).scan()
    title = next((start.heading[-1] for start in starts if start.kind is Kind.HEADING and start.heading), "")
    said = {name.lower(): value for name, value in reversed(_FIELD.findall(text, 0, _ABOUT_CHARACTERS))}
    return Outline(
        title,
        tile(text, starts),
        author_names(said.get("author", said.get("authors", ""))),
        parse_date_ns(said.get("date", "")),
        language_code(said.get("language", "")),
    )


class _Scanner:
    """Goes through the lines of one text, block by block; built like the scanner of Markdown."""

    def __init__(self, source: Lines) -> None:
        self._source = source
        self._starts: list[BlockStart] = []
        self._headings = Headings()
        self._styles: dict[tuple[str, bool], int] = {}

    def scan(self) -> list[BlockStart]:
        number = 0
        while number < len(self._source):
            number = self._block(number)
        return self._starts

    def _line(self, number: int) -> str:
        return self._source.text[number] if number < len(self._source) else ""

    def _begin(self, number: int, kind: Kind, *, keep: bool = False) -> None:
        self._starts.append(BlockStart(self._source.at[number], kind, self._headings.path, keep))

    def _block(self, number: int) -> int:
        line = self._line(number)
        # A transition belongs to the block before it, as white space does.
        if not line or (_ADORNMENT.match(line) and len(line) >= _LEAST_ADORNMENT and not self._line(number + 1)):
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
        """The number of the line after the section title that begins here; 0 if none does."""
        line, below = self._line(number), self._line(number + 1)
        overline = _ADORNMENT.match(line)
        if overline and below and self._line(number + 2) == line and not _TABLE_EDGE.match(line):
            title, style, after = below, (overline[1], True), number + 3
        elif (underline := _ADORNMENT.match(below)) and not line[0].isspace() and not overline:
            title, style, after = line, (underline[1], False), number + 2
            # docutils takes a line that is too short for its title as a slip of the writer from four characters on.
            if len(below) < min(len(title), _LEAST_ADORNMENT):
                return 0
        else:
            return 0
        self._headings.open(self._styles.setdefault(style, len(self._styles)), _plain(title))
        self._begin(number, Kind.HEADING, keep=True)
        return after

    def _table(self, number: int) -> int:
        """A grid table, which ends at a blank line; or a simple one, which ends at one after its last edge."""
        self._begin(number, Kind.TABLE)
        simple = self._line(number).lstrip().startswith("=")
        while number < len(self._source):
            line = self._line(number)
            number += 1
            if not self._line(number) and (not simple or _TABLE_EDGE.match(line)):
                break
        return number

    def _directive(self, number: int, kind: Kind) -> int:
        """A directive whose content is no text, with all that is indented below it."""
        self._begin(number, kind)
        return self._indented(number + 1, indent_width(self._line(number)))

    def _indented(self, number: int, deeper_than: int) -> int:
        while number < len(self._source) and (not (line := self._line(number)) or indent_width(line) > deeper_than):
            number += 1
        return number

    def _paragraph(self, number: int, kind: Kind) -> int:
        first = self._line(number)
        # What is indented below an item, or stands next to it as another, goes on with the list.
        within_list = self._starts and self._starts[-1].kind is Kind.LIST and (first[0].isspace() or kind is Kind.LIST)
        if not within_list or kind is Kind.CODE:
            # The content of a directive may be a paragraph below its name, which says little alone.
            self._begin(number, kind, keep=bool(_DIRECTIVE.match(first)) and not self._line(number + 1))
        while self._line(number + 1):
            number += 1
        last = self._line(number)
        if last.endswith("::") and not _DIRECTIVE.match(last):
            return self._literal(number + 1, indent_width(last))
        return number + 1

    def _literal(self, number: int, deeper_than: int) -> int:
        """The literal block that a paragraph ending in two colons announces, if there is one."""
        while number < len(self._source) and not self._line(number):
            number += 1
        if number == len(self._source) or indent_width(self._line(number)) <= deeper_than:
            return number
        self._begin(number, Kind.CODE)
        return self._indented(number, deeper_than)


def _plain(title: str) -> str:
    return _MARKUP.sub("", _ROLE.sub(r"\1", to_label(title)))


FORMAT = text_format("rst", parse, suffixes=(".rst", ".rest"), family=Family.NOTES, label="reStructuredText")
