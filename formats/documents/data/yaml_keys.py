"""Reader of YAML: keys and list items as blocks of the file's own text, placed at key paths.

A scanner goes by the indentation of lines. PyYAML gives positions as well, but it reads whole texts
only and rejects templates, which much real YAML is (charts, playbooks).
"""

import re
from collections.abc import Sequence

from scent.formats.documents.base.blocks.outline import BlockStart, indent_width
from scent.formats.documents.data.data_format import data_format
from scent.formats.documents.data.key_sections import KeySections

_ITEM = re.compile(r"-(?=[ \t]|$)[ \t]*")
_KEY = re.compile(
    r"""(?:\?[ \t]+)?(?:"(?P<double>(?:[^"\\\n]|\\.)*+)"|'(?P<single>[^'\n]*+)'
    |(?P<bare>(?:[^\s\#"'{}\[\],&*!|>%@`:-]|-[^\s:])(?:[^:\n]|:(?!\s|$))*+))
    [ \t]*:(?:[ \t]+(?P<value>.*))?$""",
    re.VERBOSE,
)
_BLOCK_TEXT = re.compile(r"(?:[&!]\S+[ \t]+)*[|>][-+0-9]*(?:[ \t]+\#.*)?$")


class YamlScanner:
    """Finds the keys and list items of one file."""

    title = ""

    def __init__(self) -> None:
        self._sections = KeySections()
        self._documents = 1
        self._text_below = -1  # the indentation of the key with the current block scalar; -1 if there is none

    def scan(self, text: str, *, final: bool) -> tuple[Sequence[BlockStart], int]:
        """Scan a piece: blocks at keys and items; large ones are split at theirs."""
        del final  # every piece is done completely
        self._sections.begin_part()
        at, above = 0, -1  # above: where the comment before the next key begins
        for line in text.split("\n"):
            bare = line.strip()
            begin = at
            at += len(line) + 1
            if not bare:
                continue
            depth = indent_width(line)
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
        start = 0
        while item := _ITEM.match(bare, start):
            # An item may be indented like its key; half a column more puts it below.
            self._sections.item(depth + 0.5, at)
            depth += item.end() - start
            start = item.end()
        bare = bare[start:]
        if key := _KEY.match(bare):
            name = key["double"] or key["single"] or key["bare"] or ""
            self._sections.key(depth, name.strip(), at, opens=not key["value"])
            if _BLOCK_TEXT.match(key["value"] or ""):
                self._text_below = depth
        elif _BLOCK_TEXT.match(bare):
            self._text_below = max(0, depth - 1)


FORMAT = data_format("yaml", YamlScanner, suffixes=(".yaml", ".yml"), label="YAML")
