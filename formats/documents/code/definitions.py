"""Where the definitions of a source file begin and end, told from its lines alone.

Owned here: `find`, the one place that knows how code is structured; a real parser takes its place by giving the same
`Definition`s.

Well-kept code shows its structure in its indentation, and that is what is gone by: a definition may be found at the top
level or straight inside a container such as a class, and it goes on until a line closes it that is indented no deeper.
Comments and strings are followed only as far as they would be taken for code.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from scent.formats.documents.base.outline import Lines, indent_width, to_label
from scent.formats.documents.code.programming_languages import Closing, Language

# No nesting that a reader could follow is deeper; generated code that is would make each path of names longer.
DEEPEST = 6
_LONGEST_LINE = 400  # a longer one is data, or was written by a machine
_MOST_COMMENT_LINES = 200
_CLOSERS = {
    Closing.INDENT: re.compile(r"[)\]}]"),
    Closing.BRACE: re.compile(r"[)\]}]"),
    Closing.END: re.compile(r"end\b|[)\]}]"),
}
_OPEN_AT_END = re.compile(r"(?:[{(\[,:=|&+]|\b(?:do|then|where|begin))$")
# What stands between the head of a definition and its body, and the labels inside it, as in "public:".
_CONTINUES = re.compile(r"\{|:|->|=>|(?:where|throws|requires)\b|\w+\s*:$")
_TYPE_LINE = re.compile(r"[A-Za-z_][\w \t*&:<>,]*$")
_MOST_TYPE_LINES = 4
_COMPLETE = re.compile(r"(?:[};]|\bend)[;,)]*(?:\s*//.*)?$")
_TRIPLES = ('"""', "'''")
_TRIPLE_QUOTES = re.compile(r"""\"{3}|'{3}""")
_QUOTED = re.compile(r"""(?:"{3}|'{3})|"(?:\\.|[^"\\])*+"?|'(?:\\.|[^'\\])*+'?|\#.*""")


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition with the comments and decorators above it.

    `first` and `end` are numbers of lines from 0, end exclusive; `path` names it and what encloses it, outermost first.
    Definitions come in order of `first`; one either lies within another or apart from it.
    """

    first: int
    end: int
    path: tuple[str, ...]


@dataclass(slots=True)
class _Open:
    """A definition whose end has not been seen, and whether a line inside it has.

    `brace` is the column of a brace that opens its body on a line of its own, further in than the head (as GNU's C has
    it); 0 if none does.
    """

    first: int
    column: int
    path: tuple[str, ...]
    container: bool
    begun: bool = False
    brace: int = 0


def find(source: Lines, language: Language) -> list[Definition]:
    """The definitions in the lines of a file."""
    return _Finder(source, language).find() if language.definitions else []


class _Finder:
    def __init__(self, source: Lines, language: Language) -> None:
        self._source = source
        self._language = language
        self._closer = _CLOSERS[language.closing]
        self._found: list[Definition] = []
        self._open: list[_Open] = []
        self._free = 0  # the first line that no definition has for its own yet

    def find(self) -> list[Definition]:
        until = ""  # what ends the comment or string that goes on over lines
        for number, line in enumerate(self._source.text):
            if until:
                until = "" if until in line else until
            elif line:
                bare = line.lstrip()
                if len(line) <= _LONGEST_LINE:
                    self._line(number, bare, indent_width(line))
                until = self._unclosed(line, bare)
        while self._open:
            self._close(len(self._source))
        return sorted(self._found, key=lambda definition: (definition.first, -definition.end))

    def _line(self, number: int, bare: str, column: int) -> None:
        while self._open and column <= self._open[-1].column:
            if not self._leaves(number, bare, column):
                return
        if self._open:
            inner = self._open[-1]
            if bare[0] == "}" and column == inner.brace:
                self._close(number + 1)
                return
            if bare == "{" and not inner.begun:
                inner.brace = column
            inner.begun = True
            if not inner.container:
                return
        if match := self._match(bare):
            self._begin(number, bare, column, match)

    def _leaves(self, number: int, bare: str, column: int) -> bool:
        """Whether a line, indented no deeper than the innermost definition, has left it and may begin another."""
        inner = self._open[-1]
        if self._closer.match(bare) and column == inner.column:
            # ") -> int:" and ") {" end the parameters, "} else {" a branch.
            if self._language.closing is not Closing.INDENT and not _OPEN_AT_END.search(bare):
                self._close(number + 1)
            return False
        if self._language.closing is Closing.INDENT or (column < inner.column and self._closer.match(bare)):
            self._close(number)
            return True
        if _CONTINUES.match(bare):
            inner.begun = inner.begun or bare[0] == "{"
            return False
        if self._match(bare):
            self._close(self._above(number, column))
            return True
        if not inner.begun:
            self._close(number)
            return True
        # A label, a preprocessor's line, or text that a string brings to the margin: inside all the same.
        return False

    def _match(self, bare: str) -> re.Match[str] | None:
        within = bool(self._open and self._open[-1].container)
        for pattern in self._language.definitions + self._language.members * within:
            if match := pattern.match(bare):
                return match
        return None

    def _begin(self, number: int, bare: str, column: int, match: re.Match[str]) -> None:
        groups = match.groupdict()
        word = groups.get("word") or ""
        path = (*(self._open[-1].path if self._open else ()), to_label(f"{word} {groups['name'] or ''}".strip()))
        container = word.lower() in self._language.containers and len(path) < DEEPEST
        self._open.append(_Open(self._above(number, column), column, path, container))
        self._free = number + 1
        if self._language.closing is not Closing.INDENT and _COMPLETE.search(bare):
            self._close(number + 1)

    def _close(self, end: int) -> None:
        closed = self._open.pop()
        self._found.append(Definition(closed.first, end, closed.path))
        self._free = max(self._free, end)

    def _above(self, number: int, column: int) -> int:
        """The first of the lines of comments and decorators that stand right above a definition, or its own."""
        first = number
        if self._language.type_above:
            while first > max(self._free, number - _MOST_TYPE_LINES) and self._is_type(first - 1, column):
                first -= 1
        while first > self._free:
            line = self._source.text[first - 1]
            bare = line.lstrip()
            if bare.endswith("*/") and not bare.startswith("/*"):
                above = self._back(first - 2, lambda line: line.lstrip().startswith("/*"))
            elif bare == _TRIPLES[0] and self._language.closing is Closing.END:  # a text that documents, in Julia
                above = self._back(first - 2, lambda line: _TRIPLES[0] in line)
            elif bare[:1] in {")", "]"}:
                above = self._back(first - 2, lambda line: indent_width(line) <= column)
                if not self._language.comment.match(self._source.text[above].lstrip()):
                    break
            elif self._language.comment.match(bare) and abs(indent_width(line) - column) <= 1:
                above = first - 1
            else:
                break
            if above < self._free:
                break
            first = above
        return first

    def _is_type(self, number: int, column: int) -> bool:
        """Whether a line holds but what a function returns, a macro, or the class that the name below belongs to."""
        line = self._source.text[number]
        return (
            indent_width(line) == column
            and _TYPE_LINE.match(line.lstrip()) is not None
            and (not line.endswith(":") or line.endswith("::"))
        )

    def _back(self, number: int, found: Callable[[str], bool]) -> int:
        """The nearest line from `number` upwards that is `found`; -1 if there is none near."""
        for above in range(number, max(self._free, number - _MOST_COMMENT_LINES) - 1, -1):
            if found(self._source.text[above]):
                return above
        return -1

    def _unclosed(self, line: str, bare: str) -> str:
        """What ends the comment or string that is open at the end of a line; empty if none is."""
        if bare.startswith("/*"):
            return "" if "*/" in bare else "*/"
        if self._language.closing is not Closing.INDENT or not _TRIPLE_QUOTES.search(line):
            return ""
        at = 0
        while token := _QUOTED.search(line, at):
            at = token.end()
            if token[0] in _TRIPLES:
                at = line.find(token[0], at) + len(token[0])
                if at < len(token[0]):
                    return token[0]
        return ""
