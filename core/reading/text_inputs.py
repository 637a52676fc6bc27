"""Reads the texts that `scent embed` is given: lines, NUL-terminated records, JSON objects, or whole files."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scent.core.reading.pipes import line_groups, nul_groups
from scent.core.reading.pool import ReaderPool
from scent.errors import ReadError

STDIN = b"-"


@dataclass(frozen=True, slots=True)
class TextInput:
    """A text to embed, in one or several parts, and the fields that are written beside its vector."""

    parts: Iterable[str]
    fields: dict[str, Any]


def lines(sources: Iterable[bytes]) -> Iterator[Sequence[TextInput]]:
    """Yield each line of files (`-` is standard input), in groups that never wait for input that is not there yet.

    Raises:
        ReadError: A file cannot be read, or is binary.
    """
    for source in sources:
        with _open(source) as descriptor:
            for group in line_groups(descriptor):
                yield [TextInput([line], {"text": line}) for line in group]


def nul_records(sources: Iterable[bytes]) -> Iterator[Sequence[TextInput]]:
    """Yield records that end with a NUL byte, and may contain line ends, in groups as `lines` does.

    Raises:
        ReadError: A file cannot be read.
    """
    for source in sources:
        with _open(source) as descriptor:
            for group in nul_groups(descriptor):
                yield [TextInput([text], {"text": text}) for text in group]


def objects(sources: Iterable[bytes], field: str) -> Iterator[Sequence[TextInput]]:
    """Yield JSON objects, one a line, whose text is the value of `field`, in groups as `lines` does.

    Empty lines are skipped.

    Raises:
        ReadError: A file cannot be read, or a line is not an object with such a field. The message
            names the line.
    """
    for source in sources:
        count = 0
        with _open(source) as descriptor:
            for group in line_groups(descriptor):
                numbered = enumerate(group, count + 1)
                yield [_parse_object(line, field, number) for number, line in numbered if line.strip()]
                count += len(group)


def files(paths: Iterable[bytes]) -> Iterator[TextInput]:
    """Yield each file as one text, in any format that scent reads. Take its parts before the next file.

    Raises:
        ReadError: A file cannot be read, or holds no text.
    """
    with ReaderPool() as readers:
        for path in paths:
            yield TextInput(_document_texts(readers, path), {"path": path})


def _document_texts(readers: ReaderPool, path: bytes) -> Iterator[str]:
    try:
        yield from (document.text for document in readers.documents(path))
    except ReadError as error:
        raise _error_in(path, error.message) from None


def _parse_object(line: str, field: str, number: int) -> TextInput:
    try:
        value = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"line {number} is not JSON: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get(field), str):
        raise ReadError(f"line {number} is not an object with a text called {field!r}")
    return TextInput([value[field]], value)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


@contextmanager
def _open(source: bytes) -> Iterator[int]:
    """Open a source and yield its file descriptor. Errors while it is read name the source."""
    try:
        descriptor = 0 if source == STDIN else os.open(source, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield descriptor
        finally:
            if descriptor:
                os.close(descriptor)
    except ReadError as error:
        raise _error_in(source, error.message) from None
    except OSError as error:
        raise _error_in(source, f"it cannot be read: {error.strerror or error}") from error


def _error_in(source: bytes, reason: str) -> ReadError:
    name = "standard input" if source == STDIN else source.decode(errors="backslashreplace")
    return ReadError(f"{name}: {reason}")
