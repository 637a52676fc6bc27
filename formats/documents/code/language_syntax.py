"""`Language`: the files of a programming language, and what its definitions look like."""

import re
from dataclasses import dataclass
from enum import Enum


class Closing(Enum):
    """What ends a definition in a language."""

    INDENT = "the next line that is not indented deeper"
    BRACE = "a closing brace that is not indented deeper"
    END = "the word end, not indented deeper"


@dataclass(frozen=True, slots=True)
class Language:
    """How files in a language are recognised and read.

    A file is recognised by its suffix, its whole name, or the interpreter on its first line (see
    `Format`). All patterns are matched against a line without its indentation.

    `definitions` are tried in order; the group `name` is the defined name, and `word` the keyword
    to show before it, if any. A definition whose `word` is among `containers` may contain others.
    `members` are definitions directly inside a container only: elsewhere the same text is a call.
    `type_above` says that the return type of a function may be on a line of its own above the name.
    `comment` matches a line that describes the next one: a comment, a decorator.
    """

    name: str
    suffixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    definitions: tuple[re.Pattern[str], ...] = ()
    containers: frozenset[str] = frozenset()
    comment: re.Pattern[str] = re.compile(r"#")
    closing: Closing = Closing.BRACE
    members: tuple[re.Pattern[str], ...] = ()
    type_above: bool = False
