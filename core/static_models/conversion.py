"""Writes the table of a static model from the model's own files.

This runs in a process of its own (`python -m scent.core.static_models.conversion MODEL TABLE`), because the files may
come from anywhere: a tokenizer that crashes or takes all memory ends that process alone.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from scent.arrays import Scores, Vectors
from scent.core.static_models import fasttext, folders, word_vectors
from scent.core.static_models.pieces import PieceTokenizer
from scent.core.static_models.table import TableWriter
from scent.core.static_models.words import word_sections
from scent.core.system import limit_memory, limit_processor_time
from scent.errors import ModelError, ScentError
from scent.regular_files import open_regular

# A word of this share of all text weighs half of a rare one, so that frequent words, which say little, weigh little:
# benchmarks/quality/README.md compares shares. The form is that of Arora et al., "A Simple but Tough-to-Beat Baseline
# for Sentence Embeddings" (ICLR 2017).
_HALF: Final = 1e-5
_BLOCK_ROWS: Final = 2_000
# So many of the first words tell whether a file is in alphabetical order, and its order says nothing about frequency.
_ORDERED: Final = 1_000
REFUSED: Final = 3  # the exit status of a conversion that explains on stdout why the model cannot be used
# In bytes, beside a model's own size: the interpreter, its libraries, and a vocabulary of any size.
_MEMORY: Final = 4 << 30
_GROWTH: Final = 4
# Ten times as long as a slow processor takes: a regular expression of a tokenizer may never end.
_SECONDS: Final = 120
_BYTES_A_SECOND: Final = 200_000


def convert(model: Path, table: Path) -> None:
    """Write the table of the static model in a file or a directory.

    Raises:
        ModelError: the model is damaged or of another kind, or a library that reads it is not installed.
        OSError: a file cannot be read or written.
    """
    with table.open("w+b") as out:
        writer = TableWriter(out)
        if model.is_dir():
            _convert_folder(model, writer)
            return
        with open_regular(model) as file:
            if file.peek(len(fasttext.MAGIC)).startswith(fasttext.MAGIC):
                _convert_fasttext(file, model, writer)
            else:
                _convert_words(file, model, writer)


def _convert_folder(path: Path, writer: TableWriter) -> None:
    folder = folders.find(path)
    content = folders.read(folder)
    tokenizer = PieceTokenizer(content.tokenizer, folder.name)
    tokenizer.tokenize(["a few words to run"])
    rows = len(content.vectors) if content.rows is None else len(content.rows)
    weights = tokenizer.size if content.weights is None else len(content.weights)
    for what, count in (("vectors", rows), ("weights", weights)):
        if count < tokenizer.size:
            raise ModelError(
                f"{folder.name} is damaged: it has {tokenizer.size:,} tokens and {count:,} {what}",
                hint="download or copy the folder again",
            )
    writer.add("vectors", content.vectors)
    if content.weights is not None:
        writer.add("weights", content.weights[: tokenizer.size])
    if content.rows is not None:
        writer.add("rows", content.rows[: tokenizer.size])
    writer.add("tokenizer", np.frombuffer(content.tokenizer, np.uint8))
    skipped = tokenizer.unknown if content.skips_unknown else -1
    writer.finish({"tokens": tokenizer.size, "skipped": skipped, "name": folder.name})


def _convert_fasttext(file: BinaryIO, path: Path, writer: TableWriter) -> None:
    content = fasttext.read(file, path.name, path.stat().st_size)
    frequencies = (content.counts / max(1, int(content.counts.sum()))).astype(np.float32)
    weights = _weights(frequencies)
    for start in range(0, len(content.words), _BLOCK_ROWS):
        with np.errstate(all="ignore"):  # of damaged numbers, which are looked for next
            vectors = content.word_vectors(start, start + _BLOCK_ROWS)
        writer.add("vectors", _usable(vectors, path))
    buckets = len(content.vectors) - len(content.words)
    if content.parts.buckets:
        for start in range(0, buckets, _BLOCK_ROWS):
            rows = content.vectors[len(content.words) + start : len(content.words) + start + _BLOCK_ROWS]
            writer.add("grams", _usable(rows, path))
    _add_words(writer, content.words, weights)
    writer.finish({"tokens": len(content.words), "parts": content.parts, "name": path.stem})


def _convert_words(file: BinaryIO, path: Path, writer: TableWriter) -> None:
    words: list[bytes] = []
    for part, vectors in word_vectors.read(file, path.name, path.stat().st_size):
        words += part
        writer.add("vectors", vectors)
    if not words:
        raise ModelError(f"{path.name} has no words", hint="download or copy the file again")
    _add_words(writer, words, _weights(_ranked_frequencies(words)))
    writer.finish({"tokens": len(words), "name": path.stem})


def _add_words(writer: TableWriter, words: Sequence[bytes], weights: Scores) -> None:
    writer.add("weights", weights)
    for name, section in word_sections(words).items():
        writer.add(name, section)


def _ranked_frequencies(words: Sequence[bytes]) -> Scores:
    """How frequent words are by Zipf's law, the most frequent first; zeros if the order is that of the alphabet."""
    first = words[:_ORDERED]
    if list(first) == sorted(first):
        return np.zeros(len(words), np.float32)
    ranks = np.arange(1, len(words) + 1, dtype=np.float32)
    return np.asarray(1 / (ranks * np.float32(np.log(len(words) + 1))))


def _weights(frequencies: Scores) -> Scores:
    """What the vector of each word is multiplied with, by its share of all text: float32 (words,), from 0 to 1."""
    return np.asarray(_HALF / (_HALF + frequencies), np.float32)


def _usable(vectors: Vectors, path: Path) -> Vectors:
    """The same vectors; ModelError if a number is impossible."""
    if not word_vectors.are_usable(vectors):
        raise ModelError(
            f"{path.name} is damaged: a vector has a number that is impossible", hint="download or copy the file again"
        )
    return vectors


def main(model: Path, table: Path) -> int:
    """Convert in this process; returns the exit status: 0, or 3 after printing an error's message and its hint."""
    size = sum(file.stat().st_size for file in folders.find(model).files) if model.is_dir() else model.stat().st_size
    limit_memory(_GROWTH * size + _MEMORY)
    limit_processor_time(_SECONDS + size / _BYTES_A_SECOND)
    try:
        convert(model, table)
    except ScentError as error:
        print(error.message, error.hint, sep="\n")  # noqa: T201 - how it answers
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
