"""One generation of an index, open to search: all its segments and its lexical index as one.

Owned here: global rows, live rows, and ranking within a scope.

A *global row* counts chunks (or documents) over all segments in order, dead ones included, and holds for one
generation.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scent.arrays import Integers, Keys, Mask, Rows, Scores, StoredVectors, Vector
from scent.closing import Closing
from scent.errors import DamageError
from scent.formats.index import manifest
from scent.formats.index.errors import damaged
from scent.formats.index.manifest import Manifest
from scent.formats.index.records import CHUNK_BITS, MOST_CHUNKS, Passage, QueryTerm
from scent.formats.index.segment import candidates, schemas
from scent.formats.index.segment.documents import Documents
from scent.formats.index.segment.segment_reader import Segment
from scent.formats.index.storage import layout
from scent.formats.index.vectors import scan

if TYPE_CHECKING:
    from scent.formats.index.lexical.lexical import LexicalReader

Number = TypeVar("Number", bound=np.generic)

# A writer that commits while a reader opens makes it start over; so many commits in a row are not met in practice.
_TRIES = 100
# Up to so many documents tantivy looks for nothing else; beyond, it is cheaper to look further down a common list.
_FEW_DOCUMENTS = 512


class Reader(Closing):
    """The generation that was current when it was opened. A context manager; use `Reader.open`.

    A reader takes no lock that a writer waits for, waits for none, and stays valid whatever a writer does meanwhile.

    Attributes:
        manifest: the generation's manifest.
        lexical_problem: why `matching` finds nothing although it should; empty if all is well.
    """

    def __init__(self, index: Path, contents: Manifest, *, lexical: bool) -> None:
        self.index = index
        self.manifest = contents
        self.lexical_problem = ""
        self.segments = [
            Segment(layout.segment_directory(index, entry.name), entry, contents.dims) for entry in contents.segments
        ]
        self._lexical = self._open_lexical() if lexical else None
        self._chunk_base = _bases([entry.chunks for entry in contents.segments])
        self._document_base = _bases([entry.documents for entry in contents.segments])
        if (self._ids[1:] <= self._ids[:-1]).any():
            raise damaged(index / layout.SEGMENTS, "has documents out of order")

    @classmethod
    def open(cls, index: Path, *, lexical: bool = True) -> Self:
        """Open the last committed generation of the index in the directory `index`.

        Args:
            index: the index's directory.
            lexical: whether `matching` will be used.

        Raises:
            NoIndexError: there is no index.
            FormatError: a newer scent wrote it.
            DamageError: it is not what was written.
            OSError: it cannot be read.
        """
        contents = manifest.load(index)
        for _ in range(_TRIES):
            problem: Exception | None = None
            reader = None
            try:
                reader = cls(index, contents, lexical=lexical)
            except (DamageError, FileNotFoundError) as error:
                problem = error
            # What is missing was perhaps just replaced: then there is a newer manifest that says by what.
            current = manifest.load(index)
            if current.generation == contents.generation:
                if reader is not None:
                    return reader
                if isinstance(problem, FileNotFoundError):
                    raise damaged(Path(problem.filename), "is missing") from None
                raise problem or AssertionError
            contents = current
        raise DamageError("The index changes faster than it can be opened.", hint="Try again in a moment.")

    def close(self) -> None:
        """Let go of all files. Nothing may be asked of the reader any more."""
        self.segments = []
        self._lexical = None
        for name in ("documents", "_ids", "_alive", "_first_chunk", "_chunk_counts"):
            self.__dict__.pop(name, None)

    @property
    def rows(self) -> int:
        """How many global chunk rows there are, dead ones included."""
        return int(self._chunk_base[-1])

    @property
    def document_rows(self) -> int:
        """How many global document rows there are, dead ones included: the length of a scope."""
        return int(self._document_base[-1])

    def live_chunks(self, scope: Mask | None = None) -> int:
        """How many chunks can be found, in the documents of `scope`, bool (document_rows,), or in all."""
        keep = self._alive if scope is None else self._alive & scope
        return int(self._chunk_counts[keep].sum())

    @cached_property
    def documents(self) -> Documents:
        """The live documents, as columns."""
        tables = [segment.documents for segment in self.segments]
        table = pa.concat_tables(tables) if tables else schemas.DOCUMENTS.empty_table()
        return Documents(table, np.flatnonzero(self._alive))

    def nearest(self, query: Vector, k: int, scope: Mask | None = None) -> tuple[Rows, Scores]:
        """The live chunks whose vectors are nearest to `query`.

        Args:
            query: a vector of length 1, float32 (dims,).
            k: how many chunks at most.
            scope: which documents count, bool (document_rows,); None for all.

        Returns:
            Global rows (n,) and cosines (n,), best first; exact, whatever found them.
        """
        if k <= 0 or not self.rows:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        keep = self._alive if scope is None else self._alive & scope
        found = []
        for number, segment in enumerate(self.segments):
            inside = keep[slice(*self._document_base[number : number + 2])]
            if inside.any():
                near = candidates.proposed(segment, query, k, inside) if scope is None else None
                near = candidates.scanned(segment, query, k, inside) if near is None else near
                found.append((near[0] + self._chunk_base[number], near[1]))
        rows = _joined([rows for rows, _ in found], np.int64)
        rows = rows[scan.candidates(_joined([scores for _, scores in found], np.float32), k)]
        return scan.best(rows, self.scores(query, rows), k)

    def scores(self, query: Vector, rows: Rows) -> Scores:
        """The cosines (n,) of the chunks in `rows` (n,) with `query`, float32 (dims,) of length 1."""
        result = np.empty(len(rows), np.float32)
        for number, segment in enumerate(self.segments):
            base = self._chunk_base[number]
            inside = (rows >= base) & (rows < self._chunk_base[number + 1])
            if inside.any():
                result[inside] = scan.exact(query, segment.vectors_at(rows[inside] - base))
        return result

    def vectors_at(self, rows: Rows) -> StoredVectors:
        """A copy (n, dims) of the vectors of the chunks in `rows` (n,)."""
        result = np.empty((len(rows), self.manifest.dims), np.float16)
        for number, segment in enumerate(self.segments):
            base = self._chunk_base[number]
            inside = (rows >= base) & (rows < self._chunk_base[number + 1])
            if inside.any():
                result[inside] = segment.vectors_at(rows[inside] - base)
        return result

    def matching(self, text: str, k: int, scope: Mask | None = None) -> tuple[Rows, Scores]:
        """The live chunks that share words with `text`.

        Args:
            text: the query as typed.
            k: how many chunks at most.
            scope: which documents count, bool (document_rows,); None for all.

        Returns:
            Global rows (n,) and BM25 scores (n,), best first. Nothing if `lexical_problem` says that it cannot work.
        """
        nothing = np.empty(0, np.int64), np.empty(0, np.float32)
        if self._lexical is None or k <= 0:
            return nothing
        keep = self._alive if scope is None else self._alive & scope
        few = None
        if scope is not None and np.count_nonzero(keep) <= _FEW_DOCUMENTS:
            few = [int(number) for number in self._ids[keep]]
            if not few:
                return nothing
        limit = k
        query_terms: list[QueryTerm] = []
        while True:
            try:
                query_terms = query_terms or self._lexical.query_terms(text)
                keys, scores = self._lexical.search(query_terms, limit, few)
            except DamageError as error:
                self._lexical, self.lexical_problem = None, error.message
                return nothing
            rows, known = self._rows_of(keys, keep)
            if len(rows) >= k or len(keys) < limit:
                return scan.best(rows, scores[known], k)
            limit *= 4

    def query_terms(self, text: str) -> list[QueryTerm]:
        """The words that a query as typed is searched by: see `LexicalReader.query_terms`; none without any.

        Divided by the sum of their weights, the scores of `matching` can be compared between queries.
        """
        return self._lexical.query_terms(text) if self._lexical else []

    def passage(self, row: int) -> Passage:
        """The chunk in the global row `row`, as it was written.

        Raises:
            DamageError: its text is not what was written.
        """
        number, local = self._place(row)
        segment = self.segments[number]
        document, chunk, text = segment.chunk(local)
        record = segment.record(document)
        return Passage(
            path=record.path,
            start=chunk.start,
            end=chunk.end,
            first_line=chunk.first_line,
            last_line=chunk.last_line,
            heading=chunk.heading,
            text=text,
            title=record.title,
            format=record.format,
            size=record.size,
            mtime_ns=record.mtime_ns,
            digest=record.digest,
            document=int(self._document_base[number]) + document,
            row=row,
            place=chunk.place,
            turns=chunk.turns,
            author=record.author,
            date_ns=record.date_ns,
            language=record.language,
            member=record.member,
        )

    def document_of(self, rows: Rows) -> Rows:
        """The global document rows (n,) of the chunks in `rows` (n,)."""
        # Documents without chunks share their first row with the next one, and `right` passes over them.
        return np.searchsorted(self._first_chunk, rows, "right") - 1

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages (ISO 639-1; empty for not known) of the documents that were ever in the lexical index."""
        return self.manifest.lexical.languages if self.manifest.lexical else ()

    def languages_of(self, rows: Rows) -> list[str]:
        """The language of the document of each of the chunks in `rows` (n,)."""
        places = map(self.place_of_document, self.document_of(rows).tolist())
        return [segment.language(row) for segment, row in places]

    def span_text(self, first: int, last: int) -> str:
        """The text from the start of the chunk in row `first` to the end of that in row `last`, of the same document.

        Raises:
            ValueError: they are of different documents, or in the wrong order.
            DamageError: the text is not what was written.
        """
        documents = self.document_of(np.array([first, last]))
        if documents[0] != documents[1] or last < first:
            raise ValueError("rows of two documents have no text between them")
        number, local = self._place(first)
        segment = self.segments[number]
        document = int(documents[0] - self._document_base[number])
        return segment.span(local, local + last - first, document)

    @cached_property
    def _ids(self) -> Keys:
        return _joined([segment.ids for segment in self.segments], np.uint64)

    @cached_property
    def _alive(self) -> Mask:
        return _joined([segment.alive for segment in self.segments], np.bool_)

    @cached_property
    def _chunk_counts(self) -> Integers:
        return _joined([segment.chunk_counts for segment in self.segments], np.int64)

    @cached_property
    def _first_chunk(self) -> Rows:
        pairs = zip(self.segments, self._chunk_base[:-1], strict=True)
        return _joined([segment.first_chunk + base for segment, base in pairs], np.int64)

    def place_of_document(self, row: int) -> tuple[Segment, int]:
        """The segment of the document in the global row `row`, and its row there."""
        number = int(np.searchsorted(self._document_base, row, "right")) - 1
        return self.segments[number], row - int(self._document_base[number])

    def _place(self, row: int) -> tuple[int, int]:
        if not 0 <= row < self.rows:
            raise IndexError(row)
        number = int(np.searchsorted(self._chunk_base, row, "right")) - 1
        return number, row - int(self._chunk_base[number])

    def _rows_of(self, keys: Keys, keep: Mask) -> tuple[Rows, Mask]:
        """The rows of those `keys` that are of a kept document, and which those are.

        What is not known is passed over.
        """
        ids = keys >> np.uint64(CHUNK_BITS)
        numbers = (keys & np.uint64(MOST_CHUNKS - 1)).astype(np.int64)
        places = np.minimum(np.searchsorted(self._ids, ids), max(0, len(self._ids) - 1))
        known = np.zeros(len(keys), np.bool_)
        if len(self._ids):
            known = (self._ids[places] == ids) & keep[places] & (numbers < self._chunk_counts[places])
        return self._first_chunk[places[known]] + numbers[known], known

    def _open_lexical(self) -> "LexicalReader | None":
        from scent.formats.index.lexical.lexical import (
            LexicalReader,  # with tantivy, which only a search for words needs
        )

        entry = self.manifest.lexical
        if entry is None:
            return None
        try:
            return LexicalReader(layout.lexical_directory(self.index, entry.name), entry)
        except FileNotFoundError as error:
            # Either the whole generation has been replaced, which `open` finds out, or it is damage.
            self.lexical_problem = damaged(Path(error.filename), "is missing").message
        except DamageError as error:
            self.lexical_problem = error.message
        return None


def _bases(counts: list[int]) -> Rows:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _joined(arrays: list[npt.NDArray[Number]], kind: type[Number]) -> npt.NDArray[Number]:
    return np.concatenate(arrays) if arrays else np.empty(0, kind)
