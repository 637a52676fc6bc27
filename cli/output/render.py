"""Makes values safe to print: text, paths, colours, dates, sizes and JSON. Pure functions.

Lines are bytes because paths are bytes: a name that is not UTF-8 reaches a pipe unchanged. Text is UTF-8 in any locale.
"""

import json
import os
import re
from typing import Any, NamedTuple

# Stands where text is cut.
ELLIPSIS = "…"

# Characters that can break a line, move the cursor of a terminal, or make a name look like another: control characters
# (C0, DEL, C1), line and paragraph separators, and marks that reorder text. Lone surrogates stand for bytes that are
# not UTF-8.
_CONTROL = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_UNSAFE = re.compile(f"[{_CONTROL}\ud800-\udfff]")
_UNSAFE_IN_PIPE = re.compile(f"[{_CONTROL}]")
_DIRECTION_MARKS = dict.fromkeys(map(ord, "\u061c\u200e\u200f"))
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# The colours of grep and ripgrep, which are readable on dark and on light backgrounds.
PATH, LINE, MARK, DIM, PLAIN = b"\x1b[35m", b"\x1b[32m", b"\x1b[31m", b"\x1b[2m", b"\x1b[0m"


class Style(NamedTuple):
    """How text looks. Paths below `directory` are shown relative to it."""

    directory: bytes = b""
    terminal: bool = False
    colour: bool = False


def visible(text: str) -> str:
    """`text` with escapes such as backslash, x, 1b for characters that could harm a terminal or end a line."""
    return _UNSAFE.sub(_escape, text)


def shown_text(text: str) -> str:
    """`visible` for running text: marks that only order what is written from right to left are left out."""
    return visible(text.translate(_DIRECTION_MARKS))


def harmless(text: str) -> bytes:
    """Text of many lines for a terminal: as `visible`, but with line ends and tabs unchanged."""
    return _UNSAFE.sub(lambda match: match[0] if match[0] in "\n\t" else _escape(match), text).encode()


def date(nanoseconds: int) -> str | None:
    """A time in nanoseconds since 1970 as ISO 8601 in UTC; None for 0, and for a year that ISO 8601 cannot write."""
    if not nanoseconds:
        return None
    from datetime import UTC, datetime  # imported here: most documents have no date

    try:
        return datetime.fromtimestamp(nanoseconds // 10**9, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return None


def trouble_line(path: bytes, reason: str) -> bytes:
    """`path: reason`, one line."""
    return shown_path(path, Style()) + b": " + visible(reason).encode() + b"\n"


def json_line(record: dict[str, Any]) -> bytes:
    """One line of JSON in UTF-8. Characters that `visible` would escape are escaped in the way of JSON."""
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", line).encode() + b"\n"


def json_path(path: bytes) -> dict[str, str]:
    """A path as JSON keys: `path`, and the exact bytes as `path_bytes` (base64) if they are not UTF-8."""
    try:
        return {"path": path.decode()}
    except UnicodeDecodeError:
        import base64  # imported here: such files are rare

        return {
            "path": path.decode(errors="backslashreplace"),
            "path_bytes": base64.b64encode(path).decode(),
        }


def relative(path: bytes, directory: bytes) -> bytes:
    """`path` relative to `directory` if it is below it, never starting with a dash; else `path` itself."""
    base = directory.rstrip(b"/") + b"/"
    if not directory or not path.startswith(base) or path == base:
        return path
    inner = path[len(base) :]
    return b"./" + inner if inner.startswith(b"-") else inner


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 file`, `1,200 files`; `plural` where that is not the noun and an s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


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
    # In a pipe, bytes that are not UTF-8 stay unchanged. A terminal might take them for commands.
    unsafe = _UNSAFE if style.terminal else _UNSAFE_IN_PIPE
    return os.fsencode(unsafe.sub(_escape, os.fsdecode(relative(path, style.directory))))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in _NAMED:
        return _NAMED[match[0]]
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004  # surrogates that stand for bytes that are not UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004  # the last two-digit code


def painted(text: bytes, colour: bytes, style: Style) -> bytes:
    """`text` in a colour if the style has colours."""
    return colour + text + PLAIN if style.colour else text


def duration(seconds: float) -> str:
    """A time in words: `40 s`, `12 min`, `3 h 5 min`."""
    minutes = round(seconds / 60)
    if minutes < 2:  # noqa: PLR2004  # shorter times in seconds
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"  # noqa: PLR2004  # of an hour


def ready_sentence(passages: int, seconds: float) -> str:
    """What a run says when all files are read, after so many seconds."""
    return f"ready to search: {count(passages, 'passage')} in {duration(seconds)}; exact vectors follow"
