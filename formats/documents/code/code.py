"""Source code in any language: definitions with the comments above them, and what stands between definitions.

Owned here: how definitions become blocks, and which file is code in which language.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Format, text_format
from scent.formats.documents.base.outline import BlockStart, Lines, Outline, split_lines, tile, to_label
from scent.formats.documents.code.definitions import Definition, find
from scent.formats.documents.code.programming_languages import LANGUAGES, Language

# What a Python file says about itself, below its comments.
_DOCSTRING = re.compile(r"""(?:\#.*\n|[^\S\n]*\n)*+[rR]?("{3}|'{3})\s*([^\n]*?[^\s.])\.?\s*(?:\n(?s:.*?))?\1""")
_NOTHING_BUT_CLOSING = re.compile(r"\s*(?:[)\]}]+|end)[;,]?(?:\s*(?://|--|\#|/\*).*)?$")
_HEAD_LINES = 3
_SHEBANG = re.compile(rb"#![ \t]*(\S+)[ \t]*([^\r\n]*)")


def parse(text: str, language: Language) -> Outline:
    """Blocks of source code: each definition is one, and so is each run of other lines up to a blank line.

    A container such as a class is cut where its members begin and end. The heading of a block is the path of names of
    the definitions around it. The docstring of a whole file is prose, and its first line the title.
    """
    source = split_lines(text)
    docstring = _DOCSTRING.match(text) if language.name == "python" else None
    starts = _starts(source, find(source, language), docstring.end() if docstring else 0)
    return Outline(to_label(docstring[2]) if docstring else "", tile(text, starts))


def _starts(source: Lines, definitions: Sequence[Definition], prose_until: int) -> Iterator[BlockStart]:
    coming = list(reversed(definitions))
    around: list[Definition] = []
    parted = True  # whether the next line that holds something begins a block
    for number, (at, line) in enumerate(zip(source.at, source.text, strict=True)):
        while around and number >= around[-1].end:
            around.pop()
            parted = True
        if coming and coming[-1].first == number:
            while coming and coming[-1].first == number:
                around.append(coming.pop())
            parted = True
        if not line:
            parted = parted or not around
        # What closes a container goes with its last member: by itself it says nothing.
        elif parted and not (number and _NOTHING_BUT_CLOSING.match(line)):
            parted = False
            path = around[-1].path if around else ()
            # The head of a container with nothing below it yet says little without its first member.
            keep = bool(coming and around and around[-1].first == number and coming[-1].first <= number + _HEAD_LINES)
            yield BlockStart(
                at, Kind.PROSE if at < prose_until else Kind.CODE, path, keep and coming[-1].end <= around[-1].end
            )


def _is_run_by(interpreters: tuple[str, ...]) -> Callable[[bytes], bool] | None:
    """Whether the first line of a file names one of these programs, of whatever version, to run it."""
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
        named = program.decode("ascii", "replace").lower()
        return named in interpreters or named.rstrip("0123456789.") in interpreters

    return sniff


FORMATS: tuple[Format, ...] = tuple(
    text_format(
        language.name,
        partial(parse, language=language),
        suffixes=language.suffixes,
        names=language.names,
        sniff=_is_run_by(language.interpreters),
    )
    for language in LANGUAGES
)
