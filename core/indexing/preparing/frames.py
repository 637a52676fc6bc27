"""Encodes prepared documents as bytes that a reader process sends beside each document, and decodes them.

The run does not trust what it receives, as in `scent.core.reading.protocol`: every value is checked.
A frame is four bytes of length (big-endian); so much JSON, with the chunks; the tokens, int32 (tokens,);
and the vectors, float16 (chunks, dims). Numbers of arrays are in the order of this machine's bytes.
"""

import json
from typing import Any, Final

import numpy as np

from scent.arrays import StoredVectors, Tokens
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.indexing.preparing.preparer import Prepared
from scent.core.types import Chunk
from scent.formats.documents.base.document import Document
from scent.formats.index.records import ChunkRecord, Section

_LENGTH_BYTES: Final = 4
_LAST_LINE: Final = 1 << 62


class InvalidFrameError(ValueError):
    """A frame does not hold what a preparer makes of its document."""


def pack(prepared: Prepared) -> bytes:
    """Encode a prepared document. Each path of headings is written once."""
    headings: dict[tuple[str, ...], int] = {}

    def number(heading: tuple[str, ...]) -> int:
        return headings.setdefault(heading, len(headings))

    rows = [
        (
            *(chunk.start, chunk.end, chunk.first_token, chunk.last_token, number(chunk.heading), chunk.place),
            [(section.start, number(section.heading), section.place) for section in chunk.sections],
            *(record.first_line, record.last_line, record.generated),
        )
        for chunk, record in zip(prepared.chunked.chunks, prepared.records, strict=True)
    ]
    head = json.dumps({"chunks": rows, "headings": list(headings)}).encode()
    length = len(head).to_bytes(_LENGTH_BYTES, "big")
    return b"".join([length, head, prepared.chunked.tokens.tobytes(), prepared.vectors.tobytes()])


def unpack(frame: bytes, document: Document, *, vocabulary: int, dims: int) -> Prepared:
    """Decode what was made of a document.

    Args:
        frame: What `pack` returned.
        document: The document.
        vocabulary: The number of pieces in the model's vocabulary.
        dims: Length of a vector.

    Raises:
        InvalidFrameError: A value is missing or impossible.
    """
    try:
        start = _LENGTH_BYTES + int.from_bytes(frame[:_LENGTH_BYTES], "big")
        head = json.loads(frame[_LENGTH_BYTES:start])
        headings = [tuple(map(_text, path)) for path in head["headings"]]
        chunks, records = [], []
        for row in head["chunks"]:
            chunk, record = _chunk(row, headings, document.offset)
            chunks.append(chunk)
            records.append(record)
        tokens, vectors = _arrays(frame[start:], chunks, dims)
    except (KeyError, ValueError, TypeError, IndexError, RecursionError) as error:
        raise InvalidFrameError("not a prepared document") from error
    if not (_fit(chunks, records, document.text) and _are_known(tokens, vocabulary) and np.isfinite(vectors).all()):
        raise InvalidFrameError("a prepared document with impossible values")
    return Prepared(ChunkedDocument(tokens, tuple(chunks)), records, vectors)


def _chunk(row: Any, headings: list[tuple[str, ...]], offset: int) -> tuple[Chunk, ChunkRecord]:  # noqa: ANN401  # from JSON
    start, end, first_token, last_token, number, place, turns, first_line, last_line, generated = row
    heading, place = headings[_whole(number)], _text(place)
    sections = tuple(Section(_whole(at), headings[_whole(under)], _text(where)) for at, under, where in turns)
    chunk = Chunk(_whole(start), _whole(end), _whole(first_token), _whole(last_token), heading, place, sections)
    shifted = tuple(section._replace(start=section.start + offset) for section in sections)
    lines = _whole(first_line), _whole(last_line)
    record = ChunkRecord(
        chunk.start + offset, chunk.end + offset, *lines, heading, place, shifted, generated=bool(generated)
    )
    return chunk, record


def _arrays(data: bytes, chunks: list[Chunk], dims: int) -> tuple[Tokens, StoredVectors]:
    count = chunks[-1].last_token if chunks else 0
    tokens = np.frombuffer(data, np.int32, count)
    vectors = np.frombuffer(data, np.float16, offset=tokens.nbytes)
    return tokens, vectors.reshape(len(chunks), dims)


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise InvalidFrameError("not a whole number")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InvalidFrameError("not a text")
    value.encode()
    return value


def _fit(chunks: list[Chunk], records: list[ChunkRecord], text: str) -> bool:
    """Whether chunks are in order, within the text, and tile the tokens."""
    token = end = 0
    for chunk, record in zip(chunks, records, strict=True):
        in_order = end <= chunk.start < chunk.end <= len(text) and token == chunk.first_token <= chunk.last_token
        sections = [section.start for section in chunk.sections]
        inside = all(chunk.start <= at < chunk.end for at in sections)
        if not (in_order and inside and sections == sorted(sections) and _are_lines(record)):
            return False
        token, end = chunk.last_token, chunk.end
    return True


def _are_lines(record: ChunkRecord) -> bool:
    return record.first_line <= record.last_line < _LAST_LINE


def _are_known(tokens: Tokens, vocabulary: int) -> bool:
    return not len(tokens) or (tokens.min() >= 0 and int(tokens.max()) < vocabulary)
