"""Finds where the definitions of a source file begin and end, from its lines alone.

Well-kept code shows its structure by indentation. A definition is looked for at the top level and
directly inside a container such as a class; it ends at a line that closes it and is not indented
deeper than its head. Comments and strings are followed only as far as they could be taken for code.

A real parser could take the place of `find_definitions` by returning the same `Definition`s.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from scent.formats.documents.base.blocks.outline import Lines, indent_width, to_label
from scent.formats.documents.code.language_syntax import Closing, Language

_MAX_DEPTH = 6  # of containers; deeper ones in generated code would make the paths of names too long
_MAX_LINE = 400  # characters; a longer line is data or generated
_MAX_COMMENT_LINES = 200
_CLOSERS = {
    Closing.INDENT: re.compile(r"[)\]}]"),
    Closing.BRACE: re.compile(r"[)\]}]"),
    Closing.END: re.compile(r"end\b|[)\]}]"),
}
_OPEN_AT_END = re.compile(r"(?:[{(\[,:=|&+]|\b(?:do|then|where|begin))$")
# Lines between the head of a definition and its body, and labels inside it such as "public:".
_CONTINUES = re.compile(r"\{|:|->|=>|(?:where|throws|requires)\b|\w+\s*:$")
_TYPE_LINE = re.compile(r"[A-Za-z_][\w \t*&:<>,]*$")
_MAX_TYPE_LINES = 4
_COMPLETE = re.compile(r"(?:[};]|\bend)[;,)]*(?:\s*//.*)?$")
_TRIPLES = ('"""', "'''")
_QUOTED = re.compile(r"""(?:"{3}|'{3})|"(?:\\.|[^"\\])*+"?|'(?:\\.|[^'\\])*+'?|\#.*""")


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition with the comments and decorators above it.

    `first` and `end` are line numbers from 0, end exclusive. `path` names the definitions around
    it, outermost first, and itself. Definitions come in order of `first`; two of them are nested or
    apart.
    """

    first: int
    end: int
    path: tuple[str, ...]


@dataclass(slots=True)
class _OpenDefinition:
    """A definition whose end has not been reached.

    `column` is the indentation of its head, `has_body` whether a line of its body has been seen.
    `brace` is the column of an opening brace on a line of its own that is indented deeper than the
    head, as in GNU's C style; 0 if there is none.
    """

    first: int
    column: int
    path: tuple[str, ...]
    is_container: bool
    has_body: bool = False
    brace: int = 0


def find_definitions(source: Lines, language: Language) -> list[Definition]:
    """The definitions in the lines of a file; none for a language without patterns for them."""
    return _Finder(source, language).find() if language.definitions else []


class _Finder:
    def __init__(self, source: Lines, language: Language) -> None:
        self._source = source
        self._language = language
        self._closer = _CLOSERS[language.closing]
        self._definitions: list[Definition] = []
        self._open: list[_OpenDefinition] = []
        self._free = 0  # the first line that belongs to no definition yet

    def find(self) -> list[Definition]:
        until = ""  # the end of an open comment or string that spans lines
        for number, line in enumerate(self._source.lines):
            if until:
                until = "" if until in line else until
            elif line:
                bare = line.lstrip()
                if len(line) <= _MAX_LINE:
                    self._line(number, bare, indent_width(line))
                until = self._unclosed(line, bare)
        while self._open:
            self._close(len(self._source))
        return sorted(self._definitions, key=lambda definition: (definition.first, -definition.end))

    def _line(self, number: int, bare: str, column: int) -> None:
        while self._open and column <= self._open[-1].column:
            if not self._close_at(number, bare, column):
                return
        if self._open:
            inner = self._open[-1]
            if bare[0] == "}" and column == inner.brace:
                self._close(number + 1)
                return
            if bare == "{" and not inner.has_body:
                inner.brace = column
            inner.has_body = True
            if not inner.is_container:
                return
        if match := self._match(bare):
            self._begin(number, bare, column, match)

    def _close_at(self, number: int, bare: str, column: int) -> bool:
        """Close the innermost definition if this line, not indented deeper, ends it.

        Returns whether the line may begin another definition.
        """
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
            inner.has_body = inner.has_body or bare[0] == "{"
            return False
        if self._match(bare):
            self._close(self._above(number, column))
            return True
        if not inner.has_body:
            self._close(number)
            return True
        # A label, a preprocessor line, or a string without indentation: still inside.
        return False

    def _match(self, bare: str) -> re.Match[str] | None:
        in_container = bool(self._open and self._open[-1].is_container)
        for pattern in self._language.definitions + self._language.members * in_container:
            if match := pattern.match(bare):
                return match
        return None

    def _begin(self, number: int, bare: str, column: int, match: re.Match[str]) -> None:
        groups = match.groupdict()
        word = groups.get("word") or ""
        path = (*(self._open[-1].path if self._open else ()), to_label(f"{word} {groups['name'] or ''}".strip()))
        is_container = word.lower() in self._language.containers and len(path) < _MAX_DEPTH
        self._open.append(_OpenDefinition(self._above(number, column), column, path, is_container))
        self._free = number + 1
        if self._language.closing is not Closing.INDENT and _COMPLETE.search(bare):
            self._close(number + 1)

    def _close(self, end: int) -> None:
        closed = self._open.pop()
        self._definitions.append(Definition(closed.first, end, closed.path))
        self._free = max(self._free, end)

    def _above(self, number: int, column: int) -> int:
        """The first line of the comments and decorators above a definition, or its own line."""
        first = number
        if self._language.type_above:
            while first > max(self._free, number - _MAX_TYPE_LINES) and self._is_type(first - 1, column):
                first -= 1
        while first > self._free:
            line = self._source.lines[first - 1]
            bare = line.lstrip()
            if bare.endswith("*/") and not bare.startswith("/*"):
                above = self._search_up(first - 2, lambda line: line.lstrip().startswith("/*"))
            elif bare == _TRIPLES[0] and self._language.closing is Closing.END:  # a docstring, in Julia and Elixir
                above = self._search_up(first - 2, lambda line: _TRIPLES[0] in line)
            elif bare[:1] in {")", "]"}:
                above = self._search_up(first - 2, lambda line: indent_width(line) <= column)
                if not self._language.comment.match(self._source.lines[above].lstrip()):
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
        """Whether a line holds only a return type, a macro, or the class of the name below."""
        line = self._source.lines[number]
        return (
            indent_width(line) == column
            and _TYPE_LINE.match(line.lstrip()) is not None
            and (not line.endswith(":") or line.endswith("::"))
        )

    def _search_up(self, number: int, matches: Callable[[str], bool]) -> int:
        """The nearest line from `number` upwards that matches; -1 if none is near."""
        for above in range(number, max(self._free, number - _MAX_COMMENT_LINES) - 1, -1):
            if matches(self._source.lines[above]):
                return above
        return -1

    def _unclosed(self, line: str, bare: str) -> str:
        """The end of the comment or string that is open at the end of a line; empty if none is."""
        if bare.startswith("/*"):
            return "" if "*/" in bare else "*/"
        if self._language.closing is not Closing.INDENT or not any(triple in line for triple in _TRIPLES):
            return ""
        at = 0
        while token := _QUOTED.search(line, at):
            at = token.end()
            if token[0] in _TRIPLES:
                at = line.find(token[0], at) + len(token[0])
                if at < len(token[0]):
                    return token[0]
        return ""
