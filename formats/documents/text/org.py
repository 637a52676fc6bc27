"""Org: headings with their tags and states, blocks, drawers, tables, lists and the fields of the whole file.

Owned here: a scanner of lines. orgparse, the parser that is kept, gives headings without the lines of what stands below
them, and knows no tables, lists or blocks.
"""

import re

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.line_scanner import LineScanner
from scent.formats.documents.base.metadata import author_names, parse_date_ns
from scent.formats.documents.base.outline import Outline, split_lines, tile, to_label

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
_FIXED = re.compile(r"[ \t]*:(?:[ \t]|$)")
_LINK = re.compile(r"\[\[([^\[\]]*)\](?:\[([^\[\]]*)\])?\]")
_MARKUP = re.compile(r"(?<!\w)[*/_=~+]+(?=\S)|(?<=\S)[*/_=~+]+(?!\w)")
_TEXT = frozenset(["quote", "verse", "center", "abstract"])
_MOST_FIELD = 2000


def parse(text: str) -> Outline:
    """Title, author, date and blocks of an Org text; without a title of its own it is that of the first heading."""
    scanner = _Scanner(split_lines(text))
    starts, said = scanner.scan(), scanner.metadata
    return Outline(
        _plain(scanner.title()),
        tile(text, starts),
        author_names(said.get("author", "")),
        parse_date_ns(said.get("date", "")),
        said.get("language", "")[:2].lower(),
    )


class _Scanner(LineScanner):
    def block(self, number: int) -> int:
        line = self.line(number)
        if not line:
            return number + 1
        if heading := _HEADING.match(line):
            text = _TAGS.sub("", line[heading.end() :][:_MOST_FIELD])
            self.heading(number, len(heading[1]), _plain(_STATE.sub("", _STATE.sub("", text, count=1), count=1)))
            return number + 1
        if (opening := _OPENING.match(line)) and (after := self._delimited(number, opening[1].lower())):
            return after
        if _DRAWER.match(line) and (after := self._drawer(number)):
            return after
        for first, kind in ((_FIELD, Kind.CODE), (_TABLE, Kind.TABLE), (_FIXED, Kind.CODE)):
            if first.match(line):
                return self._alike(number, first, kind)
        return self._paragraph(number, Kind.LIST if _ITEM.match(line) else Kind.PROSE)

    def _delimited(self, number: int, name: str) -> int:
        """A block between #+begin_x and #+end_x, whose closing line is sought as its opening line is written."""
        opening = self.line(number)
        indented = opening[: len(opening) - len(opening.lstrip())]
        upper = opening.lstrip().startswith("#+B")
        for closing in ({False: f"#+end_{name}", True: f"#+END_{name.upper()}"}[upper], f"#+end_{name}"):
            if after := self.after_line(number + 1, indented + closing):
                self.begin(number, Kind.PROSE if name in _TEXT else Kind.CODE)
                return after
        return 0

    def _drawer(self, number: int) -> int:
        line = self.line(number)
        for closing in (":END:", ":end:"):
            if after := self.after_line(number + 1, line[: len(line) - len(line.lstrip())] + closing):
                self.begin(number, Kind.CODE)
                return after
        return 0

    def _alike(self, number: int, first: re.Pattern[str], kind: Kind) -> int:
        """A run of lines of one kind: fields of the file, rows of a table, lines as they are."""
        self.begin(number, kind)
        while match := first.match(self.line(number)):
            if first is _FIELD:
                name, value = match[1].lower(), match[2][:_MOST_FIELD]
                self.metadata[name] = f"{self.metadata[name]} {value}" if name in self.metadata else value
            number += 1
        return number

    def _paragraph(self, number: int, kind: Kind) -> int:
        line = self.line(number)
        goes_on = kind is Kind.LIST or line[:1].isspace()
        if not (goes_on and self.starts and self.starts[-1].kind is Kind.LIST):
            self.begin(number, kind)
        number += 1
        while (line := self.line(number)) and not (
            _HEADING.match(line) or _OPENING.match(line) or _TABLE.match(line) or _DRAWER.match(line)
        ):
            if kind is Kind.PROSE and _ITEM.match(line):
                break
            number += 1
        return number


def _plain(text: str) -> str:
    return _MARKUP.sub("", _LINK.sub(lambda link: link[2] or link[1], to_label(text)))


FORMAT = text_format("org", parse, suffixes=(".org", ".org_archive"), family=Family.NOTES, label="Org")
