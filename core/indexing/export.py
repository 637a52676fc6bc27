"""What an index holds, as rows for other programs.

Owned here: the columns and their order.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from scent.core.embedding.vector_table import PATH_COLUMNS, Batch, Dtype, Shape, path_columns
from scent.formats.index.reader import Reader
from scent.formats.index.records import ChunkRecord, DocumentRecord
from scent.formats.index.segment.segment_reader import text_of

# Each passage is a row; types are those of `scent.formats.tables.arrow.TYPES`.
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
    "text": "text",
}
# A batch ends with the document that reaches it: what is held of an index at a time.
_ROWS = 2048


def exported(reader: Reader, dtype: Dtype) -> tuple[Shape, Iterator[Batch]]:
    """The shape of the table, and all live passages of an index in batches, read as they are asked for.

    Raises:
        DamageError: (from the iterator) a passage is not what was written.
    """
    return Shape(COLUMNS, reader.manifest.dims, dtype), _batches(reader)


def open_index(index: Path) -> Reader:
    """The last committed generation of the index in a directory, to export.

    Raises:
        NoIndexError: there is none.
        FormatError: a newer scent wrote it.
        DamageError: it is not what was written.
    """
    return Reader.open(index, lexical=False)


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
                rows.append((record.path, *_row(record, chunk), text_of(chunk, piece)))
            vectors.append(segment.document_vectors(document))
            if len(rows) >= _ROWS:
                yield _batch(rows, vectors)
                rows, vectors = [], []
    if rows:
        yield _batch(rows, vectors)


def _row(record: DocumentRecord, chunk: ChunkRecord) -> tuple[Any, ...]:
    where = chunk.first_line, chunk.last_line, chunk.start, chunk.end
    return (*where, list(chunk.heading), chunk.place, record.title, record.format)


def _batch(rows: list[tuple[Any, ...]], vectors: list[Any]) -> Batch:
    paths, *others = zip(*rows, strict=True)
    columns = dict(zip(list(COLUMNS)[2:], others, strict=True))
    return Batch({**path_columns(paths), **columns}, np.concatenate(vectors))
