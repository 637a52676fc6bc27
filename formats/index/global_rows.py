"""Numbers the documents and chunks of all segments of a generation, in one sequence each.

A *global row* counts chunks (or documents) over all segments in order, dead ones included. It holds
for one generation.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scent.arrays import Integers, Keys, Mask, Rows
from scent.formats.index.records import CHUNK_BITS, MOST_CHUNKS
from scent.formats.index.segment.reader import Segment

Number = TypeVar("Number", bound=np.generic)


class GlobalRows:
    """The global rows of some open segments.

    Attributes:
        segments: the segments.
        chunks: how many global chunk rows there are.
        documents: how many global document rows there are.

    Raises:
        DamageError: (from any method) a documents.arrow has changed since it was written.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        self._chunk_starts = _starts([segment.entry.chunks for segment in segments])
        self._document_starts = _starts([segment.entry.documents for segment in segments])
        self.chunks = int(self._chunk_starts[-1])
        self.documents = int(self._document_starts[-1])

    @cached_property
    def ids(self) -> Keys:
        """The documents' ids (documents,); those of live documents are ascending."""
        return concatenated([segment.ids for segment in self.segments], np.uint64)

    @cached_property
    def live(self) -> tuple[Keys, Rows]:
        """The ids of the live documents (n,), ascending, and their rows (n,).

        A dead document may have the id of a live one: its copy with provisional vectors.
        """
        rows = np.flatnonzero(self.alive)
        return self.ids[rows], rows

    @cached_property
    def alive(self) -> Mask:
        """Which documents are live (documents,)."""
        return concatenated([segment.alive for segment in self.segments], np.bool_)

    def alive_in(self, scope: Mask | None) -> Mask:
        """Which documents of `scope` (documents,) are live (documents,); None: which of all."""
        return self.alive if scope is None else self.alive & scope

    @cached_property
    def chunk_counts(self) -> Integers:
        """Each document's number of chunks (documents,)."""
        return concatenated([segment.chunk_counts for segment in self.segments], np.int64)

    @cached_property
    def first_chunk(self) -> Rows:
        """Each document's first chunk row (documents,)."""
        starts = zip(self.segments, self._chunk_starts[:-1], strict=True)
        return concatenated([segment.first_chunk + start for segment, start in starts], np.int64)

    def document_of(self, rows: Rows) -> Rows:
        """Return the document rows (n,) of the chunks in `rows` (n,)."""
        # Documents without chunks share their first row with the next document; "right" finds that
        # one.
        return np.searchsorted(self.first_chunk, rows, "right") - 1

    def segment_of_chunk(self, row: int) -> tuple[Segment, int]:
        """Return the segment of the chunk in `row`, and the chunk's row there.

        Raises:
            IndexError: there is no such row.
        """
        if not 0 <= row < self.chunks:
            raise IndexError(row)
        number = int(np.searchsorted(self._chunk_starts, row, "right")) - 1
        return self.segments[number], row - int(self._chunk_starts[number])

    def segment_of_document(self, row: int) -> tuple[Segment, int]:
        """Return the segment of the document in `row`, and the document's row there."""
        number = int(np.searchsorted(self._document_starts, row, "right")) - 1
        return self.segments[number], row - int(self._document_starts[number])

    def by_segment(self, rows: Rows) -> Iterator[tuple[Segment, Mask, Rows]]:
        """Yield each segment with any of the chunk `rows` (n,), which ones (n,), and their rows there."""
        for segment, start, end in zip(self.segments, self._chunk_starts, self._chunk_starts[1:], strict=False):
            inside = (rows >= start) & (rows < end)
            if inside.any():
                yield segment, inside, rows[inside] - start

    def split_documents(self, keep: Mask) -> Iterator[tuple[Segment, int, Mask]]:
        """Yield each segment with a document in `keep` (documents,), its first chunk row, and its `keep`."""
        starts = zip(self._document_starts, self._document_starts[1:], strict=False)
        for segment, first_chunk, (start, end) in zip(self.segments, self._chunk_starts.tolist(), starts, strict=False):
            if keep[start:end].any():
                yield segment, first_chunk, keep[start:end]

    def keys_of(self, rows: Rows) -> Keys:
        """Return the lexical keys (n,) of the chunks in `rows` (n,): they stay the same for as long as a chunk is."""
        documents = self.document_of(rows)
        numbers = (rows - self.first_chunk[documents]).astype(np.uint64)
        return (self.ids[documents] << np.uint64(CHUNK_BITS)) | numbers

    def rows_of_keys(self, keys: Keys, keep: Mask) -> tuple[Rows, Mask]:
        """Return the chunk rows of the lexical `keys` (n,) of documents in `keep` (documents,).

        Returns:
            The rows, and which of the keys they belong to (n,). Unknown keys are passed over.
        """
        ids = keys >> np.uint64(CHUNK_BITS)
        numbers = (keys & np.uint64(MOST_CHUNKS - 1)).astype(np.int64)
        live_ids, live_rows = self.live
        if not len(live_ids):
            return np.empty(0, np.int64), np.zeros(len(keys), np.bool_)
        places = np.minimum(np.searchsorted(live_ids, ids), len(live_ids) - 1)
        rows = live_rows[places]
        known = (live_ids[places] == ids) & keep[rows] & (numbers < self.chunk_counts[rows])
        return self.first_chunk[rows[known]] + numbers[known], known


def concatenated(arrays: list[NDArray[Number]], dtype: type[Number]) -> NDArray[Number]:
    """Return all `arrays` as one, also if there are none."""
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)


def _starts(counts: list[int]) -> Rows:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
