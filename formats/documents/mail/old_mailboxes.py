"""Parts mailboxes of MMDF and of Babyl, an old form of Emacs's Rmail, into messages."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

# Each yields the bytes of a message, and whether it is longer than `most` bytes and was cut there.
Messages = Callable[[BinaryIO, int], Iterator[tuple[bytes, bool]]]

_MMDF: Final = b"\1\1\1\1"
# Some options, and the end of the part that has them.
_BABYL_BEGINS: Final = re.compile(rb"BABYL OPTIONS:[^\x1f]{0,4000}\n\x1f")
_BABYL_END: Final = b"\x1f"
_SHOWN_HEADERS: Final = b"*** EOOH ***"
_MAX_LINE_BYTES: Final = 1 << 20  # a longer line is read in pieces


def old_mailbox(head: bytes) -> Messages | None:
    """How to part a mailbox that begins with these bytes; None if it is of neither kind."""
    if head.startswith((_MMDF + b"\n", _MMDF + b"\r\n")):
        return _mmdf
    return _babyl if _BABYL_BEGINS.match(head) else None


def _mmdf(file: BinaryIO, most: int) -> Iterator[tuple[bytes, bool]]:
    for lines, is_cut in _between(file, lambda line: line.rstrip(b"\r\n") == _MMDF, most):
        if lines:
            yield b"".join(lines), is_cut


def _babyl(file: BinaryIO, most: int) -> Iterator[tuple[bytes, bool]]:
    """A message has labels, its headers, those that are shown, and its text; the first part is about the mailbox."""
    for number, (lines, is_cut) in enumerate(_between(file, lambda line: line.startswith(_BABYL_END), most)):
        marks = [at for at, line in enumerate(lines) if line.rstrip(b"\r\n") == _SHOWN_HEADERS]
        if number and marks:
            headers = lines[1 : marks[0]]
            shown = lines[marks[0] + 1 :]
            body = next((at for at, line in enumerate(shown) if not line.strip()), len(shown))
            has_headers = any(line.strip() for line in headers)
            yield b"".join([*_without_blank(headers), *shown[body:]] if has_headers else shown), is_cut
        elif number and any(line.strip() for line in lines):
            yield b"".join(lines[1:]), is_cut


def _without_blank(headers: list[bytes]) -> list[bytes]:
    return [line for line in headers if line.strip()]


def _between(file: BinaryIO, is_mark: Callable[[bytes], bool], most: int) -> Iterator[tuple[list[bytes], bool]]:
    """The lines between marks, and whether there are more than `most` bytes of them."""
    lines, size = list[bytes](), 0
    for line in iter(lambda: file.readline(_MAX_LINE_BYTES), b""):
        if is_mark(line):
            yield lines, size >= most
            lines, size = [], 0
        elif size < most:
            lines.append(line)
            size += len(line)
    yield lines, size >= most
