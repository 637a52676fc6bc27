r"""LaTeX: sections, environments, frames, and what \title, \author and \date say.

Owned here: a scanner of lines. pylatexenc, the parser that is kept, makes a tree of every letter's node in pure Python;
what \input and \include name is not followed, since these are files of their own.
"""

import re
from unicodedata import normalize

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.line_scanner import LineScanner
from scent.formats.documents.base.metadata import author_names, parse_date_ns
from scent.formats.documents.base.outline import Outline, split_lines, tile, to_label

_LEVELS = {
    "part": 1,
    "chapter": 2,
    "section": 3,
    "subsection": 4,
    "subsubsection": 5,
    "paragraph": 6,
    "subparagraph": 7,
}
_FRAME = 8
_SECTION = re.compile(r"\s*\\(part|chapter|section|subsection|subsubsection|paragraph|subparagraph)\*?\s*(?=[\[{])")
_FRAME_TITLE = re.compile(r"\s*\\begin\s*\{frame\}\s*(?:[\[<][^\]>]*[\]>]\s*)*(?=\{)|\s*\\frametitle\s*(?=\{)")
_SAID = re.compile(r"\s*\\(title|author|date)\s*(?=[\[{])")
_BEGIN = re.compile(r"\s*\\begin\s*\{([A-Za-z]+)(\*?)\}")
_END = re.compile(r"\s*\\end\s*\{[^{}]*\}\s*$")
_APART = re.compile(r"\s*\\(?:begin|end|item|bibitem|label|caption|maketitle|tableofcontents)\b|\s*(?:\$\$|\\\[)")
_COMMENT = re.compile(r"(?<!\\)%.*")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?[ \t]*|.)|[{}$]|~")
_GIVEN_AWAY = re.compile(r"\\(?:label|footnote|thanks|cite\w*|index|vspace|hspace|inst)\s*(?:\[[^\]]*\])?\{[^{}]*\}")
_ACCENT = re.compile(r"""\\(?:(["'`^~=.])\{?\\?([A-Za-z])\}?|([cvuHk])\{([A-Za-z])\})""")
_COMBINING = dict(
    zip("\"'`^~=.cvuHk", "\u0308\u0301\u0300\u0302\u0303\u0304\u0307\u0327\u030c\u0306\u030b\u0328", strict=True)
)
_KINDS = {
    **dict.fromkeys(["verbatim", "lstlisting", "minted", "alltt", "Verbatim", "tikzpicture", "algorithm"], Kind.CODE),
    **dict.fromkeys(["algorithmic", "equation", "align", "gather", "multline", "eqnarray", "displaymath"], Kind.CODE),
    **dict.fromkeys(["tabular", "table", "longtable", "tabularx", "tabulary"], Kind.TABLE),
    **dict.fromkeys(["itemize", "enumerate", "description", "thebibliography"], Kind.LIST),
}
_LITERAL = frozenset(["verbatim", "lstlisting", "minted", "alltt", "Verbatim"])
_MOST_LINES = 20  # of an argument: a title, an author
_LONGEST = 4000


def parse(text: str) -> Outline:
    """Title, author, date and blocks of a LaTeX text; what stands before the document itself is code."""
    scanner = _Scanner(split_lines(text))
    starts, said = scanner.scan(), scanner.metadata
    authors = re.sub(r"\\and\b|\\\\", ",", said.get("author", ""))
    return Outline(
        scanner.title(), tile(text, starts), author_names(_plain(authors)), parse_date_ns(_plain(said.get("date", "")))
    )


class _Scanner(LineScanner):
    preamble = False

    def block(self, number: int) -> int:
        line = self.line(number)
        if not line or (_END.match(line) and self.starts):  # what closes belongs to the block before it
            return number + 1
        if not number and any(r"\documentclass" in line for line in self.source.text[:100]):
            self.preamble = True
            self.begin(number, Kind.CODE)
        bare = _COMMENT.sub("", line[:_LONGEST])
        if said := _SAID.match(bare):
            text, after = self._argument(number, said.end())
            self.metadata.setdefault(said[1], _plain(text) if said[1] == "title" else text)
            if not self.preamble:
                self.begin(number, Kind.PROSE)
            return after
        if not self.preamble and (section := _SECTION.match(bare)):
            text, after = self._argument(number, section.end())
            self.heading(number, _LEVELS[section[1]], _plain(text))
            return after
        if not self.preamble and (frame := _FRAME_TITLE.match(bare)):
            text, after = self._argument(number, frame.end())
            self.heading(number, _FRAME, _plain(text))
            return after
        if environment := _BEGIN.match(bare):
            return self._environment(number, environment[1])
        return number + 1 if self.preamble else self._paragraph(number)

    def _environment(self, number: int, name: str) -> int:
        if name == "document":
            self.preamble = False
            self.begin(number, Kind.CODE)
            return number + 1
        kind = _KINDS.get(name)
        if self.preamble or kind is None:
            return number + 1 if self.preamble else self._paragraph(number)
        self.begin(number, kind)
        line = self.line(number)
        closing = (
            line[: len(line) - len(line.lstrip())] + line.lstrip().split("}", 1)[0].replace("begin", "end", 1) + "}"
        )
        after = self.after_line(number + 1, closing)
        # What is not literal and does not end as it began may hold anything: its lines are looked at one by one.
        return after or number + 1

    def _paragraph(self, number: int) -> int:
        line = self.line(number)
        inside = self.starts and self.starts[-1].kind is Kind.LIST and line.lstrip().startswith(("\\item", "\\bibitem"))
        if not inside:
            self.begin(number, Kind.PROSE)
        number += 1
        while (line := self.line(number)) and not (line.lstrip()[:1] == "\\" and self._apart(line)):
            number += 1
        return number

    def _apart(self, line: str) -> bool:
        short = line[:_LONGEST]
        return any(pattern.match(short) for pattern in (_SECTION, _APART, _FRAME_TITLE))

    def _argument(self, number: int, at: int) -> tuple[str, int]:
        """The argument in braces that begins at a column of a line, and the number of the line after it."""
        text: list[str] = []
        depth, begun = 0, False
        for after in range(number, min(number + _MOST_LINES, len(self.source))):
            line = _COMMENT.sub("", self.line(after)[:_LONGEST])
            for place in range(at, len(line)):
                letter = line[place]
                depth += (letter == "{") - (letter == "}") if not place or line[place - 1] != "\\" else 0
                begun = begun or depth > 0
                if begun and depth <= 0:
                    return "".join(text), after + 1
                if begun and not (depth == 1 and letter == "{" and not text):
                    text.append(letter)
            at = 0
            text.append(" ")
        return "".join(text[:_LONGEST]) if begun else self.line(number)[at:_LONGEST], number + 1


def _accented(accent: re.Match[str]) -> str:
    return normalize("NFC", (accent[2] or accent[4]) + _COMBINING[accent[1] or accent[3]])


def _plain(text: str) -> str:
    text = _ACCENT.sub(_accented, _GIVEN_AWAY.sub("", text[:_LONGEST]))
    return to_label(_COMMAND.sub(lambda command: " " if command[0] == "~" or command[0] == "\\\\" else "", text))


FORMAT = text_format("latex", parse, suffixes=(".tex", ".latex", ".ltx"), family=Family.NOTES, label="LaTeX")
