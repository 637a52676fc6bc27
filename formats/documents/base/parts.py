"""Reads a text file of any size in parts that fit in memory."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from scent.formats.documents.base.encoding.decode import Decoder

# Characters of a part. A file has at least as many bytes as characters, so that a smaller file is
# always one document. A part is the least that an index run commits, and so the most that it loses
# when interrupted: the bundled model takes about 10 seconds for it on two cores. The worst case, a
# paragraph every three characters, takes 20 MB of blocks.
PART_CHARACTERS = 256 * 1024
_PIECE_BYTES = 256 * 1024
# The first read is larger: the encoding is guessed from it.
_FIRST_BYTES = 1024 * 1024


class Part(NamedTuple):
    """A piece of a file's text; the fields are those of `Document`."""

    text: str
    offset: int
    line: int
    last: bool


def read_parts(file: BinaryIO) -> Iterator[Part]:
    r"""The text of a file in parts of at most `PART_CHARACTERS`; an empty file is one empty part.

    A part ends after a "\n", or after white space in a line longer than a part, or else between any
    two characters.

    Raises:
        NotTextError: the file is binary.
        OSError: it cannot be read.
    """
    offset, line = 0, 1
    decoder = Decoder()
    buffer, ended = "", False
    while not ended or buffer:
        while not ended and len(buffer) <= PART_CHARACTERS:
            data = file.read(_PIECE_BYTES if file.tell() else _FIRST_BYTES)
            ended = not data
            buffer += decoder.feed(data, final=ended)
        cut = _cut(buffer)
        text, buffer = buffer[:cut], buffer[cut:]
        yield Part(text, offset, line, last=ended and not buffer)
        offset += len(text)
        line += text.count("\n")
        if not buffer and ended:
            return


def _cut(buffer: str) -> int:
    """The offset at which the first part of `buffer` ends; 0 only if it is empty."""
    if len(buffer) <= PART_CHARACTERS:
        return len(buffer)
    after_line = buffer.rfind("\n", 0, PART_CHARACTERS) + 1
    if after_line:
        return after_line
    words = buffer[:PART_CHARACTERS].rsplit(None, 1)
    ends_in_space = buffer[PART_CHARACTERS - 1].isspace()
    return PART_CHARACTERS if ends_in_space or len(words) < 2 else PART_CHARACTERS - len(words[1])  # noqa: PLR2004
