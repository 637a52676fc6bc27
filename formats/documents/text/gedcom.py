"""Reads GEDCOM, in which programs for family trees export: words that are divided between lines are whole.

The text keeps the lines of the file. Source: "The GEDCOM Standard", release 5.5.1, CONC and CONT.
"""

import re

from scent.formats.documents.base.blocks.outline import BlockStart, Outline, tile, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.text import plain_text

_HEAD = re.compile(r"\s*0[ \t]+HEAD\b")
_JOINED = re.compile(r"[ \t]*\d{1,2}[ \t]+CONC(?: (.*)|\Z)", re.DOTALL)
_RECORD = re.compile(r"[ \t]*0[ \t]")
_NAME = re.compile(r"[ \t]*1[ \t]+NAME[ \t]+(.+)")


def parse(text: str) -> Outline:
    """A block for each person and family, below the name; any other text is plain text."""
    if not _HEAD.match(text):
        return plain_text.parse(text)
    rows: list[str] = []
    whole = 0  # the row that a CONC continues
    for line in text.split("\n"):
        joined = _JOINED.match(line.rstrip("\r"))
        if joined and rows:
            rows[whole] += joined[1] or ""
            rows.append("")
        else:
            whole = len(rows)
            rows.append(line.rstrip("\r"))
    text = "\n".join(rows)
    return Outline("", tile(text, _starts(rows)), text=text)


def _starts(rows: list[str]) -> list[BlockStart]:
    starts: list[BlockStart] = []
    at = 0
    for row in rows:
        if _RECORD.match(row):
            starts.append(BlockStart(at, Kind.TABLE))
        elif starts and not starts[-1].heading and (name := _NAME.match(row)):
            starts[-1] = starts[-1]._replace(heading=(to_label(name[1].replace("/", "")),))
        at += len(row) + 1
    return starts


FORMAT = text_format(
    "gedcom",
    parse,
    suffixes=(".ged", ".gedcom"),
    family=Family.DATA,
    label="GEDCOM",
    located_by="person, line",
    has_markup=lambda _: True,
)
