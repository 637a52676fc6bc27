"""Tables of vectors for other programs: what the verbs `embed` and `export` write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from scent.arrays import StoredVectors, Vectors
from scent.formats.tables.dtype import Dtype, convert
from scent.formats.tables.output_file import open_output
from scent.formats.tables.table_writer import TableFormat, TableLayout, open_table

__all__ = ["PATH_COLUMNS", "Batch", "Dtype", "TableLayout", "convert", "open_output", "path_columns", "write_table"]

# The columns of a path with their types: readable text, and the exact bytes if they are not UTF-8.
PATH_COLUMNS = {"path": "name", "path_bytes": "bytes?"}


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of a table: the values (n) of each column, and vectors (n, dims).

    `records` are the rows as JSON shows them, if they contain more than the columns.
    """

    columns: Mapping[str, Sequence[Any]]
    vectors: Vectors | StoredVectors
    records: Sequence[Mapping[str, Any]] = ()


def path_columns(paths: Sequence[bytes]) -> dict[str, list[Any]]:
    """The values of `PATH_COLUMNS`: `path` is readable, and `path_bytes` is None if the path is UTF-8."""
    readable = [path.decode(errors="backslashreplace") for path in paths]
    exact = [None if text.encode() == path else path for text, path in zip(readable, paths, strict=True)]
    return {"path": readable, "path_bytes": exact}


def write_table(
    batches: Iterable[Batch], layout: TableLayout, table_format: str, file: BinaryIO, *, seekable: bool
) -> int:
    """Write batches to a file as they arrive, and return the number of rows.

    `table_format` is npy, arrow or parquet; `seekable` says whether `file` is a new file.

    Raises:
        OSError: the disk is full, or the reader of a pipe has gone.
    """
    rows = 0
    with open_table(file, TableFormat(table_format), layout, seekable=seekable) as output:
        for batch in batches:
            output.write(batch.columns, batch.vectors)
            file.flush()
            rows += len(batch.vectors)
    return rows
