r"""Reads files whose texts have escapes, without them: catalogues of messages, and histories of shells.

`Gr\u00fc\u00dfe\nan alle` is "Grüße  an alle": a person searches the words, not "nan". The text keeps its lines.
Sources: java.util.Properties, GNU gettext "The Format of PO Files", Apple "String Resources".
"""

import re

from scent.formats.documents.base.blocks.outline import Outline, paragraphs, tile
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.data.json_keys import resolve_escapes

_LONG = re.compile(r"\\U(?=[0-9a-fA-F]{4})")  # as Apple's catalogues have it


def parse(text: str) -> Outline:
    """The paragraphs of a text with escapes in it, without these."""
    text = resolve_escapes(_LONG.sub(r"\\u", text))
    return Outline("", tile(text, paragraphs(text)), text=text)


FORMATS = (
    text_format(
        "po",
        parse,
        suffixes=(".po", ".pot"),
        family=Family.DATA,
        label="gettext",
        located_by="line",
        has_markup=lambda _: True,
    ),
    text_format(
        "strings",
        parse,
        suffixes=(".strings",),
        family=Family.DATA,
        label="Apple strings",
        located_by="line",
        has_markup=lambda _: True,
    ),
    text_format(
        "fish history",
        parse,
        names=("fish_history",),
        family=Family.DATA,
        label="history of fish",
        located_by="line",
        has_markup=lambda _: True,
    ),
)
