"""Reads lines or NUL-terminated records from a pipe, in groups that never wait for input that is not there yet.

A group is what could be read without a pause. Groups grow: the first results come soon, and long
inputs are processed in large pieces.
"""

import os
import select
import time
from collections.abc import Callable, Iterable, Iterator

from scent.formats.documents.base.encoding.decode import Decoder

# The largest group has some 60,000 tokens, so that workers idle at its end for less than a
# hundredth of the time.
_FIRST_GROUP_BYTES = 4 * 1024
_MAX_GROUP_BYTES = 256 * 1024
# A program that writes related lines one by one does not pause longer than this between two of
# them.
_PAUSE_SECONDS = 0.05
_LONGEST_WAIT_SECONDS = 1.0
# If input trickles in without a pause, a group ends after this long.
_MAX_SECONDS = 0.25
# A longer record is cut, so that input without line ends does not fill the memory.
_MAX_RECORD_BYTES = 4 * 1024 * 1024


def available_bytes(descriptor: int) -> Iterator[bytes]:
    """Yield the bytes of a file or pipe in pieces that grow, each as large as could be read without a pause.

    The last piece may be empty.

    Raises:
        OSError: The descriptor cannot be read.
    """
    size = _FIRST_GROUP_BYTES
    buffer = bytearray()
    started = 0.0
    while True:
        if not buffer:
            _wait_for(descriptor)
            started = time.monotonic()
        in_time = time.monotonic() - started < _MAX_SECONDS
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
        size = min(2 * size, _MAX_GROUP_BYTES)


def _wait_for(descriptor: int) -> None:
    """Wait for input. A signal that comes just before a wait does not end it, so no wait is long."""
    while not select.select([descriptor], [], [], _LONGEST_WAIT_SECONDS)[0]:
        pass


def line_groups(descriptor: int) -> Iterator[list[str]]:
    """Yield groups of lines in any encoding, without their line ends. The last line need not have one.

    Raises:
        NotTextError: The first bytes are binary.
        OSError: The descriptor cannot be read.
    """
    decoder = Decoder()

    def split(data: bytes) -> list[str]:
        return decoder.feed(data, final=not data).split("\n")

    for group in _groups(available_bytes(descriptor), split):
        yield [line.removesuffix("\r") for line in group]


def nul_groups(descriptor: int) -> Iterator[list[str]]:
    """Yield groups of records in UTF-8 that end with a NUL byte. The last record need not have one.

    Raises:
        OSError: The descriptor cannot be read.
    """
    incomplete = bytearray()

    def split(data: bytes) -> list[str]:
        # An incomplete record stays undecoded, because the piece may end inside a character.
        incomplete.extend(data)
        *records, rest = incomplete.split(b"\0")
        incomplete.clear()
        if data and len(rest) <= _MAX_RECORD_BYTES:
            incomplete.extend(rest)
            rest = bytearray()
        return [record.decode(errors="replace") for record in (*records, rest)]

    yield from _groups(available_bytes(descriptor), split)


def _groups(pieces: Iterable[bytes], split: Callable[[bytes], list[str]]) -> Iterator[list[str]]:
    """Yield the complete records of each piece; the incomplete rest is continued by the next piece."""
    rest = ""
    for data in pieces:
        first, *others = split(data)
        records = [rest + first, *others]
        rest = records.pop()
        if len(rest) > _MAX_RECORD_BYTES:
            records.append(rest)
            rest = ""
        if records:
            yield records
    # The decoder may still hold the bytes of an incomplete character.
    last = rest + "".join(split(b""))
    if last:
        yield [last]
