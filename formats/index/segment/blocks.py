"""Where the blocks of a segment's files lie, as blocks.arrow says."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from scent.arrays import Checksums, Integers, Rows
from scent.formats.index.segment import schemas


class Blocks(NamedTuple):
    """The blocks (n,) of a file, one behind the other: their bytes, their checksums, and the rows that they hold."""

    offsets: Integers
    sizes: Integers
    sums: Checksums
    first_rows: Rows
    rows: Integers

    def of_row(self, row: int) -> int:
        """The number of the block that would hold a row; below zero where none does."""
        return int(np.searchsorted(self.first_rows, row, "right")) - 1


def blocks_of(table: pa.Table, name: str, length: int) -> Blocks:
    """The blocks of the file `name`, of `length` bytes, out of all of blocks.arrow.

    Raises:
        ValueError: they do not lie within the file, one behind the other.
    """
    mine = np.flatnonzero(table["file"].to_numpy() == name)
    blocks = Blocks(*(table[column].to_numpy()[mine] for column in schemas.BLOCKS.names[1:]))
    offsets, sizes, rows = blocks.offsets, blocks.sizes, blocks.rows
    # Each is proven to be no larger than the file before they are added up.
    sound = all((column >= 0).all() for column in (offsets, sizes, rows)) and all(
        (column <= length).all() for column in (offsets, sizes)
    )
    ends = offsets + sizes if sound else offsets
    if not sound or (offsets % 8).any() or (ends > length).any() or (offsets[1:] < ends[:-1]).any():
        raise ValueError(name)
    return blocks
