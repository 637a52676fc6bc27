"""A segment of the documents of another segment, with other vectors in place of provisional ones."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scent.arrays import StoredVectors, Tokens
from scent.formats.index.manifest import SegmentEntry
from scent.formats.index.segment.reader import Segment
from scent.formats.index.segment.writer import SegmentWriter


class RefinedSegment:
    """Documents that leave `source` in order and keep their ids; `directory` and `dims` are those of a `SegmentWriter`.

    Raises:
        OSError: (from any method) the disk is full, or the directory cannot be written to.
    """

    def __init__(self, directory: Path, dims: int, source: Segment) -> None:
        self.source = source
        self._target = SegmentWriter(directory, dims)
        self._left = iter(np.flatnonzero(source.alive).tolist())

    def add(self, row: int, vectors: StoredVectors, tokens: Sequence[Tokens]) -> int:
        """Append the document in row `row` of the source with these vectors (n, dims); `tokens` as in `Writer.add`.

        Returns:
            The number of bytes of its text.

        Raises:
            ValueError: another live document of the source comes first.
            DamageError: the document has changed since it was written.
        """
        if row != next(self._left, None):
            raise ValueError("documents of a segment are refined in order")
        pieces = self.source.pieces(row)
        number, record = int(self.source.ids[row]), self.source.record(row)
        self._target.add(number, record, pieces, self.source.chunk_records(row), vectors, tokens=tokens)
        return sum(len(piece.text) for piece in pieces)

    def finish(self, graph_from: int) -> SegmentEntry:
        """Complete the segment and return its entry for the manifest; see `SegmentWriter.finish`."""
        return self._target.finish(self._target.directory.name, graph_from)

    def discard(self) -> None:
        """Remove everything that was written."""
        self._target.discard()
