"""Reuse the vectors that the index has of passages with the same text, wherever these are.

A line that was added to a long file changes one passage, a better reader changes few, and a
paragraph that moves to another file changes none. That holds for the early strategy only, where a
vector depends on nothing but its passage.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scent.arrays import Mask, Rows, StoredVectors, TextHashes, Tokens, Vectors
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.config import Strategy
from scent.errors import DamageError
from scent.formats.index.global_rows import GlobalRows
from scent.formats.index.records import TEXT_HASH_BYTES, ChunkRecord
from scent.formats.index.segment.reader import Segment


@dataclass(frozen=True, slots=True)
class PartlyKnown:
    """A document in chunks, some of whose vectors are known.

    Attributes:
        chunked: The document.
        text_hashes: The hash of the text of each chunk.
        rest: The same document with only those chunks that must be embedded.
        known: Which chunks have a known vector, (chunks,).
        vectors: These vectors, (known chunks, dims).
    """

    chunked: ChunkedDocument
    text_hashes: Sequence[bytes]
    rest: ChunkedDocument
    known: Mask
    vectors: StoredVectors

    @property
    def tokens_embedded(self) -> int:
        """The number of tokens of the chunks that must be embedded."""
        return sum(chunk.last_token - chunk.first_token for chunk in self.rest.chunks)

    @property
    def tokens(self) -> list[Tokens]:
        """The tokens of each chunk whose vector is not known, and none of each other chunk."""
        tokens, chunks = self.chunked.tokens, self.chunked.chunks
        return [
            tokens[:0] if known else tokens[chunk.first_token : chunk.last_token]
            for chunk, known in zip(chunks, self.known.tolist(), strict=True)
        ]

    def with_hashes(self, records: Iterable[ChunkRecord]) -> list[ChunkRecord]:
        """Return the records of all chunks with the hashes of their texts."""
        pairs = zip(records, self.text_hashes, strict=True)
        return [record._replace(text_hash=text_hash) for record, text_hash in pairs]

    def joined(self, embedded: Vectors | StoredVectors) -> Vectors | StoredVectors:
        """Return the vectors of all chunks, (chunks, dims), given those of `rest`."""
        if not self.known.any():
            return embedded
        joined = np.empty((len(self.known), self.vectors.shape[1]), np.float16)
        joined[self.known], joined[~self.known] = self.vectors, embedded
        return joined


class VectorReuse:
    """The exact vectors of an index, by the text of their chunks.

    The table of hashes is made when the first document asks, and takes 24 bytes for each chunk of the
    index. Removed documents count too while a segment still has them: a paragraph that was cut out of
    a file in one run may be pasted into another one before the next.

    Args:
        segments: The index; none if its vectors were made with other settings.
        dims: Length of a vector.
        strategy: Only the early strategy can reuse vectors.
    """

    def __init__(self, segments: Sequence[Segment], dims: int, strategy: Strategy) -> None:
        self._rows = GlobalRows(segments if strategy is Strategy.EARLY else ())
        self._dims = dims

    def look_up(self, text: str, chunked: ChunkedDocument) -> PartlyKnown:
        """Find the known vectors of a document's chunks; `text` is the document's text."""
        hashes = list(text_hashes(text, ((chunk.start, chunk.end) for chunk in chunked.chunks)))
        rows = self._find(hashes)
        vectors = np.empty((len(rows), self._dims), np.float16)
        for segment, inside, local in self._rows.by_segment(rows):
            try:
                vectors[inside] = segment.checked_vectors_at(local)
            except (DamageError, OSError):  # they are made anew
                rows[inside] = -1
        known = rows >= 0
        rest = replace(chunked, chunks=tuple(chunk for chunk, row in zip(chunked.chunks, rows, strict=True) if row < 0))
        return PartlyKnown(chunked, hashes, rest, known, vectors[known])

    def _find(self, hashes: Sequence[bytes]) -> Rows:
        """A row (n,) of a chunk with the text of each of `hashes`; -1 if there is none."""
        if not (hashes and self._rows.chunks and len(self._table[1])):
            return np.full(len(hashes), -1, np.int64)
        table, rows = self._table
        sought = _numbers(hashes)
        places = np.minimum(np.searchsorted(table[:, 0], sought[:, 0]), len(table) - 1)
        return np.where((table[places] == sought).all(axis=1), rows[places], -1)

    @cached_property
    def _table(self) -> tuple[TextHashes, Rows]:
        """The hashes of all chunks with exact vectors (n, 2), sorted by their first number, and the rows of these."""
        hashes = np.zeros((self._rows.chunks, 2), np.uint64)
        for segment, inside, _ in self._rows.by_segment(np.arange(self._rows.chunks)):
            try:
                hashes[inside] = _text_hashes_of(segment)
            except (DamageError, OSError):  # its chunks are embedded anew
                continue
        rows = np.flatnonzero(hashes.any(axis=1))
        rows = rows[np.argsort(hashes[rows, 0])]
        return hashes[rows], rows


def text_hashes(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[bytes]:
    """Yield a hash of what the model reads of each chunk: white space before it counts, that after it does not."""
    for start, end in spans:
        before = start
        while before and text[before - 1].isspace():
            before -= 1
        read = text[before:end].rstrip().encode("utf-8", "surrogatepass")
        yield hashlib.blake2b(read, digest_size=TEXT_HASH_BYTES).digest()


def _text_hashes_of(segment: Segment) -> TextHashes:
    """The hash of the text of each chunk of a segment (chunks, 2); zeros for those with provisional vectors."""
    hashes = segment.text_hashes()
    # Before version 3 of the format, an index had no hashes.
    unknown = np.unique(segment.document_of(np.flatnonzero(~hashes.any(axis=1))))
    for document in unknown[segment.alive[unknown]].tolist():
        pieces, first = segment.pieces(document), int(segment.first_chunk[document])
        offset, text = pieces[0].start, "".join(piece.text for piece in pieces)
        spans = [(chunk.start - offset, chunk.end - offset) for chunk in segment.chunk_records(document)]
        hashes[first : first + len(spans)] = _numbers(list(text_hashes(text, spans)))
    hashes[segment.provisional] = 0
    return hashes


def _numbers(hashes: Sequence[bytes]) -> TextHashes:
    return np.frombuffer(b"".join(hashes), np.uint64).reshape(-1, 2)
