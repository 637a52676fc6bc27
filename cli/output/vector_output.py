"""Writes tables of vectors as lines of JSON, or in a format for other programs."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scent.cli.output import render, streams
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.embedding.vector_table import Batch, TableLayout

_SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".npy": "npy",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".parquet": "parquet",
}
# The decimals of a vector in JSON: rounding changes a cosine by less than a millionth.
_DECIMALS = 7


def table_format(to: str | None, output: str | None) -> str:
    """The format of a table: `to`, else the one that the file's ending names, else lines of JSON.

    Raises:
        UsageError: the ending is unknown, or binary data would go to a terminal.
    """
    chosen, output = to, _file(output)
    if output is not None and chosen is None:
        chosen = _SUFFIXES.get(Path(output).suffix.lower())
        if chosen is None:
            raise UsageError(
                f"the ending of {output!r} names no format", hint="name one with --to: jsonl, npy, arrow or parquet"
            )
    chosen = chosen or "jsonl"
    if output is None and chosen != "jsonl" and streams.stdout_is_terminal():
        raise UsageError(
            f"{chosen} cannot be written to a terminal", hint=f"write to a file or a pipe: --output vectors.{chosen}"
        )
    return chosen


def _file(output: str | None) -> str | None:
    """The name of the output file; None for stdout, which `-` stands for."""
    return None if output == "-" else output


def write(batches: "Iterable[Batch]", layout: "TableLayout", to: str, output: str | None) -> int:
    """Write a table to a file (None: stdout), batch by batch as they come; returns the number of rows."""
    from scent.core.embedding.vector_table import open_output

    output = _file(output)
    if output is not None:
        with open_output(Path(output)) as (file, seekable):
            if to == "jsonl":
                return _lines(batches, layout, file.writelines, file.flush)
            return _table(batches, layout, to, file, seekable=seekable)
    if to == "jsonl":
        return _lines(batches, layout, streams.write, streams.flush)
    return _table(batches, layout, to, streams.binary(), seekable=False)


def _table(batches: "Iterable[Batch]", layout: "TableLayout", to: str, file: Any, *, seekable: bool) -> int:  # noqa: ANN401  # a binary file
    from scent.core.embedding.vector_table import TableFormat, open_table

    rows = 0
    with open_table(file, TableFormat(to), layout, seekable=seekable) as written:
        for batch in batches:
            written.write(batch.columns, batch.vectors)
            file.flush()
            rows += len(batch.vectors)
    return rows


def _lines(batches: "Iterable[Batch]", layout: "TableLayout", put: Any, flush: Any) -> int:  # noqa: ANN401  # two methods
    from scent.core.embedding.vector_table import convert

    rows = 0
    for batch in batches:
        numbers = convert(batch.vectors, layout.dtype)
        records = batch.records or _transposed(batch.columns, len(numbers))
        put(
            render.json_line({**_plain(record), "vector": [round(number, _DECIMALS) for number in vector.tolist()]})
            for record, vector in zip(records, numbers, strict=True)
        )
        flush()
        rows += len(numbers)
    return rows


def _transposed(columns: Mapping[str, Sequence[Any]], rows: int) -> list[dict[str, Any]]:
    return [{name: values[row] for name, values in columns.items()} for row in range(rows)]


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON; only a path that is not UTF-8 keeps its `path_bytes`."""
    exact = record.get("path_bytes")
    if isinstance(exact, bytes):
        return {**record, "path_bytes": base64.b64encode(exact).decode()}
    return {name: value for name, value in record.items() if name != "path_bytes" or value is not None}
