"""Cuts documents into chunks with provisional vectors."""

from dataclasses import dataclass

import numpy as np

from scent.arrays import StoredVectors
from scent.core.chunking.chunk_records import chunk_records
from scent.core.chunking.chunker import ChunkedDocument, chunk
from scent.core.embedding.provisional import ProvisionalVectors
from scent.core.inference.tokenizer import Tokenizer
from scent.formats.documents.base.document import Document
from scent.formats.index.records import ChunkRecord


@dataclass(frozen=True, slots=True)
class Sizes:
    """The longest chunk in tokens: in English, and in a language that the model does not read."""

    chunk_tokens: int
    foreign_tokens: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document in chunks (n), what the index records of them, and their provisional vectors (n, dims)."""

    chunked: ChunkedDocument
    records: list[ChunkRecord]
    vectors: StoredVectors


class Preparer:
    """Cuts documents into chunks with provisional vectors.

    `pieces` is the number of pieces in the model's vocabulary.
    """

    def __init__(self, tokenizer: Tokenizer, sizes: Sizes, provisional: ProvisionalVectors) -> None:
        self._tokenizer, self._sizes, self._provisional = tokenizer, sizes, provisional
        self.pieces = tokenizer.size

    def prepare(self, document: Document, language: str) -> Prepared:
        """Prepare a document in a language (ISO 639-1, empty if unknown)."""
        most = None if self._tokenizer.reads(language) else self._sizes.foreign_tokens
        chunked = chunk(document, self._tokenizer.tokenize, self._sizes.chunk_tokens, most)
        vectors = self._provisional.vectors(chunked).astype(np.float16)
        return Prepared(chunked, chunk_records(document, chunked), vectors)
