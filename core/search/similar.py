"""Passages of an index that are like one another, or like a text.

Owned here: what a place in a file stands for, and all pairs above a cosine.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scent.arrays import Mask, Rows, Vector, Vectors
from scent.core.chunking.windows import normalised
from scent.core.files.paths import canonical
from scent.core.search.filters import mask
from scent.core.search.searcher import Searcher
from scent.core.types import EVERYTHING, Hit, Scope
from scent.errors import UsageError
from scent.formats.index.reader import Reader
from scent.formats.index.records import Passage

# Vectors that are compared at a time, as float32: 12 MB for each side and 16 MB of cosines with 384 dimensions.
_BLOCK = 2048
# Pairs that are held to be put in order; beyond, the least alike are let go of.
MOST_PAIRS = 100_000


@dataclass(frozen=True, slots=True)
class Place:
    """What an index holds at a place in a file: its mean vector (dims,) at length one, and its chunks' rows."""

    vector: Vector
    rows: Rows


@dataclass(frozen=True, slots=True)
class Pair:
    """Two passages of an index and their cosine."""

    score: float
    first: Passage
    second: Passage


def place(reader: Reader, path: bytes, lines: tuple[int, int] | None = None) -> Place | None:
    """What the index holds of a file, or of its lines (from 1, both inclusive); None if it does not know the file.

    Raises:
        UsageError: the file has no text in these lines.
    """
    name = canonical(path)
    documents = [row for row, known in zip(reader.documents.rows, reader.documents.paths, strict=True) if known == name]
    if not documents:
        return None
    of_chunks = reader.document_of(np.arange(reader.rows))
    rows, vectors = [np.empty(0, np.int64)], [np.empty((0, reader.manifest.dims), np.float16)]
    for document in documents:
        segment, local = reader.place_of_document(int(document))
        chunks = segment.chunk_records(local)
        first, last = lines or (1, max((chunk.last_line for chunk in chunks), default=1))
        inside = np.array([chunk.first_line <= last and chunk.last_line >= first for chunk in chunks], np.bool_)
        rows.append(np.flatnonzero(of_chunks == document)[inside])
        vectors.append(segment.document_vectors(local)[inside])
    found = np.concatenate(rows)
    if not len(found):
        raise UsageError(f"the index holds no text there: {path.decode(errors='backslashreplace')}")
    mean = np.concatenate(vectors).astype(np.float32).mean(axis=0)
    return Place(normalised(mean[None])[0], found)


def similar(searcher: Searcher, like: Place, limit: int, scope: Scope = EVERYTHING) -> list[Hit]:
    """The passages in `scope` most like those at a place, which are none themselves; best first."""
    return searcher.alike(like.vector, like.rows, limit=limit, scope=scope)


def like_text(index: Path, cache: Path | None, text: str) -> Place:
    """A text as an index would hold it: embedded by the index's model.

    Raises:
        ModelError: the index's model cannot be opened.
    """
    from scent.core.embedding.text_embedder import TextEmbedder
    from scent.core.models import source as model_source
    from scent.core.profile import load_profile

    profile = load_profile(index)
    path, dims = (profile.model.path, profile.chunks.dims) if profile else (None, 0)
    if profile:
        model_source.load(profile.model, cache)  # refuses a file that has become another model
    with TextEmbedder.open(path, cache, dims=dims, workers=1) as embedder:
        return Place(next(embedder.vectors([text])), np.empty(0, np.int64))


def pairs(reader: Reader, least: float, most: int = MOST_PAIRS, scope: Scope = EVERYTHING) -> list[Pair]:
    """The `most` pairs of live passages in `scope` with the highest cosine of at least `least`, best first.

    Every passage is compared with every other, block by block: time grows with the square of their number, memory does
    not grow.
    """
    heap: list[tuple[float, int, int]] = []
    inside = mask(scope, reader.documents, reader.document_rows, reader.manifest.roots)
    for score, first, second in _above(reader, least, inside):
        entry = (score, -first, -second)
        if len(heap) < most:
            heapq.heappush(heap, entry)
        else:
            heapq.heappushpop(heap, entry)
    return [Pair(score, reader.passage(-first), reader.passage(-second)) for score, first, second in sorted(heap)[::-1]]


def _above(reader: Reader, least: float, inside: Mask) -> Iterator[tuple[float, int, int]]:
    live = np.flatnonzero(inside[reader.document_of(np.arange(reader.rows))])
    for start in range(0, len(live), _BLOCK):
        ours = _vectors(reader, live[start : start + _BLOCK])
        for other in range(start, len(live), _BLOCK):
            cosines = ours @ (ours if other == start else _vectors(reader, live[other : other + _BLOCK])).T
            if other == start:
                cosines[np.tril_indices(len(ours))] = -2  # each pair once, and nothing with itself
            for row, column in zip(*np.nonzero(cosines >= least), strict=True):
                yield min(1.0, float(cosines[row, column])), int(live[start + row]), int(live[other + column])


def _vectors(reader: Reader, rows: Rows) -> Vectors:
    return normalised(reader.vectors_at(rows).astype(np.float32))
