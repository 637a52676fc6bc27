"""Turns hits into lines of text, paths or JSON. Pure functions."""

import os
from collections.abc import Iterable, Iterator, Sequence

from scent.cli.output.hits import excerpt, explanation, hit_fields
from scent.cli.output.render import (
    ELLIPSIS,
    LINE,
    MARK,
    PATH,
    Style,
    json_line,
    painted,
    relative,
    shown_path,
    shown_text,
    visible,
)
from scent.core.types import Hit

# A line of results has at most so many characters of text: a few lines of a screen.
MOST_CHARACTERS = 300

# How many lines to print before and after those that answer.
Context = tuple[int, int]


def text_lines(
    hits: Iterable[Hit], style: Style, *, explain: bool = False, passage: bool = False, context: Context | None = None
) -> Iterator[bytes]:
    """`path:line: sentence`, one line a hit, of up to `MOST_CHARACTERS` of text; white space becomes single spaces.

    The path of a hit inside a container is `path!/member`. A place such as `[page 3] ` precedes the text. With
    `explain`, an indented line follows with the parts of the score; with `passage`, the text is the whole passage. With
    `context`, each line of the file is one, `path-line- text` around those that answer, and `--` stands between hits.
    """
    for number, hit in enumerate(hits):
        if context is None:
            yield _line(hit, style, hit.sentence_line, marks_of(hit, style) + _text(hit, passage=passage))
        else:
            yield from [b"--\n"] if number else []
            yield from _context_lines(hit, style, context)
        if explain:
            yield b"    " + visible(explanation.line(hit)).encode() + b"\n"


def vimgrep_lines(hits: Iterable[Hit], style: Style, *, passage: bool = False) -> Iterator[bytes]:
    """`path:line:column:sentence`, one line a hit, as editors read it; never coloured."""
    for hit in hits:
        place = f":{hit.sentence_line}:{hit.sentence_column}:".encode()
        yield shown_path(hit.path, style) + place + _text(hit, passage=passage) + b"\n"


def path_lines(hits: Iterable[Hit], style: Style, *, null: bool = False) -> Iterator[bytes]:
    """Each file once, best first, ended by a newline or by NUL; exact bytes unless they go to a terminal as lines."""
    for path in dict.fromkeys(hit.path for hit in hits):
        if null:
            yield relative(path, style.directory) + b"\0"
        elif style.terminal:
            yield painted(shown_path(path, style), PATH, style) + b"\n"
        else:
            yield relative(path, style.directory) + b"\n"


def place_lines(hits: Iterable[Hit], style: Style) -> Iterator[bytes]:
    """`path:line`, one line a hit; the line is that of the sentence that answers."""
    return (source_of(hit, style) + b":%d\n" % hit.sentence_line for hit in hits)


def json_lines(hits: Iterable[Hit], query: str, *, explain: bool = False) -> Iterator[bytes]:
    """One JSON object a hit: see `hit_fields`."""
    return (json_line(hit_fields.record(hit, query, explain=explain)) for hit in hits)


def _context_lines(hit: Hit, style: Style, context: Context) -> Iterator[bytes]:
    """The lines that answer and those around them, each with the number of its line."""
    marks = marks_of(hit, style)
    for line in excerpt.around(excerpt.lines_of(hit), *context):
        text = shown_text(_bounded(line.text.rstrip(), hit.reasons.words)).encode()
        yield _line(hit, style, line.number, (marks if line.is_match else b"") + text, b":" if line.is_match else b"-")
        marks = b"" if line.is_match else marks


def _line(hit: Hit, style: Style, number: int, text: bytes, sign: bytes = b":") -> bytes:
    path = painted(source_of(hit, style), PATH, style)
    start = path + sign + painted(str(number).encode(), LINE, style) + sign
    return (start + b" " + text if text else start) + b"\n"


def marks_of(hit: Hit, style: Style) -> bytes:
    """What the reader should know before the text: how the file has changed, and the place in it."""
    stale = painted(f"[{hit.stale}] ".encode(), MARK, style) if hit.stale else b""
    return stale + (painted(f"[{visible(hit.place)}] ".encode(), LINE, style) if hit.place else b"")


def _text(hit: Hit, *, passage: bool) -> bytes:
    """The sentence, or else the passage, as text within a line."""
    if passage:
        return shown_text(" ".join(hit.text.split())).encode()
    text = hit.sentence_text or hit.text[max(0, hit.sentence[0] - hit.start) :]
    return shown_text(_bounded(" ".join(text.split()), hit.reasons.words)).encode()


def _bounded(text: str, words: Sequence[str]) -> str:
    """Up to `MOST_CHARACTERS` of a text, cut between words; of a longer one, the part with the first of `words`."""
    if len(text) <= MOST_CHARACTERS:
        return text
    places = (text.lower().find(word.lower()) for word in words)
    place = next((place for place in places if place >= 0), 0)
    start = 0 if place < MOST_CHARACTERS // 2 else _after_blank(text, place - MOST_CHARACTERS // 3, place)
    end = start + MOST_CHARACTERS
    if end < len(text):
        blank = text.rfind(" ", place, end)
        end = blank if blank > start else end
    return (ELLIPSIS if start else "") + text[start:end] + (ELLIPSIS if end < len(text) else "")


def _after_blank(text: str, start: int, end: int) -> int:
    blank = text.find(" ", start, end)
    return blank + 1 if blank >= 0 else start


def source_of(hit: Hit, style: Style) -> bytes:
    """The file of a hit, followed by `!/` and its path inside of that file."""
    inside = b"!/" + visible(os.fsdecode(hit.member)).encode() if hit.member else b""
    return shown_path(hit.path, style) + inside
