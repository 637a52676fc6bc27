"""Indexes for tests: real ones, over invented documents with stand-in vectors."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scent.formats.index.reader import Reader
from scent.formats.index.records import ChunkRecord, DocumentRecord, Section
from scent.formats.index.writer import Writer

# What the notes of tests are about, so that a query finds some of them and not others.
WORDS = [
    "boiler",
    "garden",
    "ledger",
    "violin",
    "harbour",
    "winter",
    "engine",
    "letter",
    "orchard",
    "compass",
    "kettle",
]
DIMS = 16

Place = tuple[bytes, int, int]
Content = list[tuple[bytes, int, int, int, int, tuple[str, ...], str]]


def opened(index: Path, *, graph_from: int = 1_000_000, wait: float = 0) -> Writer:
    return Writer.open(
        index, fingerprint="stand-in", settings={"model": "stand-in"}, dims=DIMS, graph_from=graph_from, wait=wait
    )


def vector(text: str) -> npt.NDArray[np.float32]:
    """A vector of length 1 that depends on nothing but the text."""
    seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    numbers = np.random.default_rng(seed).standard_normal(DIMS).astype(np.float32)
    return numbers / np.linalg.norm(numbers)


def add(  # noqa: PLR0913  # a document has so many sides
    writer: Writer,
    path: bytes,
    texts: Sequence[str],
    *,
    heading: tuple[str, ...] = (),
    turns: tuple[Section, ...] = (),
    part: int = 0,
    last: bool = True,
    file: int = 0,
    offset: int = 0,
) -> int:
    """Add a document of one chunk a text, each on a line of its own."""
    text = "".join(texts)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    record = DocumentRecord(path, len(text), 7, digest, part, last, "text", "A title", offset, 1, file=file)
    chunks, place = [], offset
    for line, chunk in enumerate(texts, 1):
        end = place + len(chunk)
        inside = tuple(turn for turn in turns if place < turn.start < end)
        chunks.append(ChunkRecord(place, end, line, line, heading, turns=inside))
        place += len(chunk)
    vectors = np.array([vector(chunk) for chunk in texts], np.float32).reshape(len(texts), DIMS)
    return writer.add(record, text, chunks, vectors)


def content(index: Path) -> Content:
    """All live passages, in order."""
    with Reader.open(index, lexical=False) as reader:
        return passages(reader)


def passages(reader: Reader) -> Content:
    rows = np.flatnonzero(np.repeat(reader._alive, reader._chunk_counts)).tolist()
    found = [reader.passage(row) for row in rows]
    return [(p.path, p.start, p.end, p.first_line, p.last_line, p.heading, p.text) for p in found]


def vectors(index: Path) -> dict[Place, npt.NDArray[np.float32]]:
    """The vector of every live chunk, by its file and place there."""
    found = {}
    with Reader.open(index, lexical=False) as reader:
        for segment in reader.segments:
            for row in np.flatnonzero(segment.alive).tolist():
                path = segment.record(row).path
                matrix = segment.document_vectors(row).astype(np.float32)
                for chunk, numbers in zip(segment.chunk_records(row), matrix, strict=True):
                    found[path, chunk.start, chunk.end] = numbers
    return found


def assert_same_vectors(index: Path, expected: dict[Place, npt.NDArray[np.float32]]) -> None:
    """The index holds the expected chunks and no others, and their vectors differ by no more than rounding."""
    found = vectors(index)
    assert found.keys() == expected.keys()
    for place, numbers in expected.items():
        cosine = numbers @ found[place] / np.linalg.norm(numbers) / np.linalg.norm(found[place])
        assert cosine > 0.99999, place
