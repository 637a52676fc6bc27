"""Opens one generation of an index to search: all its segments and its lexical index together.

Chunks and documents are named by their global rows: see `global_rows`.
"""

import errno
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa

from scent.arrays import Keys, Mask, Rows, Scores, StoredVectors, Tokens, Vector
from scent.closing import Closing
from scent.errors import DamageError, UsageError
from scent.formats.index import manifest_file
from scent.formats.index.errors import NO_FILE, damage_error, unreadable
from scent.formats.index.global_rows import GlobalRows, concatenated
from scent.formats.index.lexical_search import LexicalSearch
from scent.formats.index.manifest import Manifest
from scent.formats.index.passages import Passages
from scent.formats.index.records import DocumentRecord, Passage
from scent.formats.index.segment import candidates, schemas
from scent.formats.index.segment.documents import Documents
from scent.formats.index.segment.reader import Segment
from scent.formats.index.storage import layout
from scent.formats.index.vectors import scan

# A commit while a reader opens makes it start again; this many commits in a row do not happen in
# practice.
_TRIES = 100


class Reader(Closing):
    """The generation that was current when the reader was opened.

    A context manager, made by `Reader.open`. A reader and a writer never wait for each other, and a
    reader stays valid whatever a writer does.

    Attributes:
        manifest: the generation's manifest.
        segments: its segments.
        lexical: the search by words.
    """

    def __init__(self, index: Path, contents: Manifest, *, lexical: bool) -> None:
        self.index = index
        self.manifest = contents
        self.segments = [
            Segment(layout.segment_directory(index, entry.name), entry, contents.dims) for entry in contents.segments
        ]
        self._rows = GlobalRows(self.segments)
        self._passages = Passages(self._rows, self.record)
        ids, _ = self._rows.live
        if (ids[1:] <= ids[:-1]).any():
            raise damage_error(index / layout.SEGMENTS, "has documents out of order")
        self.lexical = LexicalSearch(index, contents.lexical if lexical else None, self._rows, self._passages)

    @classmethod
    def open(cls, index: Path, *, lexical: bool = True) -> Self:
        """Open the last committed generation of the index in the directory `index`.

        Args:
            index: the index's directory.
            lexical: whether `lexical` will be used.

        Raises:
            NoIndexError: there is no index.
            FormatError: a newer scent wrote it.
            DamageError: a file has changed since it was written.
            OSError: a file cannot be read.
        """
        contents = manifest_file.load(index)
        for _ in range(_TRIES):
            problem: Exception | None = None
            reader = None
            try:
                reader = cls(index, contents, lexical=lexical)
            except DamageError as error:
                problem = error
            except OSError as error:
                if error.errno not in {errno.ENOENT, *NO_FILE}:
                    raise
                problem = error
            # A file that is missing may just have been replaced; then there is a newer manifest.
            current = manifest_file.load(index)
            if current.generation == contents.generation:
                if reader is not None:
                    return reader
                if isinstance(problem, OSError):
                    raise damage_error(Path(problem.filename), unreadable(problem)) from None
                raise problem or AssertionError
            contents = current
        raise DamageError("the index changes faster than it can be opened", hint="try again in a moment")

    def close(self) -> None:
        """Release all files. The reader may not be used afterwards."""
        self.segments = []
        self._rows = GlobalRows([])
        self._passages = Passages(self._rows, self.record)
        self.lexical = LexicalSearch(self.index, None, self._rows, self._passages)
        self.__dict__.pop("documents", None)

    @property
    def rows(self) -> int:
        """The number of global chunk rows, dead ones included."""
        return self._rows.chunks

    @property
    def document_rows(self) -> int:
        """The number of global document rows, dead ones included: the length of a scope."""
        return self._rows.documents

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages (ISO 639-1; empty: unknown) of all documents ever in the lexical index."""
        return self.manifest.lexical.languages if self.manifest.lexical else ()

    @cached_property
    def documents(self) -> Documents:
        """The live documents, as columns."""
        tables = [segment.documents for segment in self.segments]
        table = pa.concat_tables(tables) if tables else schemas.DOCUMENTS.empty_table()
        return Documents(table, np.flatnonzero(self._rows.alive))

    def live_chunks(self, scope: Mask | None = None) -> int:
        """Return how many chunks can be found in the documents of `scope` (document_rows,), or in all."""
        return int(self._rows.chunk_counts[self._rows.alive_in(scope)].sum())

    def nearest(self, query: Vector, k: int, scope: Mask | None = None) -> tuple[Rows, Scores]:
        """Return the live chunks whose vectors are nearest to `query`.

        Args:
            query: a vector (dims,) of length 1.
            k: most chunks to return.
            scope: which documents to search, bool (document_rows,); None for all.

        Returns:
            Their global rows (n,) and exact cosines (n,), best first. A graph may miss some of the
            nearest chunks.
        """
        if k <= 0 or not self.rows:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        parts = []
        for segment, first_chunk, keep in self._rows.split_documents(self._rows.alive_in(scope)):
            near = candidates.graph_candidates(segment, query, k, keep) if scope is None else None
            near = candidates.scan_candidates(segment, query, k, keep) if near is None else near
            parts.append((near[0] + first_chunk, near[1]))
        rows = concatenated([rows for rows, _ in parts], np.int64)
        rows = rows[scan.candidates(concatenated([scores for _, scores in parts], np.float32), k)]
        return scan.best(rows, self.scores(query, rows), k)

    def scores(self, query: Vector, rows: Rows) -> Scores:
        """Return the cosines (n,) of the chunks in `rows` (n,) with `query` (dims,), of length 1."""
        result = np.empty(len(rows), np.float32)
        for segment, inside, local in self._rows.by_segment(rows):
            result[inside] = scan.exact_scores(query, segment.vectors_at(local))
        return result

    def vectors_at(self, rows: Rows) -> StoredVectors:
        """Return a copy (n, dims) of the vectors of the chunks in `rows` (n,)."""
        result = np.empty((len(rows), self.manifest.dims), np.float16)
        for segment, inside, local in self._rows.by_segment(rows):
            result[inside] = segment.vectors_at(local)
        return result

    def passage(self, row: int) -> Passage:
        """Return the chunk in the global row `row`.

        Raises:
            IndexError: there is no such row.
            DamageError: its text has changed since it was written.
        """
        return self._passages.at(row)

    def chunk_texts(self, document: int) -> tuple[int, list[str]]:
        """Return the row of the first chunk of the document in a global row, and the texts of all its chunks in order.

        Raises:
            DamageError: a text has changed since it was written.
        """
        segment, row = self.place_of_document(document)
        return int(self._rows.first_chunk[document]), segment.chunk_texts(row)

    def span_text(self, first: int, last: int) -> str:
        """Return the text from the start of chunk `first` to the end of `last`, of the same document.

        Raises:
            ValueError: the chunks are of different documents, or in the wrong order.
            DamageError: the text has changed since it was written.
        """
        documents = self._rows.document_of(np.array([first, last]))
        if documents[0] != documents[1] or last < first:
            raise ValueError("rows of two documents have no text between them")
        segment, local = self._rows.segment_of_chunk(first)
        _, document = self._rows.segment_of_document(int(documents[0]))
        return segment.span(local, local + last - first, document)

    def document_of(self, rows: Rows) -> Rows:
        """Return the global document rows (n,) of the chunks in `rows` (n,)."""
        return self._rows.document_of(rows)

    def keys_of(self, rows: Rows) -> Keys:
        """Return the keys (n,) by which the chunks in `rows` (n,) are known in every generation of the index."""
        return self._rows.keys_of(rows)

    def languages_of(self, rows: Rows) -> list[str]:
        """Return the language of the document of each of the chunks in `rows` (n,)."""
        places = map(self.place_of_document, self.document_of(rows).tolist())
        return [segment.language(row) for segment, row in places]

    def generated(self, rows: Rows) -> Mask:
        """Return which of the chunks in `rows` (n,) a program made rather than a person: (n,)."""
        result = np.zeros(len(rows), np.bool_)
        for segment, inside, local in self._rows.by_segment(rows):
            result[inside] = segment.generated(local)
        return result

    def segment(self, name: str) -> Segment:
        """Return the live segment with this name."""
        return next(segment for segment in self.segments if segment.entry.name == name)

    def provisional_chunks(self) -> int:
        """Return how many chunks that can be found have provisional vectors."""
        return sum(
            int((segment.provisional & np.repeat(segment.alive, segment.chunk_counts)).sum())
            for segment in self.segments
            if segment.is_provisional
        )

    def provisional(self, rows: Rows) -> Mask:
        """Return which of the chunks in `rows` (n,) have provisional vectors: (n,)."""
        result = np.zeros(len(rows), np.bool_)
        for segment, inside, local in self._rows.by_segment(rows):
            result[inside] = segment.provisional[local]
        return result

    def tokens_at(self, rows: Rows) -> list[Tokens]:
        """Return the tokens of the chunks in `rows` (n,), which have provisional vectors, in that order."""
        places = map(self._rows.segment_of_chunk, rows.tolist())
        return [segment.tokens_at(row) for segment, row in places]

    def file_ids(self, rows: Rows) -> Keys:
        """Return a number for each of the chunks in `rows` (n,) that only chunks of its file have: uint64 (n,)."""
        result = np.empty(len(rows), np.uint64)
        for segment, inside, local in self._rows.by_segment(rows):
            result[inside] = segment.file_ids(local)
        return result

    def file_of(self, document: int) -> tuple[bytes, bytes]:
        """Return the path of the file of the document in the global row `document`, and its member inside of it."""
        segment, row = self.place_of_document(document)
        return segment.file_of(row)

    def record(self, row: int) -> DocumentRecord:
        """Return the record of the live document in the global row `row`, with what holds for its file now."""
        segment, local = self.place_of_document(row)
        record = segment.record(local)
        if record.last:
            return record
        latest = int(self.documents.latest[np.searchsorted(self.documents.rows, row)])
        segment, local = self.place_of_document(latest)
        of_file = segment.record(local)
        return record._replace(
            size=of_file.size, mtime_ns=of_file.mtime_ns, digest=of_file.digest, indexed_ns=of_file.indexed_ns
        )

    def place_of_document(self, row: int) -> tuple[Segment, int]:
        """Return the segment of the document in the global row `row`, and its row there."""
        return self._rows.segment_of_document(row)


def require_exact(reader: Reader) -> None:
    """Check that all vectors are exact.

    Raises:
        UsageError: some are provisional.
    """
    if provisional := reader.provisional_chunks():
        raise UsageError(
            f"{provisional:,} of {reader.live_chunks():,} passages have no exact vectors yet",
            hint="make them first: scent index",
        )
