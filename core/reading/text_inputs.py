"""Texts to embed, with what is told of each: lines, records, objects or whole files.

Owned here: what a record is in each of them.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scent.core.reading.pool import ReaderPool
from scent.core.reading.streams import line_groups, nul_groups
from scent.errors import ReadError

STDIN = b"-"


@dataclass(frozen=True, slots=True)
class TextInput:
    """One text: its parts, and what comes out again beside its vector."""

    parts: Iterable[str]
    fields: dict[str, Any]


def lines(sources: Iterable[bytes]) -> Iterator[Sequence[TextInput]]:
    """Each line of files (or of stdin, for `-`) is a record; in groups that never wait for a line that is not there.

    Raises:
        ReadError: a file cannot be read, or is binary.
    """
    for source in sources:
        with _opened(source) as descriptor:
            for group in line_groups(descriptor):
                yield [TextInput([line], {"text": line}) for line in group]


def nul_records(sources: Iterable[bytes]) -> Iterator[Sequence[TextInput]]:
    """The same for records that end with NUL bytes; line ends are part of them."""
    for source in sources:
        with _opened(source) as descriptor:
            for group in nul_groups(descriptor):
                yield [TextInput([text], {"text": text}) for text in group]


def objects(sources: Iterable[bytes], field: str) -> Iterator[Sequence[TextInput]]:
    """The same for JSON objects, one a line, whose text is the value of `field`; lines without anything are left out.

    Raises:
        ReadError: a line is no such object; the sentence names it.
    """
    for source in sources:
        number = 0
        with _opened(source) as descriptor:
            for group in line_groups(descriptor):
                numbered = enumerate(group, number + 1)
                yield [_object(line, field, at) for at, line in numbered if line.strip()]
                number += len(group)


def files(paths: Iterable[bytes]) -> Iterator[TextInput]:
    """Each file is a record, read in whatever format it has, before the next one is asked for.

    Raises:
        ReadError: a file cannot be read, or holds no text.
    """
    with ReaderPool() as readers:
        for path in paths:
            yield TextInput(_parts(readers, path), {"path": path})


def _parts(readers: ReaderPool, path: bytes) -> Iterator[str]:
    try:
        yield from (document.text for document in readers.documents(path))
    except ReadError as error:
        raise _about(path, error.message) from None


def _object(line: str, field: str, number: int) -> TextInput:
    try:
        value = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"line {number} is not JSON: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get(field), str):
        raise ReadError(f"line {number} is not an object with a text called {field!r}")
    return TextInput([value[field]], value)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON's")


@contextmanager
def _opened(source: bytes) -> Iterator[int]:
    """A descriptor to read from; what goes wrong while it is read names `source`."""
    try:
        descriptor = 0 if source == STDIN else os.open(source, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield descriptor
        finally:
            if descriptor:
                os.close(descriptor)
    except ReadError as error:
        raise _about(source, error.message) from None
    except OSError as error:
        raise _about(source, f"it cannot be read: {error.strerror or error}") from error


def _about(source: bytes, what: str) -> ReadError:
    name = "standard input" if source == STDIN else source.decode(errors="backslashreplace")
    return ReadError(f"{name}: {what}")
