"""Chats that WhatsApp exported: messages by their sender and time.

Owned here: where messages begin, in the two forms that phones write. The text stays as it is in the file. Dates are
told as they are written: whether day or month comes first, the file does not say.
"""

import re

from scent.formats.documents.document import Kind
from scent.formats.documents.format import Family, text_format
from scent.formats.documents.outline import Outline, Start, label, tile

_DAY = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}"
_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ \u202f][AaPp]\.?[Mm]\.?)?"
_MESSAGE = re.compile(
    rf"(?m)^\u200e?(?:\[(?P<a>{_DAY}, {_TIME})\] |(?P<b>{_DAY}, {_TIME}) - )(?:(?P<sender>[^:\n]{{1,60}}): )?"
)
_HEAD = re.compile(rf"(?:\u200e|\ufeff)*(?:\[{_DAY}, {_TIME}\] |{_DAY}, {_TIME} - )[^\n]{{2}}")


def parse(text: str) -> Outline:
    """A block a message, lines that it goes on over included."""
    starts = [Start(0, Kind.PROSE)]
    for each in _MESSAGE.finditer(text):
        heading = (label(each["sender"]),) if each["sender"] else ()
        starts.append(Start(each.start(), Kind.PROSE, heading, place=each["a"] or each["b"]))
    return Outline("", tile(text, starts))


FORMAT = text_format(
    "whatsapp",
    parse,
    sniff=lambda head: _HEAD.match(head[:400].decode("utf-8", "replace")) is not None,
    family=Family.MAIL,
    label="WhatsApp chats",
    carries="sender, time, line",
)
