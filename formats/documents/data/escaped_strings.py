r"""Reads files whose texts have escapes, without them: catalogues of messages, and the history of a shell.

`Gr\u00fc\u00dfe\nan alle` is "Grüße  an alle": a person searches the words, not "nan". The text keeps its lines.
Sources: java.util.Properties, GNU gettext "The Format of PO Files", Apple "String Resources".
"""

import re
from functools import partial

from scent.formats.documents.base.blocks.outline import Outline, paragraphs, tile
from scent.formats.documents.base.format import Family, Format, text_format
from scent.formats.documents.data.json_keys import resolve_escapes

_LONG = re.compile(r"\\U(?=[0-9a-fA-F]{4})")  # as Apple's catalogues have it
# The lines of a format; others, as in a text of another kind under such a name, have no escapes.
_MESSAGES = re.compile(r'(?m)^[ \t]*(?:msg\w{2,8}(?:\[\d+\])?[ \t]+)?".*"[ \t\r]*$')
_PAIRS = re.compile(r'(?m)^[ \t]{0,40}"?[^"\n=]{1,400}"?[ \t]*=[ \t]*".*";[ \t\r]*$')
_COMMANDS = re.compile(r"(?m)^- cmd: .*$")
_PROPERTIES = re.compile(r"(?m)^[ \t]*[^\s=:\\#!]{1,400}[ \t]*[=:].*$(?:(?<=\\)\n.*$){0,400}")


def resolve_lines(text: str, lines: re.Pattern[str]) -> str:
    """The text with the escapes resolved in these lines."""
    return lines.sub(lambda line: resolve_escapes(_LONG.sub(r"\\u", line[0])), text) if "\\" in text else text


resolve_properties = partial(resolve_lines, lines=_PROPERTIES)


def parse(text: str, lines: re.Pattern[str]) -> Outline:
    """The paragraphs of a text with escapes in these lines, without the escapes."""
    text = resolve_lines(text, lines)
    return Outline("", tile(text, paragraphs(text)), text=text)


def _format(
    name: str, label: str, lines: re.Pattern[str], *, suffixes: tuple[str, ...] = (), names: tuple[str, ...] = ()
) -> Format:
    """A format of texts with escapes in these lines."""
    return text_format(
        name,
        partial(parse, lines=lines),
        suffixes=suffixes,
        names=names,
        family=Family.DATA,
        label=label,
        located_by="line",
        has_markup=lambda _: True,
    )


FORMATS = (
    _format("po", "gettext", _MESSAGES, suffixes=(".po",)),
    _format("strings", "Apple strings", _PAIRS, suffixes=(".strings",)),
    _format("fish history", "history of fish", _COMMANDS, names=("fish_history",)),
)
