r"""Reads manual pages written in the man or mdoc macros: their text without macros and escapes.

The text keeps the lines of the file. Title and date come from .TH, .Dt, .Dd and the section NAME.
Files named by .so are not read. Source: man(7), mdoc(7).
"""

import re

from scent.formats.documents.base.blocks.line_writer import LineWriter
from scent.formats.documents.base.blocks.outline import Outline, paragraphs, tile, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.metadata import parse_date_ns
from scent.formats.documents.manuals.roff_text import MAX_LINE, macro_text, split_arguments, strip_escapes

_HEAD = re.compile(rb"(?:\A|\n)\.[ \t]*(?:TH[ \t]+\S|Dd(?:[ \t]|\r?\n))")
_STARTS = (b".", b"'")
_REQUEST = re.compile(r"[.'][ \t]*([^\s\\]{1,20}|\\\")?[ \t]*(.*)")
# One of these is in each part of a page; a text of another kind, named like one, has none.
_ANY_REQUEST = re.compile(
    r"""(?m)^[.'][ \t]*(?:(?:T[HPS]|S[HShs]|D[dt]|[PLI]?P|Pp|It|N[dm]|so|BR?|I|nf|fi|sp|br|de|ig)\b|\\")"""
)
_SECTIONS = {"SH": 1, "Sh": 1, "SS": 2, "Ss": 2}
# "Sp", "Vb" and "Ve" are macros that pod2man defines in each page: half a line of space, and code between two lines.
_PARAGRAPHS = frozenset(["PP", "P", "LP", "Pp", "HP", "RS", "RE", "sp", "Sp", "Bl", "El", "Bd", "Ed", "UE"])
_ITEMS = frozenset(["TP", "TQ", "IP", "It"])
_LITERAL_BEGINS, _LITERAL_ENDS = frozenset(["nf", "EX", "Vb"]), frozenset(["fi", "EE", "Ve"])
# Requests whose lines up to a closing line are for the typesetter only.
_SKIPPED = {"de": "..", "de1": "..", "am": "..", "ig": "..", "EQ": ".EN", "PS": ".PE"}
# Conditions; "n" is true on a screen, "t" in print. Whatever depends on others is read.
_CONDITIONS, _TRUE, _FALSE = frozenset(["if", "ie", "el"]), frozenset(["n", "!t"]), frozenset(["t", "!n"])
_ENDS_ARGUMENT = {"de": 1, "de1": 1, "am": 1, "ig": 0}  # the number of the argument that names another closing line
_MAX_MACRO = 2  # letters in the name of a macro of man or mdoc
_MAX_WORDS = 3  # after a request that begins with an apostrophe; more of them are a text
# The requests of roff itself: groff(7).
_REQUESTS = frozenset(
    """ab ad af aln als am am1 ami as as1 asciify backtrace bd bleedat blm box boxa bp br break brp c2 cc ce cf cflags
    ch char chop class close color composite continue cp cs cu da de de1 defcolor dei device devicem di do ds ds1 dt
    ec ecr ecs el em eo ev evc ex fam fc fchar fcolor fi fp fschar fspecial ft ftr fzoom gcolor hc hcode hla hlm hpf
    hpfa hpfcode hw hy hym hys ie if ig in it itc kern lc length lf lg linetabs ll ls lsm lt mc mk mso msoquiet na ne
    nf nh nm nn nop nr nroff ns nx open opena os output pc pev pi pl pm pn pnr po ps psbb pso ptr pvs rchar rd return
    rfschar rj rm rn rnn rr rs rt schar shc shift sizes so soquiet sp special spreadwarn ss stringdown stringup sty
    substring sv sy ta tag tc ti tkf tl tm tm1 tmc tr trf trin trnt troff uf ul unformat vpt vs warn warnscale wh
    while write writec writem""".split()  # noqa: SIM905 - a table in the order of the manual
)
_WITHOUT_TEXT = frozenset(
    ["TH", "Dd", "Dt", "Os", "PD", "UC", "DT", "Bk", "Ek", "TS", "TE", "IX", "Sm", "Vb", "Ve", ""]
)
_TABLE_MARKUP = re.compile(r"T\{|T\}(?:.T\{)?|[_=]")  # begin or end of a cell of several lines; a rule
# Macros of mdoc for the author, title, and so on of a work, in .Rs or outside of it.
_REFERENCES = frozenset(f"%{letter}" for letter in "ABCDIJNOPQRTUV")
# Macros of mdoc with more than two letters.
_MACROS = frozenset(["Brc", "Bro", "Brq"])


