"""Builds real indexes for tests, over invented documents with stand-in vectors."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scent.formats.index.reader import Reader
from scent.formats.index.records import ChunkRecord, DocumentRecord, Section
from scent.formats.index.writer import Writer

# The subjects of the notes in tests, so that a query finds some notes and not others.
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
    """Return a vector of length 1 that depends only on the text."""
    seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    numbers = np.random.default_rng(seed).standard_normal(DIMS).astype(np.float32)
    return numbers / np.linalg.norm(numbers)


def add(  # noqa: PLR0913  # a document has this many properties
    writer: Writer,
    path: bytes,
    texts: Sequence[str],
    *,
    heading: tuple[str, ...] = (),
    sections: tuple[Section, ...] = (),
    part: int = 0,
    last: bool = True,
    file: int = 0,
    offset: int = 0,
    provisional: bool = False,
) -> int:
    """Add a document with one chunk for each text, each on a line of its own, and return its id."""
    text = "".join(texts)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    record = DocumentRecord(path, len(text), 7, digest, part, last, "text", "A title", offset, 1, file=file)
    chunks, place = [], offset
    for line, chunk in enumerate(texts, 1):
        end = place + len(chunk)
        inside = tuple(section for section in sections if place < section.start < end)
        chunks.append(ChunkRecord(place, end, line, line, heading, sections=inside))
        place += len(chunk)
    vectors = np.array([vector(chunk) for chunk in texts], np.float32).reshape(len(texts), DIMS)
    if provisional:
        return writer.add(record, text, chunks, np.zeros_like(vectors), [tokens_of(chunk) for chunk in texts])
    return writer.add(record, text, chunks, vectors)


def tokens_of(text: str) -> npt.NDArray[np.int32]:
    """Return stand-in tokens of a chunk, at least one."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass") or b"\0\0", np.uint16).astype(np.int32)


def content(index: Path) -> Content:
    """Return all live passages, in order."""
    with Reader.open(index, lexical=False) as reader:
        return passages(reader)


def passages(reader: Reader) -> Content:
    rows = np.flatnonzero(np.isin(reader.document_of(np.arange(reader.rows)), reader.documents.rows)).tolist()
    live = [reader.passage(row) for row in rows]
    return [(p.path, p.start, p.end, p.first_line, p.last_line, p.heading, p.text) for p in live]


def vectors(index: Path) -> dict[Place, npt.NDArray[np.float32]]:
    """Return the vector of every live chunk, by its file and place there."""
    result = {}
    with Reader.open(index, lexical=False) as reader:
        for segment in reader.segments:
            for row in np.flatnonzero(segment.alive).tolist():
                path = segment.record(row).path
                matrix = segment.document_vectors(row).astype(np.float32)
                for chunk, numbers in zip(segment.chunk_records(row), matrix, strict=True):
                    result[path, chunk.start, chunk.end] = numbers
    return result


def assert_same_vectors(index: Path, expected: dict[Place, npt.NDArray[np.float32]]) -> None:
    """Assert that the index has exactly the expected chunks, with the same vectors but for rounding."""
    actual = vectors(index)
    assert actual.keys() == expected.keys()
    for place, numbers in expected.items():
        cosine = numbers @ actual[place] / np.linalg.norm(numbers) / np.linalg.norm(actual[place])
        assert cosine > 0.99999, place
