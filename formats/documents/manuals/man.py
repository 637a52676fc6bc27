r"""Manual pages, of the man and the mdoc macros, as they read: without macros and escapes, on the lines of the file.

Owned here: sections, paragraphs and examples, and what stands in .TH and .Dd. What .so names is not followed.
"""

import re

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.line_writer import LineWriter
from scent.formats.documents.base.metadata import parse_date_ns
from scent.formats.documents.base.outline import Outline, tile, to_label
from scent.formats.documents.manuals.roff_text import LONGEST, arguments, macro, strip_escapes

_HEAD = re.compile(rb"(?:\A|\n)\.[ \t]*(?:TH[ \t]+\S|Dd(?:[ \t]|\r?\n))")
_STARTS = (b".", b"'")
_REQUEST = re.compile(r"[.'][ \t]*([^\s\\]{1,20}|\\\")?[ \t]*(.*)")
_SECTIONS = {"SH": 1, "Sh": 1, "SS": 2, "Ss": 2}
_PARAGRAPHS = frozenset(["PP", "P", "LP", "Pp", "HP", "RS", "RE", "sp", "Bl", "El", "Bd", "Ed", "UE"])
_ITEMS = frozenset(["TP", "TQ", "IP", "It"])
_LITERAL_BEGINS, _LITERAL_ENDS = frozenset(["nf", "EX"]), frozenset(["fi", "EE"])
# Lines up to a closing one that tell the typesetter something, never the reader.
_SKIPPED = {"de": "..", "de1": "..", "am": "..", "ig": "..", "EQ": ".EN", "PS": ".PE"}
_QUIET = frozenset(["TH", "Dd", "Dt", "Os", "PD", "UC", "DT", "Bk", "Ek", "TS", "TE", "IX", "Sm", ""])
_TABLE_MARK = re.compile(r"T\{|T\}(?:.T\{)?|[_=]")  # a cell of several lines begins or ends; a rule


def parse(text: str) -> Outline:
    """A manual page as it reads; its title is what the section NAME says, with the number of the manual's section."""
    return _Page().outline(text)


class _Page:
    def __init__(self) -> None:
        self._page = LineWriter()
        self._until = ""  # the line that ends what is skipped
        self._literal = False
        self._table = self._formatting = False
        self._said = {"name": "", "section": "", "date": ""}
        self._names: list[str] = []

    def outline(self, text: str) -> Outline:
        for line in text.split("\n"):
            self._line(line.rstrip())
        text = self._page.text()
        said = self._said
        number = f"({said['section']})" if said["section"] else ""
        names = " ".join(" ".join(self._names).split())
        name, dash, about = names.partition(" - ")
        title = f"{name.split(',')[0]}{number} - {about}" if dash else f"{said['name'].lower()}{number}"
        return Outline(to_label(title), tile(text, self._page.starts), date_ns=parse_date_ns(said["date"]), text=text)

    def _line(self, line: str) -> None:
        page = self._page
        if self._until:
            if line.replace(" ", "") == self._until:
                self._until = ""
            page.add("")
        elif not line.startswith((".", "'")):
            if not line and not self._literal:
                page.begin(Kind.PROSE)
            page.add("" if self._is_unread(line) else self._named(strip_escapes(line[:LONGEST]) + line[LONGEST:]))
        elif request := _REQUEST.match(line[:LONGEST]):
            self._request(request[1] or "", request[2])
        else:
            page.add("")

    def _is_unread(self, line: str) -> bool:
        """Whether a line of a table only says how it is set: up to a full stop its columns, later rules and cells."""
        unread = self._formatting or (self._table and _TABLE_MARK.fullmatch(line) is not None)
        self._formatting = self._formatting and not line.endswith(".")
        return unread

    def _request(self, name: str, rest: str) -> None:
        page = self._page
        if name in _SECTIONS:
            # A section whose name stands on the line below has none here: the line is a paragraph.
            page.heading(_SECTIONS[name], to_label(strip_escapes(" ".join(arguments(rest))).removesuffix(":")))
            page.begin(Kind.PROSE)
        elif name in _SKIPPED:
            self._until = _SKIPPED[name]
            page.add("")
        elif name in _ITEMS:
            page.begin(Kind.LIST)
            page.add(self._item(name, rest))
        else:
            self._set(name, rest)
            # In lower case are the requests of roff itself, which set what follows and say nothing.
            silent = name in _QUIET or name in _PARAGRAPHS or not name[0].isupper()
            page.add("" if silent else self._named(macro(name, rest, self._said["name"])))

    def _set(self, name: str, rest: str) -> None:
        """What a request changes for the lines below it."""
        words = arguments(rest) if name in {"TH", "Dt", "Dd"} else []
        if name in {"TH", "Dt"}:
            date = words[2:3] if name == "TH" else []
            named = dict(
                zip(("name", "section", "date"), (strip_escapes(word) for word in [*words[:2], *date]), strict=False)
            )
            self._said.update(named)
        elif name == "Dd":
            self._said["date"] = rest.replace("$Mdocdate:", "").strip("$ ")
        elif name == "Nm" and not self._said["name"].islower() and rest:
            self._said["name"] = strip_escapes(rest.split(maxsplit=1)[0])
        elif name in _LITERAL_BEGINS or (name == "Bd" and ("-literal" in rest or "-unfilled" in rest)):
            self._literal = True
            self._page.begin(Kind.CODE)
        elif name in _LITERAL_ENDS or name == "Ed":
            self._literal = False
            self._page.begin(Kind.PROSE)
        elif name == "TS":
            self._table = self._formatting = True
            self._page.begin(Kind.TABLE)
        elif name == "TE" or name in _PARAGRAPHS:
            self._table = self._formatting = False
            if not self._literal:
                self._page.begin(Kind.PROSE)

    def _item(self, name: str, rest: str) -> str:
        if name == "It":
            return macro(name, rest, self._said["name"])
        return strip_escapes(arguments(rest)[0]) if name == "IP" and rest else ""

    def _named(self, line: str) -> str:
        """A line; those of the section NAME are kept for the title."""
        path = self._page.headings.path
        if path and path[0].upper() in {"NAME", "NAMES", "BEZEICHNUNG", "NOM", "NOMBRE"} and len(self._names) < 10:  # noqa: PLR2004
            self._names.append(line)
        return line


def _is_man(head: bytes) -> bool:
    """Whether a file begins as roff does, and has the line that every manual page has."""
    return head.lstrip()[:1] in _STARTS and _HEAD.search(head) is not None


FORMAT = text_format(
    "man",
    parse,
    suffixes=(".mdoc", ".man"),
    sniff=_is_man,
    family=Family.MANUALS,
    label="Manual pages (man, mdoc)",
    located_by="section, line",
)
