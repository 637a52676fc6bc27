"""Rows with vectors for other programs: the door through which the command line reaches `scent.formats.tables`.

Owned here: what a batch is on its way there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scent.arrays import StoredVectors, Vectors
from scent.formats.tables.dtype import Dtype, convert
from scent.formats.tables.output_file import open_output
from scent.formats.tables.table_writer import TableFormat, TableLayout, open_table

__all__ = ["Batch", "Dtype", "TableFormat", "TableLayout", "convert", "open_output", "open_table", "path_columns"]

# The types of columns for a path: readable, and exact where UTF-8 cannot hold it.
PATH_COLUMNS = {"path": "name", "path_bytes": "bytes?"}


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of a table: each column's values (n), and vectors (n, dims).

    `records` are the rows as JSON shows them, where they hold more than the columns do.
    """

    columns: Mapping[str, Sequence[Any]]
    vectors: Vectors | StoredVectors
    records: Sequence[Mapping[str, Any]] = ()


def path_columns(paths: Sequence[bytes]) -> dict[str, list[Any]]:
    """Paths as the columns `path`, to read, and `path_bytes`, None unless UTF-8 cannot hold the name."""
    readable = [path.decode(errors="backslashreplace") for path in paths]
    exact = [None if text.encode() == path else path for text, path in zip(readable, paths, strict=True)]
    return {"path": readable, "path_bytes": exact}
