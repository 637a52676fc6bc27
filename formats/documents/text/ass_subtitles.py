r"""Reads subtitles of Advanced SubStation Alpha (.ass) and SubStation Alpha (.ssa): what is said, and when.

A line of what is said is `Dialogue: ` and ten fields, of which the last one is the text: it may have commas,
marks such as `{\i1}`, and `\N` for a line break, which would stick to the next word.
"""

import re

from scent.formats.documents.base.blocks.line_writer import LineWriter
from scent.formats.documents.base.blocks.outline import Outline, tile, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format

_DIALOGUE = re.compile(r"(?:Dialogue|Comment):(?:[^,]*,){9}(.*)")
_TIME = re.compile(r"[^,]*,\s*(\d{1,2}):(\d\d):(\d\d)[.:]\d{1,3}\s*,")
_SPEAKER_FIELD = 4
_MAX_SPEAKER = 60  # characters; a program may write anything there
_TITLE = re.compile(r"(?m)^Title:[ \t]*(\S.{0,199})$")
# Between these marks the text is a drawing, a list of points.
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9][^{}]*\}[^{}]*")
_MARKS = re.compile(r"\{\\[^{}]*\}")
_BREAK = re.compile(r"[ \t]*\\[Nnh][ \t]*")
_LAYOUT = ("Style:", "Format:")
_HEADER = "[Script Info]"
_SNIFF = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,9}\[Script Info\][ \t]*\r?\n")


def parse(text: str) -> Outline:
    """The lines of what is said, each with its time; lines on fonts and colours are left empty."""
    writer = LineWriter()
    writer.begin(Kind.PROSE)
    is_script = _HEADER in text
    for line in text.split("\n"):
        said, time = _DIALOGUE.match(line), _TIME.match(line)
        if said and time:
            writer.begin(Kind.PROSE, place=f"{int(time[1]):02}:{time[2]}:{time[3]}")
            writer.add(_spoken(line.split(",", _SPEAKER_FIELD + 1)[_SPEAKER_FIELD].strip(), _plain(said[1])))
        else:
            if not line.strip():
                writer.begin(Kind.PROSE)
            writer.add("" if is_script and line.startswith(_LAYOUT) else line)
    title = _TITLE.search(text) if is_script else None
    plain = writer.text()
    return Outline(to_label(title[1]) if title else "", tile(plain, writer.starts), text=plain)


def _spoken(speaker: str, words: str) -> str:
    return f"{speaker}: {words}" if words and 0 < len(speaker) <= _MAX_SPEAKER else words


def _plain(source: str) -> str:
    """The text of a line as people see it, on one line."""
    return _BREAK.sub(" ", _MARKS.sub("", _DRAWING.sub("", source))).strip()


FORMAT = text_format(
    "ass",
    parse,
    suffixes=(".ass", ".ssa"),
    sniff=lambda head: _SNIFF.match(head) is not None,
    family=Family.TIMED,
    label="SubStation Alpha subtitles",
    located_by="time, line",
    has_markup=lambda _: True,
)
