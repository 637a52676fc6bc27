r"""Reads LaTeX: sections, environments, frames, and the arguments of \title, \author and \date.

Accents are the characters that they print (`tex_accents.py`); other commands stay.

This is a line scanner of scent's own: pylatexenc, the maintained parser, makes a tree of nodes in
pure Python, one for each letter. Files named by \input and \include are read as files of their own.
"""

import re

from scent.formats.documents.base.blocks.line_scanner import LineScanner
from scent.formats.documents.base.blocks.outline import Outline, split_lines, tile, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.metadata import author_names, parse_date_ns
from scent.formats.documents.text.tex_accents import resolve_accents

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
_METADATA = re.compile(r"\s*\\(title|author|date)\s*(?=[\[{])")
_BEGIN = re.compile(r"\s*\\begin\s*\{([A-Za-z]+)(\*?)\}")
_END = re.compile(r"\s*\\end\s*\{[^{}]*\}\s*$")
_ENDS_PARAGRAPH = re.compile(
    r"\s*\\(?:begin|end|item|bibitem|label|caption|maketitle|tableofcontents)\b|\s*(?:\$\$|\\\[)"
)
_COMMENT = re.compile(r"(?<!\\)%.*")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?[ \t]*|.)|[{}$]|~")
_NOT_IN_TITLE = re.compile(r"\\(?:label|footnote|thanks|cite\w*|index|vspace|hspace|inst)\s*(?:\[[^\]]*\])?\{[^{}]*\}")
_KINDS = {
    **dict.fromkeys(["verbatim", "lstlisting", "minted", "alltt", "Verbatim", "tikzpicture", "algorithm"], Kind.CODE),
    **dict.fromkeys(["algorithmic", "equation", "align", "gather", "multline", "eqnarray", "displaymath"], Kind.CODE),
    **dict.fromkeys(["tabular", "table", "longtable", "tabularx", "tabulary"], Kind.TABLE),
    **dict.fromkeys(["itemize", "enumerate", "description", "thebibliography"], Kind.LIST),
}
_MAX_ARGUMENT_LINES = 20
_MAX_LINE = 4000  # characters of a line that are looked at


def parse(text: str) -> Outline:
    """Title, author, date and blocks of a LaTeX text; the preamble is code."""
    written, text = text, resolve_accents(text)
    scanner = _Scanner(split_lines(text))
    starts, metadata = scanner.scan(), scanner.metadata
    authors = re.sub(r"\\and\b|\\\\", ",", metadata.get("author", ""))
    return Outline(
        scanner.title(),
        tile(text, starts),
        author_names(_strip_markup(authors)),
        parse_date_ns(_strip_markup(metadata.get("date", ""))),
        text=None if text == written else text,
    )


class _Scanner(LineScanner):
    in_preamble = False

    def block(self, number: int) -> int:
        line = self.line(number)
        if not line or (_END.match(line) and self.starts):  # an \end belongs to the block before it
            return number + 1
        if not number and any(r"\documentclass" in line for line in self.source.lines[:100]):
            self.in_preamble = True
            self.begin(number, Kind.CODE)
        bare = _COMMENT.sub("", line[:_MAX_LINE])
        if field := _METADATA.match(bare):
            text, after = self._argument(number, field.end())
            self.metadata.setdefault(field[1], _strip_markup(text) if field[1] == "title" else text)
            if not self.in_preamble:
                self.begin(number, Kind.PROSE)
            return after
        if not self.in_preamble and (section := _SECTION.match(bare)):
            text, after = self._argument(number, section.end())
            self.heading(number, _LEVELS[section[1]], _strip_markup(text))
            return after
        if not self.in_preamble and (frame := _FRAME_TITLE.match(bare)):
            text, after = self._argument(number, frame.end())
            self.heading(number, _FRAME, _strip_markup(text))
            return after
        if environment := _BEGIN.match(bare):
            return self._environment(number, environment[1])
        return number + 1 if self.in_preamble else self._paragraph(number)

    def _environment(self, number: int, name: str) -> int:
        if name == "document":
            self.in_preamble = False
            self.begin(number, Kind.CODE)
            return number + 1
        kind = _KINDS.get(name)
        if self.in_preamble or kind is None:
            return number + 1 if self.in_preamble else self._paragraph(number)
        self.begin(number, kind)
        line = self.line(number)
        closing = (
            line[: len(line) - len(line.lstrip())] + line.lstrip().split("}", 1)[0].replace("begin", "end", 1) + "}"
        )
        after = self.after_line(number + 1, closing)
        # Without an \end of the same indentation, the next lines are scanned one by one.
        return after or number + 1

    def _paragraph(self, number: int) -> int:
        line = self.line(number)
        continues_list = (
            self.starts and self.starts[-1].kind is Kind.LIST and line.lstrip().startswith(("\\item", "\\bibitem"))
        )
        if not continues_list:
            self.begin(number, Kind.PROSE)
        number += 1
        while (line := self.line(number)) and not (line.lstrip()[:1] == "\\" and self._ends_paragraph(line)):
            number += 1
        return number

    def _ends_paragraph(self, line: str) -> bool:
        short = line[:_MAX_LINE]
        return any(pattern.match(short) for pattern in (_SECTION, _ENDS_PARAGRAPH, _FRAME_TITLE))

    def _argument(self, number: int, at: int) -> tuple[str, int]:
        """The next argument in braces from a column of a line on, and the number of the line after it."""
        text: list[str] = []
        depth, opened = 0, False
        for after in range(number, min(number + _MAX_ARGUMENT_LINES, len(self.source))):
            line = _COMMENT.sub("", self.line(after)[:_MAX_LINE])
            for place in range(at, len(line)):
                letter = line[place]
                depth += (letter == "{") - (letter == "}") if not place or line[place - 1] != "\\" else 0
                opened = opened or depth > 0
                if opened and depth <= 0:
                    return "".join(text), after + 1
                if opened and not (depth == 1 and letter == "{" and not text):
                    text.append(letter)
            at = 0
            text.append(" ")
        return "".join(text[:_MAX_LINE]) if opened else self.line(number)[at:_MAX_LINE], number + 1


def _strip_markup(text: str) -> str:
    text = _NOT_IN_TITLE.sub("", text[:_MAX_LINE])
    return to_label(_COMMAND.sub(lambda command: " " if command[0] == "~" or command[0] == "\\\\" else "", text))


FORMAT = text_format(
    "latex",
    parse,
    suffixes=(".tex", ".latex", ".ltx", ".bbl"),
    family=Family.NOTES,
    label="LaTeX",
    has_markup=lambda text: "\\" in text,
)
