"""Records from a pipe as they come: lines, or what NUL bytes part, in groups that never wait for what is not there yet.

Owned here: when to wait and when to go on.A group is all that could be read without a pause; groups grow, so that the
first results come soon and long inputs are worked on in large pieces.
"""

import os
import select
import time
from collections.abc import Callable, Iterable, Iterator

from scent.formats.documents.base.decode import Decoder

# In bytes. The largest group is some 60,000 tokens: what is lost at its end, while workers wait, is under a hundredth.
_FIRST_GROUP = 4 * 1024
_LARGEST_GROUP = 256 * 1024
# Whoever writes line by line is not slower than this between two lines of one thing.
_PAUSE_SECONDS = 0.05
# And whoever trickles without a pause is not kept waiting either.
_MOST_SECONDS = 0.25
# A record that is longer than this is cut: no line is, and a file without line ends must not fill the memory.
_LONGEST_RECORD = 4 * 1024 * 1024


def available_bytes(descriptor: int) -> Iterator[bytes]:
    """The bytes of a file or pipe, each time what there is up to a size that grows; the last may be empty.

    Raises:
        OSError: it cannot be read.
    """
    size = _FIRST_GROUP
    buffer = bytearray()
    began = 0.0
    while True:
        if not buffer:
            select.select([descriptor], [], [])
            began = time.monotonic()
        in_time = time.monotonic() - began < _MOST_SECONDS
        if not buffer or (in_time and select.select([descriptor], [], [], _PAUSE_SECONDS)[0]):
            data = os.read(descriptor, size - len(buffer))
            if not data:
                yield bytes(buffer)
                return
            buffer += data
            if len(buffer) < size:
                continue
        yield bytes(buffer)
        buffer.clear()
        size = min(2 * size, _LARGEST_GROUP)


def line_groups(descriptor: int) -> Iterator[list[str]]:
    """Lines in any encoding, without their ends, in groups; a last line without an end counts.

    Raises:
        NotTextError: the first bytes are binary.
        OSError: it cannot be read.
    """
    decoder = Decoder()

    def lines(data: bytes) -> list[str]:
        return decoder.feed(data, final=not data).split("\n")

    for group in _groups(available_bytes(descriptor), lines):
        yield [line.removesuffix("\r") for line in group]


def nul_groups(descriptor: int) -> Iterator[list[str]]:
    """Records in UTF-8 that end with NUL bytes, in groups; a last one without an end counts.

    Raises:
        OSError: it cannot be read.
    """
    held = bytearray()

    def records(data: bytes) -> list[str]:
        # What is not yet a whole record stays as bytes: a character may be in two bursts.
        held.extend(data)
        *whole, rest = held.split(b"\0")
        held.clear()
        if data and len(rest) <= _LONGEST_RECORD:
            held.extend(rest)
            rest = bytearray()
        return [record.decode(errors="replace") for record in (*whole, rest)]

    yield from _groups(available_bytes(descriptor), records)


def _groups(pieces: Iterable[bytes], split: Callable[[bytes], list[str]]) -> Iterator[list[str]]:
    """Whole records of each piece; an incomplete last one is put before the first of the next piece."""
    rest = ""
    for data in pieces:
        first, *others = split(data)
        records = [rest + first, *others]
        rest = records.pop()
        if len(rest) > _LONGEST_RECORD:
            records.append(rest)
            rest = ""
        if records:
            yield records
    # The decoder may hold the bytes of a character that was never finished.
    last = rest + "".join(split(b""))
    if last:
        yield [last]
