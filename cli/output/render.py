"""What commands print: pure functions from values to lines of bytes.

Owned here: how results look as text, as JSON, as paths. Lines are bytes because paths are: a name that is not UTF-8
reaches a pipe unharmed. Text is UTF-8 whatever the locale.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from scent.cli.output import explanation
from scent.core.types import Hit

if TYPE_CHECKING:
    from scent.formats.documents.base.document import Document

# Control characters (C0, DEL, C1), line and paragraph separators, marks that reorder text: what can break a line, move
# a terminal's cursor, or make a name look like another. Lone surrogates stand for bytes that are not UTF-8.
_CONTROL = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_UNSAFE = re.compile(f"[{_CONTROL}\ud800-\udfff]")
_UNSAFE_IN_PIPE = re.compile(f"[{_CONTROL}]")
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# grep's and ripgrep's colours, which can be read on dark and on light ground.
PATH, LINE, MARK, DIM, _PLAIN = b"\x1b[35m", b"\x1b[32m", b"\x1b[31m", b"\x1b[2m", b"\x1b[0m"

# What a hit has to show: the keys of its JSON object, in order, and what `--format` may name.
FIELDS = (
    "query",
    "path",
    "start_line",
    "end_line",
    "column",
    "start",
    "end",
    "heading",
    "score",
    "text",
    "title",
    "format",
    "stale",
    "place",
    "author",
    "date",
    "language",
    "member",
    "sentence",
)


class Style(NamedTuple):
    """How text is to look: paths are shown relative to `directory` where they lie below it."""

    directory: bytes = b""
    terminal: bool = False
    colour: bool = False


def visible(text: str) -> str:
    """`text`, with what could harm a terminal or end a line shown as an escape (backslash, x, 1b)."""
    return _UNSAFE.sub(_escape, text)


def text_lines(hits: Iterable[Hit], style: Style, *, explain: bool = False) -> Iterator[bytes]:
    """`path:line: passage`, one line a hit; white space in the passage becomes single spaces.

    A file inside of another is `path!/member`; a place that is no line stands before the passage: `[page 3] `. With
    `explain`, indented lines follow: what made the score, and the sentence that answers.
    """
    for hit in hits:
        line = str(hit.start_line).encode()
        mark = painted(f"[{hit.stale}] ".encode(), MARK, style) if hit.stale else b""
        passage = visible(" ".join(hit.text.split())).encode()
        path = painted(_shown_source(hit, style), PATH, style)
        if hit.place:
            mark += painted(f"[{visible(hit.place)}] ".encode(), LINE, style)
        yield path + b":" + painted(line, LINE, style) + b": " + mark + passage + b"\n"
        if explain:
            yield from (b"    " + visible(each).encode() + b"\n" for each in explanation.lines(hit))


def vimgrep_lines(hits: Iterable[Hit], style: Style) -> Iterator[bytes]:
    """`path:line:column:passage`, one line a hit, as editors read it: never coloured."""
    for hit in hits:
        passage = visible(" ".join(hit.text.split())).encode()
        where = f":{hit.start_line}:{hit.column}:".encode()
        yield shown_path(hit.path, style) + where + passage + b"\n"


def fields(hit: Hit, query: str, style: Style, *, exact: bool) -> dict[str, object]:
    """What a template can show of a hit, each harmless within a line; with `exact`, the path as it is."""
    path = relative(hit.path, style.directory) if exact else shown_path(hit.path, style)
    return {
        "query": visible(query),
        "path": path.decode(errors="surrogateescape"),
        "start_line": hit.start_line,
        "end_line": hit.end_line,
        "column": hit.column,
        "start": hit.start,
        "end": hit.end,
        "heading": visible(" > ".join(hit.heading)),
        "score": round(hit.score, 6),
        "text": visible(" ".join(hit.text.split())),
        "title": visible(hit.title),
        "format": hit.format,
        "stale": hit.stale,
        "place": visible(hit.place),
        "author": visible(hit.author),
        "date": date(hit.date_ns) or "",
        "language": hit.language,
        "member": visible(os.fsdecode(hit.member)),
        "sentence": visible(" ".join(explanation.sentence(hit).split())),
    }


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
    """One JSON object a hit, its path absolute, its keys those of `scent.cli.output.json_schema`."""
    for hit in hits:
        yield json_line(
            {
                "query": query,
                **json_path(hit.path),
                "start_line": hit.start_line,
                "end_line": hit.end_line,
                "column": hit.column,
                "start": hit.start,
                "end": hit.end,
                "heading": list(hit.heading),
                "score": round(hit.score, 6),
                "text": hit.text,
                "title": hit.title,
                "format": hit.format,
                "stale": hit.stale,
                "place": hit.place,
                **_told(hit),
                "sentence": explanation.sentence_record(hit),
                **({"explain": explanation.record(hit)} if explain else {}),
            }
        )


def block_lines(path: bytes, document: "Document") -> Iterator[bytes]:
    """One JSON object a block of a document, its keys those of `scent.cli.output.json_schema`."""
    place, line = 0, document.line
    for block in document.blocks:
        line += document.text.count("\n", place, block.start)
        place = block.start
        text = document.text[block.start : block.end]
        yield json_line(
            {
                **json_path(path),
                "kind": block.kind,
                "start": block.start + document.offset,
                "end": block.end + document.offset,
                "start_line": line,
                "end_line": line + text.rstrip().count("\n"),
                "heading": list(block.heading),
                "place": block.place,
                "text": text,
                "title": document.title,
                "format": document.format,
                **_told(document),
            }
        )


def harmless(text: str) -> bytes:
    """Text of many lines for a terminal: as `visible`, but for line ends and tabs."""
    return _UNSAFE.sub(lambda found: found[0] if found[0] in "\n\t" else _escape(found), text).encode()


def _told(source: "Hit | Document") -> dict[str, Any]:
    """What a document says of itself, and where it lies in its file."""
    return {
        "author": source.author,
        "date": date(source.date_ns),
        "language": source.language,
        "member": source.member.decode(errors="backslashreplace"),
    }


def date(nanoseconds: int) -> str | None:
    """A time in nanoseconds since 1970 as ISO 8601 in UTC; None for 0 or for what no calendar has."""
    if not nanoseconds:
        return None
    from datetime import UTC, datetime  # here, as most documents have no date

    try:
        return datetime.fromtimestamp(nanoseconds // 10**9, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return None


def trouble_line(path: bytes, reason: str) -> bytes:
    """`path: reason`, one line."""
    return shown_path(path, Style()) + b": " + visible(reason).encode() + b"\n"


def json_line(record: dict[str, Any]) -> bytes:
    """One line of JSON in UTF-8, harmless on a terminal: what `visible` would escape is escaped as JSON does."""
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", line).encode() + b"\n"


def json_path(path: bytes) -> dict[str, str]:
    """A path as JSON keys: `path` to read, and `path_bytes` (base64) where that cannot hold the name exactly."""
    try:
        return {"path": path.decode()}
    except UnicodeDecodeError:
        import base64  # here, as hardly anybody has such a file

        return {
            "path": path.decode(errors="backslashreplace"),
            "path_bytes": base64.b64encode(path).decode(),
        }


def relative(path: bytes, directory: bytes) -> bytes:
    """`path` as seen from `directory` if it lies below it, never starting with a dash; else `path` itself."""
    base = directory.rstrip(b"/") + b"/"
    if not directory or not path.startswith(base) or path == base:
        return path
    inner = path[len(base) :]
    return b"./" + inner if inner.startswith(b"-") else inner


def size(count: int) -> str:
    """A number of bytes for people: `512 B`, `1.5 MB` (powers of 1,000, as df -H and file managers show them)."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:  # noqa: PLR2004  # the step between units
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def shown_path(path: bytes, style: Style) -> bytes:
    """`path` as it is printed in a line: relative to the style's directory, and harmless."""
    # To a pipe, bytes that are not UTF-8 go through as they are; a terminal might take them for commands.
    unsafe = _UNSAFE if style.terminal else _UNSAFE_IN_PIPE
    return os.fsencode(unsafe.sub(_escape, os.fsdecode(relative(path, style.directory))))


def _shown_source(hit: Hit, style: Style) -> bytes:
    """A hit's file, and behind `!/` where it lies in that."""
    inside = b"!/" + visible(os.fsdecode(hit.member)).encode() if hit.member else b""
    return shown_path(hit.path, style) + inside


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] in _NAMED:
        return _NAMED[found[0]]
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004  # how Python carries bytes that are not UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004  # the last two-digit code


def painted(text: bytes, colour: bytes, style: Style) -> bytes:
    """`text` in a colour, if there are any."""
    return colour + text + _PLAIN if style.colour else text
