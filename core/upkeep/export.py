"""Export the passages of an index with their vectors, as rows of a table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from scent.core.embedding.vector_table import PATH_COLUMNS, Batch, Dtype, TableLayout, path_columns
from scent.formats.index.reader import Reader, require_exact
from scent.formats.index.records import ChunkRecord, DocumentRecord

# The columns of a row, which is a passage; types are those of `scent.formats.tables.arrow.TYPES`.
COLUMNS = {
    **PATH_COLUMNS,
    "start_line": "number",
    "end_line": "number",
    "start": "number",
    "end": "number",
    "heading": "names",
    "place": "name",
    "title": "name",
    "format": "name",
    "generated": "flag",
    "text": "text",
}
# A batch ends with the document that reaches this many rows; one batch is in memory at a time.
_BATCH_ROWS = 2048


def export_passages(reader: Reader, dtype: Dtype) -> tuple[TableLayout, Iterator[Batch]]:
    """Return the layout of the table, and an iterator that reads all live passages in batches.

    Raises:
        DamageError: (from the iterator) A passage is damaged.
    """
    return TableLayout(COLUMNS, reader.manifest.dims, dtype), _batches(reader)


def open_index(index: Path) -> Reader:
    """Open the last commit of the index in a directory, for `export_passages`.

    Raises:
        NoIndexError: There is no index.
        FormatError: A newer scent wrote it.
        DamageError: A file is damaged.
        UsageError: Some passages have no exact vectors yet.
    """
    reader = Reader.open(index, lexical=False)
    try:
        require_exact(reader)
    except BaseException:
        reader.close()
        raise
    return reader


def _batches(reader: Reader) -> Iterator[Batch]:
    rows: list[tuple[Any, ...]] = []
    vectors: list[Any] = []
    for segment in reader.segments:
        for document in np.flatnonzero(segment.alive).tolist():
            chunks = segment.chunk_records(document)
            if not chunks:
                continue
            record, pieces = segment.record(document), iter(segment.pieces(document))
            piece = next(pieces)
            for chunk in chunks:
                while chunk.end > piece.start + len(piece.text):
                    piece = next(pieces)
                rows.append((record.path, *_row(record, chunk), piece.text_of(chunk)))
            vectors.append(segment.document_vectors(document))
            if len(rows) >= _BATCH_ROWS:
                yield _batch(rows, vectors)
                rows, vectors = [], []
    if rows:
        yield _batch(rows, vectors)


def _row(record: DocumentRecord, chunk: ChunkRecord) -> tuple[Any, ...]:
    position = chunk.first_line, chunk.last_line, chunk.start, chunk.end
    return (*position, list(chunk.heading), chunk.place, record.title, record.format, chunk.generated)


def _batch(rows: list[tuple[Any, ...]], vectors: list[Any]) -> Batch:
    paths, *others = zip(*rows, strict=True)
    columns = dict(zip(list(COLUMNS)[2:], others, strict=True))
    return Batch({**path_columns(paths), **columns}, np.concatenate(vectors))
