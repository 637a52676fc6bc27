"""What passages are compared with: a file of the index, or some of its lines."""

import os
from typing import NamedTuple

import numpy as np

from scent.arrays import Rows, Vector
from scent.core.chunking.pooling import normalised
from scent.core.files.paths import canonical
from scent.core.search.ranking.ranker import Ranker
from scent.errors import UsageError
from scent.formats.index.reader import Reader


class Reference(NamedTuple):
    """What passages are compared with: a unit vector (dims,), and the rows (n,) of its own chunks in the index."""

    vector: Vector
    rows: Rows


def reference_to(
    reader: Reader, ranker: Ranker, path: bytes, lines: tuple[int, int] | None, seconds: float
) -> Reference:
    """The mean vector and the chunks of a file, or of its lines (first and last, from 1, inclusive).

    Exact vectors are made for at most so many seconds.

    Raises:
        UsageError: the index does not hold the file, or no text in these lines.
    """
    name = canonical(path)
    documents = [row for row, known in zip(reader.documents.rows, reader.documents.paths, strict=True) if known == name]
    if not documents:
        raise _unknown_file(path)
    of_chunks = reader.document_of(np.arange(reader.rows))
    rows = [np.empty(0, np.int64)]
    for document in documents:
        segment, local = reader.place_of_document(int(document))
        chunks = segment.chunk_records(local)
        first, last = lines or (1, max((chunk.last_line for chunk in chunks), default=1))
        inside = np.array([chunk.first_line <= last and chunk.last_line >= first for chunk in chunks], np.bool_)
        rows.append(np.flatnonzero(of_chunks == document)[inside])
    every_row = np.concatenate(rows)
    if not len(every_row):
        raise UsageError(f"the index holds no text there: {_shown(path)}")
    mean = ranker.exact_vectors(every_row, seconds).mean(axis=0)
    return Reference(normalised(mean[None])[0], every_row)


def _unknown_file(path: bytes) -> UsageError:
    import shlex

    name = _shown(path)
    if not os.path.lexists(path):
        return UsageError(f"no such file or directory: {name}")
    if os.path.isdir(path):
        return UsageError(f"{name} is a directory", hint="name one file")
    quoted = shlex.quote(name)
    hint = f"add it with: scent index {quoted}; only compare it with: scent similar < {quoted}"
    return UsageError(f"the index does not hold {name}", hint=hint)


def _shown(path: bytes) -> str:
    return path.decode(errors="backslashreplace")
