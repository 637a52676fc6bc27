"""Reads SubRip and WebVTT subtitles: the spoken text, without cue numbers, times and marks.

A block is a sentence, which may span several cues; its place is the time at which it begins.
pysubs2 and webvtt-py give cues without their line numbers.
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
_MARKUP = re.compile(r"<[^<>]*>|\{\\?[^{}]*\}")
_ENTITY = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»)\]♪]*$")
_MAX_BLOCK = 500  # characters, after which a new block begins at the next cue
_MAX_PAUSE = 8  # seconds between two cues of one block


def parse(text: str) -> Outline:
    """The spoken text in blocks with their times; the title is what follows WEBVTT in a file."""
    return _CueReader().outline(text)


class _CueReader:
    def __init__(self) -> None:
        self._writer = LineWriter()
        self._in_cue = False
        self._cue_end = -1  # seconds at which the last cue ended; -1 before the first
        self._open = 0  # characters of the block so far; 0 after the end of a sentence
        self._last_line = ""

    def outline(self, text: str) -> Outline:
        title = ""
        for number, line in enumerate(text.split("\n")):
            if not number and line.startswith("WEBVTT"):
                title = to_label(line[6:].strip(" \t-\r"))
            self._line(line.rstrip())
        text = self._writer.text()
        return Outline(title, tile(text, self._writer.starts), text=text)

    def _line(self, line: str) -> None:
        spoken = ""
        if timing := _TIMING.match(line):
            self._begin_cue(timing)
        elif not line:
            self._in_cue = False
        elif self._in_cue:
            spoken = self._spoken(line)
        self._writer.add(spoken)

    def _begin_cue(self, timing: re.Match[str]) -> None:
        self._in_cue = True
        begins, ends = _seconds(timing, 1), _seconds(timing, 4)
        is_pause = self._cue_end >= 0 and begins - self._cue_end > _MAX_PAUSE
        if not self._open or self._open > _MAX_BLOCK or is_pause:
            place = f"{begins // 3600:02}:{begins // 60 % 60:02}:{begins % 60:02}"
            self._writer.begin(Kind.PROSE, place=place)
            self._open = 0
        self._cue_end = ends

    def _spoken(self, line: str) -> str:
        """The text of a line of a cue; empty if it repeats the line before."""
        line = _MARKUP.sub("", _SPEAKER.sub(r"\1: ", line)) if "<" in line or "{" in line else line
        if "&" in line:
            for entity, character in _ENTITY.items():
                line = line.replace(entity, character)
        line = line.strip()
        # Rolling captions have each line twice, first at the bottom and then at the top.
        if line == self._last_line:
            return ""
        self._last_line = line
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
