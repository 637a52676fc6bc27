"""TOML and INI: sections by their headers and keys.

Owned here: a scanner of lines. `tomllib` reads TOML exactly but does not say where anything stands; the tests hold this
scanner against it.
"""

import re
from collections.abc import Sequence

from scent.formats.documents.base.outline import Start
from scent.formats.documents.data.data_format import record_format
from scent.formats.documents.data.key_sections import Sections

_HEADER = re.compile(r"\[(?P<list>\[)?[ \t]*(?P<name>[^\[\]\n]+?)[ \t]*\]")
_KEY = re.compile(
    r"""(?P<name>(?:"[^"\n]*+"|'[^'\n]*+'|[^\s"'=\#\[\]{},;:][^\s"'=:\[\]{}]*+(?:[ \t]++[\w.-]++)*+)++)
    [ \t]*+[=:](?P<value>.*)$""",
    re.VERBOSE,
)
_PART = re.compile(r""""([^"\n]*+)"|'([^'\n]*+)'|([^\s."']+)""")


class Keys:
    """The scanner of one file; `comment` is how its comments begin."""

    def __init__(self) -> None:
        """A scanner at the beginning of a file."""
        self.title = ""
        self._sections = Sections()
        self._quotes = ""  # what ends the text of several lines at hand
        self._section: tuple[str, ...] = ()
        self._counts: dict[str, int] = {}

    def scan(self, text: str, *, final: bool) -> tuple[Sequence[Start], int]:
        """Blocks at section headers, and at the keys of larger sections."""
        del final
        self._sections.begin_part()
        at, above = 0, -1
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
    record_format("toml", Keys, suffixes=(".toml",), label="TOML"),
    record_format(
        "ini",
        Keys,
        label="INI",
        suffixes=(".ini", ".cfg", ".conf", ".properties", ".env", ".desktop", ".service"),
        names=(".gitconfig", ".editorconfig", ".npmrc"),
    ),
)
