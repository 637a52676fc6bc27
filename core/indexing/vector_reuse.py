"""Reuse the vectors that the index has of a file when the file is read again.

A line that was added to a long file changes one passage, and a better reader changes few. Each
passage whose text is the same keeps its vector. That holds for the early strategy only, where a
vector depends on nothing but its passage.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from scent.arrays import Integers, Mask, StoredVectors, Tokens, Vectors
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.config import Strategy
from scent.errors import DamageError
from scent.formats.index.segment.reader import Segment

# A document of the index: its segment, and its row there.
StoredDocument = tuple[Segment, int]


@dataclass(frozen=True, slots=True)
class PartlyKnown:
    """A document in chunks, some of whose vectors are known.

    Attributes:
        chunked: The document.
        rest: The same document with only those chunks that must be embedded.
        known: Which chunks have a known vector, (chunks,).
        vectors: These vectors, (known chunks, dims).
    """

    chunked: ChunkedDocument
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

    def joined(self, embedded: Vectors | StoredVectors) -> Vectors | StoredVectors:
        """Return the vectors of all chunks, (chunks, dims), given those of `rest`."""
        if not self.known.any():
            return embedded
        joined = np.empty((len(self.known), self.vectors.shape[1]), np.float16)
        joined[self.known], joined[~self.known] = self.vectors, embedded
        return joined


class KnownVectors:
    """The vectors of some documents of the index, by the text of their chunks.

    It keeps 16 bytes of each text, and where the vector is; so it stays small for a large file.
    """

    def __init__(self, documents: Iterable[StoredDocument]) -> None:
        """Look into `documents`; one that is damaged is left out, and its chunks are embedded anew."""
        self._segments: list[Segment] = []
        self._places: dict[bytes, tuple[int, int]] = {}
        for segment, row in documents:
            try:
                self._add(segment, row)
            except (DamageError, OSError):
                continue

    def look_up(self, text: str, chunked: ChunkedDocument, dims: int) -> PartlyKnown:
        """Find the vectors (of length `dims`) of a document's chunks; `text` is the document's text."""
        spans = ((chunk.start, chunk.end) for chunk in chunked.chunks)
        places = [self._places.get(key) for key in _keys(text, spans)] if self._places else [None] * len(chunked.chunks)
        known = np.array([place is not None for place in places], np.bool_)
        if not known.any():
            return PartlyKnown(chunked, chunked, known, np.empty((0, dims), np.float16))
        found = np.array([place for place in places if place is not None], np.int64)
        rest = tuple(chunk for chunk, place in zip(chunked.chunks, places, strict=True) if place is None)
        return PartlyKnown(chunked, replace(chunked, chunks=rest), known, self._vectors(found, dims))

    def _add(self, segment: Segment, row: int) -> None:
        pieces, records = segment.pieces(row), segment.chunk_records(row)
        if not (pieces and segment.checked_vectors):
            return
        if not self._segments or self._segments[-1] is not segment:
            self._segments.append(segment)
        provisional = [len(tokens) > 0 for tokens in segment.tokens_of(row)] or [False] * len(records)
        offset, text = pieces[0].start, "".join(piece.text for piece in pieces)
        first = int(segment.first_chunk[row])
        spans = ((chunk.start - offset, chunk.end - offset) for chunk in records)
        for number, key in enumerate(_keys(text, spans)):
            if not provisional[number]:
                self._places[key] = len(self._segments) - 1, first + number

    def _vectors(self, places: Integers, dims: int) -> StoredVectors:
        vectors = np.empty((len(places), dims), np.float16)
        for number in np.unique(places[:, 0]).tolist():
            inside = places[:, 0] == number
            vectors[inside] = self._segments[number].vectors_at(places[inside, 1])
        return vectors


class VectorReuse:
    """The vectors of the index that files which are read again can keep.

    Args:
        stored: Returns the documents of the index that may hold the text of the file at a path.
        dims: Length of a vector.
        strategy: Only the early strategy can reuse vectors.
    """

    def __init__(self, stored: Callable[[bytes], Iterable[StoredDocument]], dims: int, strategy: Strategy) -> None:
        self._stored, self._dims = stored, dims
        self._possible = strategy is Strategy.EARLY
        self._path, self._known = b"", KnownVectors(())

    def look_up(self, path: bytes, text: str, chunked: ChunkedDocument) -> PartlyKnown:
        """Find the known vectors of a document of the file `path`, whose documents come one after another."""
        if self._possible and path != self._path:
            self._path, self._known = path, KnownVectors(self._stored(path))
        return self._known.look_up(text, chunked, self._dims)


def _keys(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[bytes]:
    """Yield a hash of what the model reads of each chunk: white space before it counts, that after it does not."""
    for start, end in spans:
        before = start
        while before and text[before - 1].isspace():
            before -= 1
        yield hashlib.blake2b(text[before:end].rstrip().encode("utf-8", "surrogatepass"), digest_size=16).digest()
