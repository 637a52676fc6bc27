"""Readers of TOML and INI: sections and keys as blocks of the file's own text, placed at key paths.

A scanner of lines is used because `tomllib` gives values but not their positions.
"""

import re
from collections.abc import Sequence

from scent.formats.documents.base.blocks.outline import BlockStart
from scent.formats.documents.data.data_format import data_format
from scent.formats.documents.data.escaped_strings import resolve_properties
from scent.formats.documents.data.key_sections import KeySections

_HEADER = re.compile(r"\[(?P<list>\[)?[ \t]*(?P<name>[^\[\]\n]+?)[ \t]*\]")
_KEY = re.compile(
    r"""(?P<name>(?:"[^"\n]*+"|'[^'\n]*+'|[^\s"'=\#\[\]{},;:][^\s"'=:\[\]{}]*+(?:[ \t]++[\w.-]++)*+)++)
    [ \t]*+[=:](?P<value>.*)$""",
    re.VERBOSE,
)
_PART = re.compile(r""""([^"\n]*+)"|'([^'\n]*+)'|([^\s."']+)""")


class TomlScanner:
    """Finds the sections and keys of one file."""

    title = ""

    def __init__(self) -> None:
        self._sections = KeySections()
        self._quotes = ""  # the quotes that end the current string of several lines
        self._counts: dict[str, int] = {}  # the last index of each array of tables

    def scan(self, text: str, *, final: bool) -> tuple[Sequence[BlockStart], int]:
        """Scan a piece: blocks at section headers, and at the keys of large sections."""
        del final  # every piece is done completely
        self._sections.begin_part()
        at, above = 0, -1  # above: where the comment before the next key begins
        for line in text.split("\n"):
            bare = line.strip()
            begin = at
            at += len(line) + 1
            if self._quotes:
                if self._quotes in bare:
                    self._quotes = ""
            elif bare.startswith(("#", ";")):
                above = begin if above < 0 else above
            elif bare:
                self._line(begin if above < 0 else above, bare)
                above = -1
        return self._sections.end_part(len(text)), len(text)

    def _line(self, at: int, bare: str) -> None:
        if header := _HEADER.match(bare):
            name = header["name"]
            parts = [a or b or c for a, b, c in _PART.findall(name)]
            if header["list"]:
                self._counts[name] = self._counts.get(name, -1) + 1
                parts.append(f"[{self._counts[name]}]")
            self._sections.enter(parts, at)
        elif key := _KEY.match(bare):
            self._sections.key(0, key["name"].strip("\"' "), at, opens=False)
            value = key["value"]
            for quotes in ('"""', "'''"):
                if value.count(quotes) % 2:
                    self._quotes = quotes


FORMATS = (
    data_format("toml", TomlScanner, suffixes=(".toml",), label="TOML"),
    data_format(
        "ini",
        TomlScanner,
        label="INI",
        suffixes=(".ini", ".cfg", ".conf", ".env", ".desktop", ".service"),
        names=(".gitconfig", ".editorconfig", ".npmrc"),
    ),
    data_format(
        "properties",
        TomlScanner,
        label="Java properties",
        suffixes=(".properties",),
        resolve_escapes=resolve_properties,
        beginnings=("",),
    ),
)