def parse(text: str) -> Outline:
    """The text and blocks of a manual page; its title is like `tar(1) - an archiving utility`."""
    outline = _PageReader().outline(text) if _ANY_REQUEST.search(text) else None
    if outline is None or not (outline.text or "").strip():  # macros for pages, rather than a page
        return Outline("", tile(text, paragraphs(text)))
    return outline


class _PageReader:
    def __init__(self) -> None:
        self._writer = LineWriter()
        self._skip_until = ""  # the line that ends a skipped stretch; empty outside of one
        self._last = dict[str, int]()  # the number of the last line with this text
        self._number = 0  # of the current line
        self._had_true = False  # the last ".ie"
        self._in_literal = False
        self._in_table = self._in_table_format = False
        self._header = {"name": "", "section": "", "date": ""}
        self._name_lines: list[str] = []  # of the section NAME

    def outline(self, text: str) -> Outline:
        lines = [line.rstrip() for line in text.split("\n")]
        self._last = {line.replace(" ", ""): number for number, line in enumerate(lines) if line.startswith(".")}
        for self._number, line in enumerate(lines):
            self._line(line)
        text = self._writer.text()
        date_ns = parse_date_ns(self._header["date"])
        return Outline(to_label(self._title()), tile(text, self._writer.starts), date_ns=date_ns, text=text)

    def _title(self) -> str:
        section = f"({self._header['section']})" if self._header["section"] else ""
        name, dash, description = " ".join(" ".join(self._name_lines).split()).partition(" - ")
        if dash:
            return f"{name.split(',')[0]}{section} - {description}"
        return f"{self._header['name'].lower()}{section}"

    def _line(self, line: str) -> None:
        writer = self._writer
        if self._skip_until:
            if line.replace(" ", "") == self._skip_until:
                self._skip_until = ""
            writer.add("")
        elif not line.startswith((".", "'")):
            if not line and not self._in_literal:
                writer.begin(Kind.PROSE)
            writer.add(
                "" if self._is_table_markup(line) else self._note_name(strip_escapes(line[:MAX_LINE]) + line[MAX_LINE:])
            )
        elif request := _REQUEST.match(line[:MAX_LINE]):
            if self._is_text(line[0], request[1] or "", request[2]):
                writer.add(self._note_name(strip_escapes(line[:MAX_LINE]) + line[MAX_LINE:]))
            else:
                self._request(request[1] or "", request[2])
        else:
            writer.add("")

    def _is_text(self, mark: str, name: str, rest: str) -> bool:
        """Whether a line that begins like a request is a text, such as ".NET is" or "'Tis the"."""
        if not name or name.startswith("\\") or name == ".":
            return False
        if mark == "'" and len(rest.split()) > _MAX_WORDS:
            return True
        return (
            name not in _REQUESTS and len(name) > _MAX_MACRO and f".de{name}" not in self._last and name not in _MACROS
        )

    def _end(self, name: str, rest: str) -> str:
        """The line that ends what a request begins, without spaces; empty if it never comes."""
        end = _SKIPPED.get(name, ".TE")
        arguments = split_arguments(rest)
        if name in _ENDS_ARGUMENT and len(arguments) > _ENDS_ARGUMENT[name]:
            end = "." + arguments[_ENDS_ARGUMENT[name]]
        return end if self._last.get(end, -1) > self._number else ""

    def _is_table_markup(self, line: str) -> bool:
        """Whether a line of a table is markup: column formats up to a full stop, rules, cell marks."""
        is_markup = self._in_table_format or (self._in_table and _TABLE_MARKUP.fullmatch(line) is not None)
        self._in_table_format = self._in_table_format and not line.endswith(".")
        return is_markup

    def _request(self, name: str, rest: str) -> None:
        writer = self._writer
        if name in _SECTIONS:
            # If the name of a section is on the next line, that line is read as a paragraph.
            writer.heading(_SECTIONS[name], to_label(strip_escapes(" ".join(split_arguments(rest))).removesuffix(":")))
            writer.begin(Kind.PROSE)
        elif name in _CONDITIONS:
            self._condition(name, rest)
        elif name in _SKIPPED and f".de{name}" not in self._last:  # a page may have a macro of this name
            self._skip_until = self._end(name, rest)
            writer.add("")
        elif name in _ITEMS:
            writer.begin(Kind.LIST)
            writer.add(self._item(name, rest))
        else:
            self._apply(name, rest)
            # Lower-case names are requests of roff itself, which format text and have none of their own.
            has_no_text = name in _WITHOUT_TEXT or name in _PARAGRAPHS or not (name[0].isupper() or name in _REFERENCES)
            writer.add("" if has_no_text else self._note_name(macro_text(name, rest, self._header["name"])))

    def _condition(self, name: str, rest: str) -> None:
        """Read the line in a condition; that for the typesetter only, ".if t", is left out."""
        condition, _, line = ("", "", rest) if name == "el" else rest.partition(" ")
        line = line.strip().removeprefix("\\{").removeprefix("\\").strip()
        is_shown = condition not in _FALSE and not (name == "el" and self._had_true)
        if name == "ie":
            self._had_true = condition in _TRUE
        if line and is_shown:
            self._line(line)
        else:
            self._writer.add("")

    def _apply(self, name: str, rest: str) -> None:
        """Apply what a request changes for the lines after it."""
        if name in {"TH", "Dt"}:
            words = split_arguments(rest)[: 3 if name == "TH" else 2]
            self._header.update(zip(("name", "section", "date"), map(strip_escapes, words), strict=False))
        elif name == "Dd":
            self._header["date"] = rest.replace("$Mdocdate:", "").strip("$ ")
        elif name == "Nm" and not self._header["name"].islower() and rest:
            self._header["name"] = strip_escapes(rest.split(maxsplit=1)[0])
        elif name in _LITERAL_BEGINS or (name == "Bd" and ("-literal" in rest or "-unfilled" in rest)):
            self._in_literal = True
            self._writer.begin(Kind.CODE)
        elif name in _LITERAL_ENDS or name == "Ed":
            self._in_literal = False
            self._writer.begin(Kind.PROSE)
        elif name == "TS":
            self._in_table = self._in_table_format = bool(self._end(name, ""))
            self._writer.begin(Kind.TABLE)
        elif name == "TE" or name in _PARAGRAPHS:
            self._in_table = self._in_table_format = False
            if not self._in_literal:
                self._writer.begin(Kind.PROSE)

    def _item(self, name: str, rest: str) -> str:
        if name == "It":
            return macro_text(name, rest, self._header["name"])
        return strip_escapes(split_arguments(rest)[0]) if name == "IP" and rest else ""

    def _note_name(self, line: str) -> str:
        """The same line; in the section NAME it is also kept for the title."""
        path = self._writer.headings.path
        if path and path[0].upper() in {"NAME", "NAMES", "BEZEICHNUNG", "NOM", "NOMBRE"} and len(self._name_lines) < 10:  # noqa: PLR2004
            self._name_lines.append(line)
        return line


def _is_man(head: bytes) -> bool:
    """Whether a file begins with a roff request and has the .TH or .Dd of a manual page."""
    return head.lstrip()[:1] in _STARTS and _HEAD.search(head) is not None


FORMAT = text_format(
    "man",
    parse,
    suffixes=(".mdoc", ".man"),
    sniff=_is_man,
    family=Family.MANUALS,
    label="Manual pages (man, mdoc)",
    located_by="section, line",
    has_markup=lambda _: True,
)
