"""Reads source code in any language, with a block for each definition and its comments.

`definitions` finds where definitions begin and end; `programming_languages` lists the languages.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from scent.formats.documents.base.blocks.outline import BlockStart, Lines, Outline, split_lines, tile, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Format, text_format
from scent.formats.documents.code.definitions import Definition, find_definitions
from scent.formats.documents.code.language_syntax import Language
from scent.formats.documents.code.programming_languages import LANGUAGES
from scent.formats.documents.code.sql_rows import resolve_rows

# The docstring of a Python file, which may stand below comments.
_DOCSTRING = re.compile(r"""(?:\#.*\n|[^\S\n]*\n)*+[rR]?("{3}|'{3})\s*+([^\n]*?[^\s.])\.?[^\S\n]*+(?:\n(?s:.*?))?\1""")
_ONLY_CLOSING = re.compile(r"\s*(?:[)\]}]+|end)[;,]?(?:\s*(?://|--|\#|/\*).*)?$")
_MAX_HEAD_LINES = 3  # from the head of a container to its first member, for both to be kept together
_SHEBANG = re.compile(rb"#![ \t]*(\S+)[ \t]*([^\r\n]*)")


def parse(text: str, language: Language) -> Outline:
    """Blocks of source code: one for each definition, and one for each paragraph of other lines.

    A container such as a class is cut where its members begin and end. The heading of a block is
    the path of names of the definitions around it. The docstring of a Python file is prose, and its
    first line is the title.
    """
    resolved = resolve_rows(text) if language.name == "sql" else text
    source = split_lines(resolved)
    docstring = _DOCSTRING.match(text) if language.name == "python" else None
    starts = _block_starts(source, find_definitions(source, language), docstring.end() if docstring else 0)
    return Outline(
        to_label(docstring[2]) if docstring else "",
        tile(resolved, starts),
        text=resolved if language.name == "sql" else None,
    )


def _block_starts(source: Lines, definitions: Sequence[Definition], prose_until: int) -> Iterator[BlockStart]:
    coming = list(reversed(definitions))  # the next one last
    around: list[Definition] = []  # those that the line lies in, outermost first
    begins_block = True  # at the next line that is not blank
    for number, (at, line) in enumerate(zip(source.offsets, source.lines, strict=True)):
        while around and number >= around[-1].end:
            around.pop()
            begins_block = True
        if coming and coming[-1].first == number:
            while coming and coming[-1].first == number:
                around.append(coming.pop())
            begins_block = True
        if not line:
            begins_block = begins_block or not around
        # A line that only closes a container belongs to its last member.
        elif begins_block and not (number and _ONLY_CLOSING.match(line)):
            begins_block = False
            path = around[-1].path if around else ()
            # The head of a container is kept with its first member, which follows directly.
            keep = bool(
                coming and around and around[-1].first == number and coming[-1].first <= number + _MAX_HEAD_LINES
            )
            yield BlockStart(
                at, Kind.PROSE if at < prose_until else Kind.CODE, path, keep and coming[-1].end <= around[-1].end
            )


def _sniff_shebang(interpreters: tuple[str, ...]) -> Callable[[bytes], bool] | None:
    """A `Format.sniff` for files whose first line names one of these programs, in any version."""
    if not interpreters:
        return None

    def sniff(head: bytes) -> bool:
        match = _SHEBANG.match(head)
        if not match:
            return False
        program = match[1].rpartition(b"/")[2]
        if program == b"env":
            words = [word for word in match[2].split() if not word.startswith(b"-") and b"=" not in word]
            program = words[0].rpartition(b"/")[2] if words else b""
        interpreter = program.decode("ascii", "replace").lower()
        return interpreter in interpreters or interpreter.rstrip("0123456789.") in interpreters

    return sniff


FORMATS: tuple[Format, ...] = tuple(
    text_format(
        language.name,
        partial(parse, language=language),
        suffixes=language.suffixes,
        names=language.names,
        sniff=_sniff_shebang(language.interpreters),
        has_markup=lambda _, is_sql=language.name == "sql": is_sql,  # type: ignore[misc]
    )
    for language in LANGUAGES
)
