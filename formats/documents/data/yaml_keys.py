"""YAML: sections by their keys.

Owned here: a scanner of lines that goes by indentation. PyYAML, judged first, gives exact places too, but much
YAML that people keep (charts, playbooks) is a template that no parser takes, and it reads whole texts only. The tests
hold this scanner against it.
"""

import re
from collections.abc import Sequence

from scent.formats.documents.base.outline import Start, indent
from scent.formats.documents.data.data_format import record_format
from scent.formats.documents.data.key_sections import Sections

_ITEM = re.compile(r"-(?=[ \t]|$)[ \t]*")
_KEY = re.compile(
    r"""(?:\?[ \t]+)?(?:"(?P<double>(?:[^"\\\n]|\\.)*+)"|'(?P<single>[^'\n]*+)'
    |(?P<bare>(?:[^\s\#"'{}\[\],&*!|>%@`:-]|-[^\s:])(?:[^:\n]|:(?!\s|$))*+))
    [ \t]*:(?:[ \t]+(?P<value>.*))?$""",
    re.VERBOSE,
)
_BLOCK_TEXT = re.compile(r"(?:[&!]\S+[ \t]+)*[|>][-+0-9]*(?:[ \t]+\#.*)?$")


class Keys:
    """The scanner of one file."""

    title = ""

    def __init__(self) -> None:
        """A scanner at the beginning of a file."""
        self._sections = Sections()
        self._documents = 1
        self._text_below = -1  # the indentation of the key whose block of text goes on; -1: none does

    def scan(self, text: str, *, final: bool) -> tuple[Sequence[Start], int]:
        """Blocks at keys and items, the larger ones by what is in them."""
        del final
        self._sections.begin_part()
        at, above = 0, -1  # above: where the comments above the next key begin
        for line in text.split("\n"):
            bare = line.strip()
            begin = at
            at += len(line) + 1
            if not bare:
                continue
            depth = indent(line)
            if 0 <= self._text_below < depth:
                continue
            self._text_below = -1
            if bare.startswith("#"):
                above = begin if above < 0 else above
                continue
            self._line(begin if above < 0 else above, depth, bare)
            above = -1
        return self._sections.end_part(len(text)), len(text)

    def _line(self, at: int, depth: int, bare: str) -> None:
        if depth == 0 and bare.startswith("---"):
            self._sections.close(0, at)
            if self._sections.seen:
                self._documents += 1
                self._sections.prefix = f"document {self._documents}"
            self._sections.plain(at)
            return
        while item := _ITEM.match(bare):
            # Items may stand as deep as the key that they belong to: half a column deeper keeps them within it.
            self._sections.item(depth + 0.5, at)
            depth += item.end()
            bare = bare[item.end() :]
        if key := _KEY.match(bare):
            name = key["double"] or key["single"] or key["bare"] or ""
            self._sections.key(depth, name.strip(), at, opens=not key["value"])
            if _BLOCK_TEXT.match(key["value"] or ""):
                self._text_below = depth
        elif _BLOCK_TEXT.match(bare):
            self._text_below = max(0, depth - 1)


FORMAT = record_format("yaml", Keys, suffixes=(".yaml", ".yml"), label="YAML")
