"""Reads Org: headings with tags and states, blocks, drawers, tables, lists and file keywords.

This is a line scanner of scent's own: orgparse, the maintained parser, gives headings without the
lines below them, and no tables, lists or blocks. Source: orgmode.org/worg/org-syntax.html.
"""

import re

from scent.formats.documents.base.blocks.line_scanner import LineScanner
from scent.formats.documents.base.blocks.outline import Outline, split_lines, tile, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.metadata import author_names, parse_date_ns

_HEADING = re.compile(r"(\*+)[ \t]+(?=\S)")
_STATE = re.compile(
    r"(?:TODO|DONE|NEXT|WAITING|HOLD|CANCELL?ED|STARTED|SOMEDAY)[ \t]+|\[#[A-Z0-9]\][ \t]*|COMMENT[ \t]+"
)
_TAGS = re.compile(r"[ \t]+:[\w@#%:]+:$")
_FIELD = re.compile(r"[ \t]*#\+([A-Za-z_]+):[ \t]*(.*)")
_OPENING = re.compile(r"[ \t]*#\+begin[_:]?[ \t]*(\w+)", re.IGNORECASE)
_DRAWER = re.compile(r"[ \t]*:([\w-]+):$")
_ITEM = re.compile(r"[ \t]*(?:[-+]|\d{1,9}[.)])(?:[ \t]|$)|[ \t]+\*[ \t]")
_TABLE = re.compile(r"[ \t]*\|")
_FIXED_WIDTH = re.compile(r"[ \t]*:(?:[ \t]|$)")
_LINK = re.compile(r"\[\[([^\[\]]*)\](?:\[([^\[\]]*)\])?\]")
_MARKUP = re.compile(r"(?<!\w)[*/_=~+]+(?=\S)|(?<=\S)[*/_=~+]+(?!\w)")
_TEXT_BLOCKS = frozenset(["quote", "verse", "center", "abstract"])
_MAX_FIELD = 2000  # characters


def parse(text: str) -> Outline:
    """Title, metadata and blocks of an Org text; the default title is the first heading."""
    scanner = _Scanner(split_lines(text))
    starts, metadata = scanner.scan(), scanner.metadata
    return Outline(
        _strip_markup(scanner.title()),
        tile(text, starts),
        author_names(metadata.get("author", "")),
        parse_date_ns(metadata.get("date", "")),
        metadata.get("language", "")[:2].lower(),
    )


class _Scanner(LineScanner):
    def block(self, number: int) -> int:
        line = self.line(number)
        if not line:
            return number + 1
        if heading := _HEADING.match(line):
            text = _TAGS.sub("", line[heading.end() :][:_MAX_FIELD])
            self.heading(number, len(heading[1]), _strip_markup(_STATE.sub("", _STATE.sub("", text, count=1), count=1)))
            return number + 1
        if (opening := _OPENING.match(line)) and (after := self._delimited(number, opening[1].lower())):
            return after
        if _DRAWER.match(line) and (after := self._drawer(number)):
            return after
        for pattern, kind in ((_FIELD, Kind.CODE), (_TABLE, Kind.TABLE), (_FIXED_WIDTH, Kind.CODE)):
            if pattern.match(line):
                return self._run(number, pattern, kind)
        return self._paragraph(number, Kind.LIST if _ITEM.match(line) else Kind.PROSE)

    def _delimited(self, number: int, name: str) -> int:
        """A block from #+begin_x to the #+end_x of the same indentation; 0 if it is not closed."""
        opening = self.line(number)
        indentation = opening[: len(opening) - len(opening.lstrip())]
        closings = [f"#+end_{name}"]
        if opening.lstrip().startswith("#+B"):
            closings.insert(0, f"#+END_{name.upper()}")
        for closing in closings:
            if after := self.after_line(number + 1, indentation + closing):
                self.begin(number, Kind.PROSE if name in _TEXT_BLOCKS else Kind.CODE)
                return after
        return 0

    def _drawer(self, number: int) -> int:
        line = self.line(number)
        for closing in (":END:", ":end:"):
            if after := self.after_line(number + 1, line[: len(line) - len(line.lstrip())] + closing):
                self.begin(number, Kind.CODE)
                return after
        return 0

    def _run(self, number: int, pattern: re.Pattern[str], kind: Kind) -> int:
        """Lines that match one pattern: fields of the file, rows of a table, fixed-width lines."""
        self.begin(number, kind)
        while match := pattern.match(self.line(number)):
            if pattern is _FIELD:
                name, value = match[1].lower(), match[2][:_MAX_FIELD]
                self.metadata[name] = f"{self.metadata[name]} {value}" if name in self.metadata else value
            number += 1
        return number

    def _paragraph(self, number: int, kind: Kind) -> int:
        line = self.line(number)
        may_continue = kind is Kind.LIST or line[:1].isspace()
        if not (may_continue and self.starts and self.starts[-1].kind is Kind.LIST):
            self.begin(number, kind)
        number += 1
        while (line := self.line(number)) and not (
            _HEADING.match(line) or _OPENING.match(line) or _TABLE.match(line) or _DRAWER.match(line)
        ):
            if kind is Kind.PROSE and _ITEM.match(line):
                break
            number += 1
        return number


def _strip_markup(text: str) -> str:
    return _MARKUP.sub("", _LINK.sub(lambda link: link[2] or link[1], to_label(text)))


FORMAT = text_format("org", parse, suffixes=(".org", ".org_archive"), family=Family.NOTES, label="Org")
