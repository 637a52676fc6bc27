"""Decodes address books and calendars of the 1990s, in which each property may name its own encoding.

vCard 2.1 and vCalendar 1.0 write `FN;CHARSET=SHIFT_JIS:` and then bytes in that encoding; a file may mix them.
"""

import io
import re
from typing import BinaryIO

from scent.errors import NotTextError
from scent.formats.documents.base.encoding.decode import BINARY_BYTES, decode, decode_declared

_CHARSET = re.compile(rb"(?i)[A-Za-z][\w.-]{0,80}(?:;[^:]{0,200})?;CHARSET=\"?([\w.:+-]{1,40}?)\"?[;:]")
_DECLARES = re.compile(rb"(?i);CHARSET=")
_BEGIN = re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s{0,9}BEGIN:V(?:CARD|CALENDAR)\b")
_MAX_FILE = 64 * 1024 * 1024  # bytes; the encoding of a larger file is guessed as that of any other


def with_declared_lines(file: BinaryIO) -> BinaryIO:
    """The same file, or one in UTF-8 if a line of it declares an encoding and has bytes of it.

    The encoding of lines that declare none is guessed from all of them.
    """
    data = file.read(_MAX_FILE + 1)
    file.seek(0)
    is_text = _BEGIN.match(data) is not None and b"\0" not in data[:BINARY_BYTES]
    if not is_text or data.isascii() or len(data) > _MAX_FILE or not _DECLARES.search(data):
        return file
    lines = data.split(b"\n")
    declared = {number: charset for number, charset in enumerate(_charsets(lines)) if charset}
    if not declared:
        return file
    others = _decoded(b"\n".join(b"" if at in declared else line for at, line in enumerate(lines))).split("\n")
    texts = [_decoded(line, declared[at]) if at in declared else others[at] for at, line in enumerate(lines)]
    return io.BytesIO("\n".join(texts).encode("utf-8", "replace"))


def _charsets(lines: list[bytes]) -> list[str]:
    """The encoding that each line declares, or that it continues, if it has bytes of it; else empty."""
    charsets: list[str] = []
    current = ""
    for line in lines:
        if line[:1] not in {b" ", b"\t"}:
            match = _CHARSET.match(line[:400])
            current = match[1].decode("ascii", "replace") if match else ""
        charsets.append("" if line.isascii() else current)
    return charsets


def _decoded(data: bytes, charset: str = "") -> str:
    try:
        return decode_declared(data, charset) if charset else decode(data)
    except NotTextError:
        return data.decode("cp1252", "replace")
