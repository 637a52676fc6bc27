"""The tokens of chunks whose vectors are provisional: with them, an exact vector can be made at any time."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from scent.arrays import Tokens
from scent.formats.index.segment import schemas
from scent.formats.index.segment.arrow_writer import ArrowWriter
from scent.formats.index.storage.checksum import FileSum

# Tokens in a record batch, which bound the memory of the writer.
_BATCH_TOKENS = 1 << 20


class TokensWriter:
    """Writes tokens.arrow: a row for each chunk of a segment, empty where the chunk's vector is exact.

    Args:
        path: the file; must not exist.
        before: number of chunks before the first one that is added, all exact.
    """

    def __init__(self, path: Path, before: int) -> None:
        self._file = ArrowWriter(path, schemas.TOKENS)
        self._rows: list[Tokens] = []
        self._waiting = 0
        self.add_exact(before)

    def add(self, chunks: Sequence[Tokens]) -> None:
        """Append the tokens of some chunks; an exact one has none."""
        self._rows += chunks
        self._waiting += sum(map(len, chunks))
        if self._waiting >= _BATCH_TOKENS or len(self._rows) >= schemas.BATCH_ROWS:
            self._flush()

    def add_exact(self, chunks: int) -> None:
        """Append so many chunks that have exact vectors."""
        for start in range(0, chunks, schemas.BATCH_ROWS):
            self.add([_NONE] * min(schemas.BATCH_ROWS, chunks - start))

    def finish(self) -> FileSum:
        """Complete the file, sync it and close it."""
        self._flush()
        return self._file.finish()

    def abandon(self) -> None:
        """Close the file without completing it."""
        self._file.abandon()

    def _flush(self) -> None:
        if self._rows:
            ends = np.cumsum([0, *map(len, self._rows)], dtype=np.int32)
            values = pa.array(np.concatenate(self._rows).astype(np.int32, copy=False))
            kind = schemas.TOKENS.field(0).type
            column = pa.ListArray.from_arrays(pa.array(ends), values, type=kind)
            self._file.write(pa.record_batch([column], schema=schemas.TOKENS))
            self._rows, self._waiting = [], 0


_NONE = np.empty(0, np.int32)


def tokens_of_rows(table: pa.Table) -> list[Tokens]:
    """Return the tokens of each row of a table of tokens.arrow."""
    rows: list[Tokens] = []
    for batch in table.column(0).chunks:
        ends, values = batch.offsets.to_numpy(), batch.values.to_numpy()
        rows += [values[start:end] for start, end in pairwise(ends.tolist())]
    return rows


def lengths(table: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the number of tokens of each row (rows,) of a table of tokens.arrow."""
    parts = [np.diff(batch.offsets.to_numpy()).astype(np.int64) for batch in table.column(0).chunks]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)
