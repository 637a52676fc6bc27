r"""Reads BibTeX and BibLaTeX: an entry is a block, and words are as they are printed.

`{\"U}ber die {S}{\"a}tze` is "Über die Sätze". The text keeps the lines of the file.
"""

import re
from collections.abc import Iterator

from scent.formats.documents.base.blocks.outline import BlockStart, Outline, tile, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.text.tex_accents import resolve_accents

_ENTRY = re.compile(r"(?m)^[ \t]{0,20}@([A-Za-z]{1,40})[ \t]{0,20}[{(]")
_TITLE = re.compile(r"(?im)^[ \t,]{0,20}title[ \t]{0,20}=[ \t]{0,20}[{\"](.{1,400}?)[}\"]{1,3},?[ \t]*$")
_NO_WORKS = frozenset(["comment", "string", "preamble"])
# Braces that keep the case of letters; those after a command hold its argument.
_CASE = re.compile(r"(\\[A-Za-z]{1,40}\*?)?\{(\w{1,80})\}")
_BEFORE_VALUE = re.compile(r"=[ \t]*\Z")


def parse(text: str) -> Outline:
    """The entries of a bibliography, below their titles."""
    text = _without_case_braces(resolve_accents(text))
    return Outline("", tile(text, _starts(text)), text=text)


def _starts(text: str) -> Iterator[BlockStart]:
    yield BlockStart(0, Kind.PROSE)
    entries = list(_ENTRY.finditer(text))
    ends = [*(each.start() for each in entries[1:]), len(text)]
    for entry, following in zip(entries, ends, strict=False):  # a text without entries has an end too
        title = _TITLE.search(text, entry.end(), following) if entry[1].lower() not in _NO_WORKS else None
        label = to_label(title[1].replace("{", "").replace("}", "")) if title else ""
        yield BlockStart(entry.start(), Kind.TABLE, (label,) if label else ())


def _without_case_braces(text: str) -> str:
    def letters(braces: re.Match[str]) -> str:
        before, after = text[max(0, braces.start() - 20) : braces.start()], text[braces.end() : braces.end() + 1]
        is_value = _BEFORE_VALUE.search(before) is not None or before.endswith("@")
        touches = before[-1:].isalnum() or after.isalnum() or before.endswith("}") or after in {"{", "-", "\\"}
        return braces[0] if braces[1] or is_value or not touches else braces[2]

    return _CASE.sub(letters, text)


FORMAT = text_format(
    "bibtex",
    parse,
    suffixes=(".bib", ".bibtex"),
    family=Family.NOTES,
    label="BibTeX",
    located_by="title, line",
    has_markup=lambda _: True,
)
