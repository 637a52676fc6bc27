"""Subtitles, SubRip and WebVTT: what is said, without numbers, times and marks, on the lines of the file.

Owned here: cues and the sentences that they share. A block is what is said up to the end of a sentence, at the time at
which it begins. pysubs2 and webvtt-py, judged first, give cues without their lines.
"""

import re

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.base.line_writer import LineWriter
from scent.formats.documents.base.outline import Outline, tile, to_label

_TIME = r"(?:(\d{1,3}):)?(\d\d):(\d\d)[.,]\d{1,3}"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_SRT = re.compile(rb"\s*\d{1,6}\s*\r?\n\s*\d{1,3}:\d\d:\d\d[.,]\d{1,3}\s*-->")
_VTT = re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|$)")
_SPEAKER = re.compile(r"<v(?:\.[^\s>]*)?\s+([^<>]*)>")
_MARK = re.compile(r"<[^<>]*>|\{\\?[^{}]*\}")
_ENTITY = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}
_UNREAD = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»)\]♪]*$")
_LONGEST, _LONGEST_PAUSE = 500, 8  # characters of a block; seconds between two cues of one


def parse(text: str) -> Outline:
    """What is said, and when; WebVTT may give a title in its first line."""
    return _Cues().outline(text)


class _Cues:
    def __init__(self) -> None:
        self._written = LineWriter()
        self._inside = False  # of a cue, rather than between cues
        self._ended = -1  # the second at which the cue before ended
        self._open = 0  # characters of the block that goes on
        self._before = ""

    def outline(self, text: str) -> Outline:
        title = ""
        for number, line in enumerate(text.split("\n")):
            if not number and line.startswith("WEBVTT"):
                title = to_label(line[6:].strip(" \t-\r"))
            self._line(line.rstrip())
        text = self._written.text()
        return Outline(title, tile(text, self._written.starts), text=text)

    def _line(self, line: str) -> None:
        said = ""
        if timing := _TIMING.match(line):
            self._cue(timing)
        elif not line:
            self._inside = False
        elif self._inside:
            said = self._said(line)
        self._written.add(said)

    def _cue(self, timing: re.Match[str]) -> None:
        self._inside = True
        begins, ends = _seconds(timing, 1), _seconds(timing, 4)
        pause = self._ended >= 0 and begins - self._ended > _LONGEST_PAUSE
        if not self._open or self._open > _LONGEST or pause:
            place = f"{begins // 3600:02}:{begins // 60 % 60:02}:{begins % 60:02}"
            self._written.begin(Kind.PROSE, place=place)
            self._open = 0
        self._ended = ends

    def _said(self, line: str) -> str:
        line = _MARK.sub("", _SPEAKER.sub(r"\1: ", line)) if "<" in line or "{" in line else line
        if "&" in line:
            for entity, character in _ENTITY.items():
                line = line.replace(entity, character)
        line = line.strip()
        # Captions that roll say each line twice, once below and once above.
        if line == self._before:
            return ""
        self._before = line
        self._open = 0 if _SENTENCE_END.search(line[-8:]) else self._open + len(line)
        return line


def _seconds(timing: re.Match[str], first: int) -> int:
    hours, minutes, seconds = (int(timing[group] or 0) for group in range(first, first + 3))
    return hours * 3600 + minutes * 60 + seconds


FORMATS = (
    text_format(
        "srt",
        parse,
        suffixes=(".srt",),
        sniff=lambda head: _SRT.match(head.removeprefix(b"\xef\xbb\xbf")) is not None,
        family=Family.TIMED,
        label="SubRip subtitles",
        located_by="time, line",
    ),
    text_format(
        "vtt",
        parse,
        suffixes=(".vtt",),
        sniff=lambda head: _VTT.match(head) is not None,
        family=Family.TIMED,
        label="WebVTT subtitles",
        located_by="time, line",
    ),
)
