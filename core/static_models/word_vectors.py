"""Reads files of word vectors: word2vec's text and binary form, GloVe's text, and fastText's `.vec`.

The text forms have a line for each word: the word, and its numbers, separated by single spaces. word2vec and fastText
put the number of words and of dims on a line before them, and a space at the end of each line; GloVe does neither, and
some of its words contain spaces. The binary form has the same first line; then, for each word, the word, a space, its
numbers as float32 (little-endian), and mostly a line feed. Sources: `distance.c` and `word2vec.c` of word2vec,
`src/glove.c` of GloVe and `FastText::saveVectors` of fastText.
"""

import re
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from scent.arrays import Vectors
from scent.errors import ModelError

MAX_DIMS: Final = 1 << 14
_MAX_WORDS: Final = 1 << 26
_MAX_WORD_BYTES: Final = 1 << 12
_MAX_LINE: Final = 1 << 20
_BLOCK: Final = 4 << 20
_COUNTS: Final = re.compile(rb"([0-9]{1,12}) ([0-9]{1,9})[ \r]*\n")
_SAMPLE: Final = 1 << 16
# Greater numbers are no part of a vector, and have no float16.
_MOST: Final = 6e4
_NUMBER: Final = re.compile(rb"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


class Layout(NamedTuple):
    """What the beginning of a file tells: `form` is text or binary, `words` is 0 where it does not say how many."""

    form: str
    words: int
    dims: int


def layout(start: bytes) -> Layout | None:
    """The layout of a file that starts with these bytes (64 KiB of a longer one); None if it has no word vectors."""
    if counts := _COUNTS.match(start):
        words, dims = int(counts[1]), int(counts[2])
        if not (0 < words <= _MAX_WORDS and 0 < dims <= MAX_DIMS):
            return None
        line, ended, _ = start[counts.end() :].partition(b"\n")
        is_text = len(_numbers(line)) == dims if ended else all(map(_NUMBER.fullmatch, line.split(b" ")[1:8]))
        return Layout("text" if is_text and b" " in line else "binary", words, dims)
    line, ended, rest = start.partition(b"\n")
    dims = len(_numbers(line))
    second = _numbers(rest.partition(b"\n")[0])
    # Two numbers after a word are hardly a vector; a table of numbers has no words.
    is_glove = ended and 2 < dims <= MAX_DIMS and len(second) >= (dims if b"\n" in rest else 0)  # noqa: PLR2004
    return Layout("text", 0, dims) if is_glove and not _NUMBER.fullmatch(line.split(b" ")[0]) else None


def are_usable(numbers: npt.NDArray[Any]) -> bool:
    """Whether all numbers are finite, and not too great to be parts of a vector."""
    return bool((np.abs(numbers) < _MOST).all())  # NaN is not less


def _numbers(line: bytes) -> list[bytes]:
    """The numbers at the end of a line, but for a first field, which is a word."""
    fields = line.rstrip(b" \r").split(b" ")
    count = next((number for number, field in enumerate(reversed(fields)) if not _NUMBER.fullmatch(field)), len(fields))
    return fields[max(1, len(fields) - count) :]


def read(file: BinaryIO, name: str, size: int) -> Iterator[tuple[list[bytes], Vectors]]:
    """The words (n) of a file of `size` bytes, and their vectors (n, dims), in parts of some megabytes.

    Args:
        file: The file, open at its start.
        name: What errors call it.
        size: Its size in bytes.

    Raises:
        ModelError: the file is damaged, or holds no word vectors.
        OSError: it cannot be read.
    """
    start = file.read(_SAMPLE)
    found = layout(start)
    if found is None:
        raise ModelError(f"{name} is not a file of word vectors", hint="give a GGUF file or a static model")
    file.seek(0)
    if found.words:
        file.readline(_SAMPLE)
        least = found.words * found.dims * (4 if found.form == "binary" else 2)
        if least > size:
            raise _damaged(name, f"it is too short for {found.words:,} words of {found.dims} numbers")
    count = 0
    parts = _binary(file, name, found) if found.form == "binary" else _text(file, name, found.dims)
    for words, vectors in parts:
        if not are_usable(vectors):
            word = next(word for word, vector in zip(words, vectors, strict=True) if not are_usable(vector))
            raise _damaged(name, f"the vector of {word.decode(errors='replace')!r} has a number that is impossible")
        count += len(words)
        if count > _MAX_WORDS:
            raise _damaged(name, "it has too many words")
        yield words, vectors
    if found.words and count != found.words:
        raise _damaged(name, f"it says that it has {found.words:,} words, and has {count:,}")


def _binary(file: BinaryIO, name: str, found: Layout) -> Iterator[tuple[list[bytes], Vectors]]:
    """The words and vectors of the binary form."""
    width = 4 * found.dims
    data, left = b"", found.words
    together = max(1, _BLOCK // width)
    while left:
        words: list[bytes] = []
        rows, at = [], 0
        while left and len(words) < together:
            space = data.find(b" ", at, at + _MAX_WORD_BYTES)
            if space < 0 or space + 1 + width > len(data):
                more = file.read(_BLOCK + _MAX_WORD_BYTES + width)
                if not more:
                    raise _damaged(name, f"it ends after {found.words - left:,} of its {found.words:,} words")
                if space < 0 and len(data) - at > _MAX_WORD_BYTES:
                    raise _damaged(name, "a word is too long")
                data, at = data[at:] + more, 0
                continue
            words.append(data[at:space].lstrip(b"\n"))
            rows.append(data[space + 1 : space + 1 + width])
            at = space + 1 + width
            left -= 1
        data = data[at:]
        yield words, np.frombuffer(b"".join(rows), "<f4").reshape(len(words), found.dims).astype(np.float32, copy=False)
    if (data + file.read(_MAX_WORD_BYTES)).strip():
        raise _damaged(name, f"more follows after its {found.words:,} words")


def _text(file: BinaryIO, name: str, dims: int) -> Iterator[tuple[list[bytes], Vectors]]:
    """The words and vectors of the text forms."""
    begun, number = b"", 0
    while block := file.read(_BLOCK):
        whole, _, begun = (begun + block).rpartition(b"\n")
        if len(begun) > _MAX_LINE:
            raise _damaged(name, "a line is too long")
        if whole:
            yield _lines(whole.split(b"\n"), name, dims, number)
            number += whole.count(b"\n") + 1
    if begun.strip():
        yield _lines([begun], name, dims, number)


def _lines(lines: list[bytes], name: str, dims: int, before: int) -> tuple[list[bytes], Vectors]:
    """The words and vectors of some lines, which follow after `before` others."""
    words, numbers = [], []
    for number, line in enumerate(lines, before + 1):
        stripped = line.rstrip(b" \r")
        spaces = stripped.count(b" ")
        if spaces == dims:
            word, _, rest = stripped.partition(b" ")
        elif spaces > dims:  # some words of GloVe contain spaces
            word, *fields = stripped.rsplit(b" ", dims)
            rest = b" ".join(fields)
        elif not stripped:
            continue
        else:
            raise _damaged(name, f"line {number:,} has {spaces} numbers instead of {dims}")
        words.append(word[:_MAX_WORD_BYTES])
        numbers.append(rest)
    vectors = _parsed(b" ".join(numbers))
    if vectors is None or len(vectors) != len(words) * dims:
        wrong = (number for number, each in enumerate(numbers) if (row := _parsed(each)) is None or len(row) != dims)
        raise _damaged(name, f"the numbers of {words[next(wrong, 0)].decode(errors='replace')!r} cannot be read")
    return words, vectors.reshape(len(words), dims)


def _parsed(numbers: bytes) -> Vectors | None:
    """Numbers that are separated by spaces, or None if they are not all numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return np.fromstring(numbers.decode("ascii"), np.float32, sep=" ")
        except (DeprecationWarning, ValueError):
            return None


def _damaged(name: str, reason: str) -> ModelError:
    return ModelError(f"{name} is damaged: {reason}", hint="download or copy the file again")
