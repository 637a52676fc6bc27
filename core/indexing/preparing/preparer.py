"""Cuts documents into chunks with provisional vectors."""

from dataclasses import dataclass

import numpy as np

from scent.arrays import StoredVectors
from scent.core.chunking.chunk_records import chunk_records
from scent.core.chunking.chunker import ChunkedDocument, chunk
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.provisional import ProvisionalVectors
from scent.core.inference.tokenizer import Tokenizer
from scent.formats.documents.base.document import Document
from scent.formats.index.records import ChunkRecord


@dataclass(frozen=True, slots=True)
class Sizes:
    """The longest chunk in tokens: in English, and in a language that the model does not read."""

    chunk_tokens: int
    foreign_tokens: int


def sizes_of(embedder: Embedder) -> Sizes:
    """The longest chunks that an embedder takes."""
    return Sizes(embedder.settings.chunk_tokens, embedder.max_foreign_tokens)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document in chunks (n), what the index records of them, and their provisional vectors (n, dims)."""

    chunked: ChunkedDocument
    records: list[ChunkRecord]
    vectors: StoredVectors


def cut(document: Document, language: str, tokenizer: Tokenizer, sizes: Sizes) -> ChunkedDocument:
    """Cut a document in a language (ISO 639-1, empty if unknown) into chunks."""
    most = None if tokenizer.reads(language) else sizes.foreign_tokens
    return chunk(document, tokenizer.tokenize, sizes.chunk_tokens, most)


class Preparer:
    """Cuts documents into chunks with provisional vectors."""

    def __init__(self, tokenizer: Tokenizer, sizes: Sizes, provisional: ProvisionalVectors) -> None:
        self._tokenizer, self._sizes, self._provisional = tokenizer, sizes, provisional

    def prepare(self, document: Document, language: str) -> Prepared:
        """Prepare a document in a language (ISO 639-1, empty if unknown)."""
        chunked = cut(document, language, self._tokenizer, self._sizes)
        vectors = self._provisional.vectors(chunked).astype(np.float16)
        return Prepared(chunked, chunk_records(document, chunked), vectors)
