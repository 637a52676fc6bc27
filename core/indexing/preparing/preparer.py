"""Cuts documents into chunks with provisional vectors, or with exact ones of a model that takes no time."""

from dataclasses import dataclass

import numpy as np

from scent.arrays import StoredVectors, Vectors
from scent.core.chunking.chunk_records import chunk_records
from scent.core.chunking.chunker import ChunkedDocument, chunk
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.provisional import ProvisionalVectors
from scent.core.inference.embedding_model import TextTokenizer
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
    """A document in chunks (n), what the index records of them, and their vectors (n, dims)."""

    chunked: ChunkedDocument
    records: list[ChunkRecord]
    vectors: StoredVectors


def cut(document: Document, language: str, tokenizer: TextTokenizer, sizes: Sizes) -> ChunkedDocument:
    """Cut a document in a language (ISO 639-1, empty if unknown) into chunks."""
    most = None if tokenizer.reads(language) else sizes.foreign_tokens
    return chunk(document, tokenizer.tokenize, sizes.chunk_tokens, most)


class ExactVectors:
    """Makes the vectors of documents with an embedder whose model takes no time."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def vectors(self, document: ChunkedDocument) -> Vectors:
        """The vectors of a document's chunks, float32 (chunks, dims), of length one."""
        (vectors,) = self._embedder.documents([document])
        return vectors


class Preparer:
    """Cuts documents into chunks with vectors."""

    def __init__(self, tokenizer: TextTokenizer, sizes: Sizes, vectors: ProvisionalVectors | ExactVectors) -> None:
        self._tokenizer, self._sizes, self._vectors = tokenizer, sizes, vectors

    def prepare(self, document: Document, language: str) -> Prepared:
        """Prepare a document in a language (ISO 639-1, empty if unknown)."""
        chunked = cut(document, language, self._tokenizer, self._sizes)
        vectors = self._vectors.vectors(chunked).astype(np.float16)
        return Prepared(chunked, chunk_records(document, chunked), vectors)
