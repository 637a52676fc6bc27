"""Write a table of vectors to stdout or a file, as lines of JSON or in a binary format."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scent.cli.output import render, streams
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.embedding.vector_table import Batch, TableLayout

_FORMATS_BY_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".npy": "npy",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".parquet": "parquet",
}
# Digits after the point of a unit vector's numbers in JSON. Rounding changes a cosine by less than
# a millionth.
_DIGITS = 7


def table_format(to: str | None, output: str | None) -> str:
    """The format of a table: `to`, or else that of the file's suffix, or else lines of JSON.

    Raises:
        UsageError: the suffix is unknown, or a binary format would go to a terminal.
    """
    chosen, output = to, _file(output)
    if output is not None and chosen is None:
        chosen = _FORMATS_BY_SUFFIX.get(Path(output).suffix.lower())
        if chosen is None:
            raise UsageError(
                f"the ending of {output!r} is not a known format",
                hint="name one with --to: jsonl, npy, arrow or parquet",
            )
    chosen = chosen or "jsonl"
    if output is None and chosen != "jsonl" and streams.stdout_is_terminal():
        raise UsageError(
            f"{chosen} cannot be written to a terminal", hint=f"write to a file or a pipe: --output vectors.{chosen}"
        )
    return chosen


def _file(output: str | None) -> str | None:
    """The file that `--output` names; None for stdout, which is also written `-`."""
    return None if output == "-" else output


def write(batches: "Iterable[Batch]", layout: "TableLayout", to: str, output: str | None) -> int:
    """Write batches to a file (None: stdout) as they arrive, and return the number of rows."""
    from scent.core.embedding.vector_table import open_output, write_table

    output = _file(output)
    if output is not None:
        with open_output(Path(output)) as (file, seekable):
            if to == "jsonl":
                return _write_lines(batches, layout, file.writelines, file.flush)
            return write_table(batches, layout, to, file, seekable=seekable)
    if to == "jsonl":
        return _write_lines(batches, layout, streams.write, streams.flush)
    return write_table(batches, layout, to, streams.binary(), seekable=False)


def _write_lines(batches: "Iterable[Batch]", layout: "TableLayout", write_lines: Any, flush: Any) -> int:  # noqa: ANN401  # two methods
    from scent.core.embedding.vector_table import convert

    rows = 0
    for batch in batches:
        vectors = convert(batch.vectors, layout.dtype)
        records = batch.records or _records(batch.columns, len(vectors))
        write_lines(
            render.json_line({**_to_json(record), "vector": [round(number, _DIGITS) for number in vector.tolist()]})
            for record, vector in zip(records, vectors, strict=True)
        )
        flush()
        rows += len(vectors)
    return rows


def _records(columns: Mapping[str, Sequence[Any]], rows: int) -> list[dict[str, Any]]:
    return [{name: values[row] for name, values in columns.items()} for row in range(rows)]


def _to_json(record: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON: with the bytes of the path in base64 if the path is not UTF-8."""
    exact = record.get("path_bytes")
    if isinstance(exact, bytes):
        return {**record, "path_bytes": base64.b64encode(exact).decode()}
    return {name: value for name, value in record.items() if name != "path_bytes" or value is not None}
