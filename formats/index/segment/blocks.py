"""Reads from blocks.arrow where the blocks of a segment's files lie."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from scent.arrays import Checksums, Integers, Rows
from scent.formats.index.segment import schemas


class Blocks(NamedTuple):
    """The blocks (n,) of a file, in order.

    Attributes:
        offsets: first byte of each.
        sizes: bytes of each.
        sums: XXH3-64 of each.
        first_rows: first row in each.
        rows: number of rows in each.
    """

    offsets: Integers
    sizes: Integers
    sums: Checksums
    first_rows: Rows
    rows: Integers

    def of_row(self, row: int) -> int:
        """Return the number of the block that holds a row; it is negative if there is none."""
        return int(np.searchsorted(self.first_rows, row, "right")) - 1


def blocks_of(table: pa.Table, name: str, length: int) -> Blocks:
    """Return the blocks of the file `name`, which has `length` bytes, from blocks.arrow.

    Raises:
        ValueError: the blocks overlap, are out of order, or lie outside of the file.
    """
    mine = np.flatnonzero(table["file"].to_numpy() == name)
    blocks = Blocks(*(table[column].to_numpy()[mine] for column in schemas.BLOCKS.names[1:]))
    offsets, sizes, rows = blocks.offsets, blocks.sizes, blocks.rows
    # No number may exceed the file before they are added up, or the sums could overflow.
    sound = all((column >= 0).all() for column in (offsets, sizes, rows)) and all(
        (column <= length).all() for column in (offsets, sizes)
    )
    ends = offsets + sizes if sound else offsets
    if not sound or (offsets % 8).any() or (ends > length).any() or (offsets[1:] < ends[:-1]).any():
        raise ValueError(name)
    return blocks
