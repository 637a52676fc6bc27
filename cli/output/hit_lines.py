"""Turns hits into lines of text, paths or JSON. Pure functions."""

import os
from collections.abc import Iterable, Iterator

from scent.cli.output import explanation, hit_fields
from scent.cli.output.render import LINE, MARK, PATH, Style, json_line, painted, relative, shown_path, visible
from scent.core.types import Hit


def text_lines(hits: Iterable[Hit], style: Style, *, explain: bool = False) -> Iterator[bytes]:
    """`path:line: passage`, one line a hit; white space in the passage becomes single spaces.

    The path of a hit inside a container is `path!/member`. A place such as `[page 3] ` precedes the passage. With
    `explain`, indented lines follow with the parts of the score and the sentence that answers.
    """
    for hit in hits:
        line = str(hit.sentence_line).encode()
        mark = painted(f"[{hit.stale}] ".encode(), MARK, style) if hit.stale else b""
        path = painted(_source(hit, style), PATH, style)
        if hit.place:
            mark += painted(f"[{visible(hit.place)}] ".encode(), LINE, style)
        yield path + b":" + painted(line, LINE, style) + b": " + mark + _passage(hit) + b"\n"
        if explain:
            yield from (b"    " + visible(each).encode() + b"\n" for each in explanation.lines(hit))


def vimgrep_lines(hits: Iterable[Hit], style: Style) -> Iterator[bytes]:
    """`path:line:column:sentence`, one line a hit, as editors read it; never coloured."""
    for hit in hits:
        place = f":{hit.sentence_line}:{hit.sentence_column}:".encode()
        text = hit.sentence_text or hit.text
        yield shown_path(hit.path, style) + place + visible(" ".join(text.split())).encode() + b"\n"


def path_lines(hits: Iterable[Hit], style: Style, *, null: bool = False) -> Iterator[bytes]:
    """Each file once, best first, ended by a newline or by NUL; exact bytes unless they go to a terminal as lines."""
    for path in dict.fromkeys(hit.path for hit in hits):
        if null:
            yield relative(path, style.directory) + b"\0"
        elif style.terminal:
            yield painted(shown_path(path, style), PATH, style) + b"\n"
        else:
            yield relative(path, style.directory) + b"\n"


def json_lines(hits: Iterable[Hit], query: str, *, explain: bool = False) -> Iterator[bytes]:
    """One JSON object a hit: see `hit_fields`."""
    return (json_line(hit_fields.record(hit, query, explain=explain)) for hit in hits)


def _passage(hit: Hit) -> bytes:
    return visible(" ".join(hit.text.split())).encode()


def _source(hit: Hit, style: Style) -> bytes:
    """The file of a hit, followed by `!/` and its path inside of that file."""
    inside = b"!/" + visible(os.fsdecode(hit.member)).encode() if hit.member else b""
    return shown_path(hit.path, style) + inside
