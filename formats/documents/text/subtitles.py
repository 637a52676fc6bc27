"""Reads SubRip and WebVTT subtitles: all text, without cue numbers, times, styles and marks.

A block is a sentence, which may span several cues; its place is the time at which it begins.
pysubs2 and webvtt-py give cues without their line numbers.
"""

import re

from scent.formats.documents.base.blocks.line_writer import LineWriter
from scent.formats.documents.base.blocks.outline import Outline, tile, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.format import Family, text_format
from scent.formats.documents.text import plain_text

_TIME = r"(?:(\d{1,3}):)?(\d\d):(\d\d)[.,]\d{1,3}"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_ANY_TIMING = re.compile(rf"(?m)^[^\S\n]*{_TIME}[^\S\n]*-->")
_SRT = re.compile(rb"\s*\d{1,6}\s*\r?\n\s*\d{1,3}:\d\d:\d\d[.,]\d{1,3}\s*-->")
_VTT = re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|$)")
_HEADER = re.compile(r"WEBVTT(?:[ \t].{0,160})?$")
_STYLE_LINE = re.compile(r"[{};:]")
_SPEAKER = re.compile(r"<v(?:\.[^\s>]*)?\s+([^<>]*)>")
_MARKUP = re.compile(
    r"</?(?:b|i|u|s|c|v|lang|ruby|rt|font)(?:[.\s][^<>]*)?>|<\d[\d:.]*>|\{\\[^{}]*\}|\{/?[bius]\}|\{[ycfs]:[^{}]*\}",
    re.IGNORECASE,
)
_ENTITY = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»)\]♪]*$")
_MAX_IDENTIFIER_WORDS = 2  # of the line before a cue that numbers or names it
_MAX_BLOCK = 500  # characters, after which a new block begins at the next cue
_MAX_PAUSE = 8  # seconds between two cues of one block


def parse(text: str) -> Outline:
    """The text in blocks, those of cues with their times; the title is what follows WEBVTT in a file."""
    return _CueReader().outline(text) if _ANY_TIMING.search(text) else plain_text.parse(text)


class _CueReader:
    def __init__(self) -> None:
        self._writer = LineWriter()
        self._in_cue = False
        self._in_markup = False  # of a style or region
        self._in_text = False  # outside of cues
        self._cue_end = -1  # seconds at which the last cue ended; -1 before the first
        self._open = 0  # characters of the block so far; 0 after the end of a sentence
        self._last_line = ""

    def outline(self, text: str) -> Outline:
        title = ""
        lines = [line.rstrip() for line in text.split("\n")]
        for number, line in enumerate(lines):
            if not number and _HEADER.match(line):
                title = to_label(line[6:].strip(" \t-"))
                self._writer.add("")
            else:
                self._line(line, lines[number + 1] if number + 1 < len(lines) else "")
        text = self._writer.text()
        return Outline(title, tile(text, self._writer.starts), text=text)

    def _line(self, line: str, below: str) -> None:
        spoken = ""
        if timing := _TIMING.match(line):
            self._begin_cue(timing)
        elif not line:
            self._in_cue = self._in_markup = self._in_text = False
        elif self._in_cue:
            spoken = self._spoken(line)
        elif line in {"STYLE", "REGION"} and not self._in_text:
            self._in_markup = True
        elif not (self._in_markup and _STYLE_LINE.search(line)) and not self._is_identifier(line, below):
            spoken = self._beside(line)
        self._writer.add(spoken)

    @staticmethod
    def _is_identifier(line: str, below: str) -> bool:
        # A sentence of Chinese, Japanese or Thai is a single word here.
        return line.isascii() and len(line.split()) <= _MAX_IDENTIFIER_WORDS and _TIMING.match(below) is not None

    def _beside(self, line: str) -> str:
        """A line of a text that is in no cue, such as a note."""
        if not self._in_text:
            self._in_text = True
            self._writer.begin(Kind.PROSE)
            self._open = 0
        return line

    def _begin_cue(self, timing: re.Match[str]) -> None:
        self._in_cue, self._in_markup, self._in_text = True, False, False
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
        has_markup=lambda _: True,
    ),
    text_format(
        "vtt",
        parse,
        suffixes=(".vtt",),
        sniff=lambda head: _VTT.match(head) is not None,
        family=Family.TIMED,
        label="WebVTT subtitles",
        located_by="time, line",
        has_markup=lambda _: True,
    ),
)
