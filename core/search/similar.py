"""Finds passages of an index that are similar to a file, to some of its lines, to a text, or to each other."""

import heapq
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from scent.arrays import Mask, Rows, Vectors
from scent.core.calibration.calibration import of_manifest
from scent.core.chunking.pooling import normalised
from scent.core.search.conditions.filters import in_scope
from scent.core.search.ranking.reference import Reference, reference_to
from scent.core.search.results.stale import Answer, Stale, handle_stale
from scent.core.search.searcher import Searcher
from scent.core.types import EVERYTHING, EXACT_SECONDS, USUAL_LISTING, Hit, Listing, Scope
from scent.errors import UsageError
from scent.formats.documents.base.encoding.decode import decode
from scent.formats.index.reader import Reader, require_exact
from scent.formats.index.records import Passage

# Passages with at least this cosine are nearly the same words; below, they are only about the same subject.
PAIR_SCORE = 0.95
# The maximum number of pairs that are kept in order; the least similar ones beyond it are dropped.
MOST_PAIRS = 100_000
# The number of vectors that are compared at a time, as float32: with 384 dimensions 3 MB a side, and 16 MB of cosines.
_BLOCK = 2048


class Excerpt(NamedTuple):
    """A passage and where it is: lines count from 1, both inclusive."""

    path: bytes
    start_line: int
    end_line: int
    text: str


class Pair(NamedTuple):
    """Two passages of an index, and the cosine of their vectors on the scale of the bundled model."""

    score: float
    first: Excerpt
    second: Excerpt


def similar(  # noqa: PLR0913  # a file or a text, and every way to narrow the search
    index: Path,
    cache: Path | None = None,
    *,
    path: bytes | None = None,
    lines: tuple[int, int] | None = None,
    text: str | bytes = "",
    limit: int = 10,
    scope: Scope = EVERYTHING,
    min_score: float | None = None,
    listing: Listing = USUAL_LISTING,
    stale: Stale = "hide",
    context: int = 0,
    exact_seconds: float = EXACT_SECONDS,
) -> Answer:
    """The passages most similar to a file of the index, to some of its lines, or to any text; best first.

    Args:
        index: the directory of the index.
        cache: the cache directory, where there may be a faster copy of the model.
        path: a file of the index; its own passages are left out, or those of the lines.
        lines: the first and the last line, from 1, both inclusive; None: the whole file.
        text: a text of any length to compare with if there is no `path`; the encoding of bytes is detected.
        limit: the maximum number of passages.
        scope: the documents to search.
        min_score: leave out passages with a lower score. None: leave out those that do not belong beside the best.
        listing: which of the ranked passages to show.
        stale: what to do with passages of changed files: see `stale.handle_stale`.
        context: how many lines around each passage a hit has.
        exact_seconds: how long vectors of passages that have only provisional ones may be made.

    Raises:
        UsageError: the index does not hold the file, or no text in these lines, or the text is empty.
        NotTextError: the bytes are binary.
        ModelError: the index's model cannot be opened.
        NoIndexError, FormatError, DamageError: the index cannot be read.
        ScentError: see `stale.handle_stale`.
    """
    with Reader.open(index, lexical=False) as reader, Searcher(reader, cache) as searcher:
        if path is None:
            reference = _of_text(index, cache, text)
        else:
            reference = reference_to(reader, searcher.ranker, path, lines, exact_seconds)

        def find(most: int) -> list[Hit]:
            return searcher.nearest(
                reference.vector,
                reference.rows,
                limit=most,
                scope=scope,
                min_score=min_score,
                listing=listing,
                context=context,
                exact_seconds=exact_seconds,
            )

        return handle_stale(find, limit, stale)


def pairs(
    index: Path, *, min_score: float = PAIR_SCORE, limit: int = MOST_PAIRS, scope: Scope = EVERYTHING
) -> list[Pair]:
    """The pairs of passages in `scope` with the highest score of at least `min_score`, best first.

    Every passage is compared with every other, block by block: the time grows with the square of their number, the
    memory does not grow.

    Raises:
        UsageError: the index holds nothing at one of the scope's paths, a glob is malformed, or some vectors are
            provisional.
        NoIndexError, FormatError, DamageError: the index cannot be read.
    """
    heap: list[tuple[float, int, int]] = []
    with Reader.open(index, lexical=False) as reader:
        require_exact(reader)
        calibration = of_manifest(reader.manifest)
        least = calibration.passage_cosine(min_score)
        inside = in_scope(scope, reader.documents, reader.document_rows, reader.manifest.roots)
        for score, first, second in _pairs_above(reader, least, inside):
            entry = (score, -first, -second)
            if len(heap) < limit:
                heapq.heappush(heap, entry)
            else:
                heapq.heappushpop(heap, entry)
        return [
            Pair(calibration.passage_score(score), _excerpt(reader.passage(-first)), _excerpt(reader.passage(-second)))
            for score, first, second in sorted(heap)[::-1]
        ]


def _of_text(index: Path, cache: Path | None, text: str | bytes) -> Reference:
    """A text, embedded by the index's model as a document."""
    from scent.core.profile import open_text_embedder

    content = decode(text) if isinstance(text, bytes) else text
    if not content.strip():
        raise UsageError("there is no text to compare with")
    with open_text_embedder(index, cache, workers=1) as embedder:
        return Reference(next(embedder.vectors([content])), np.empty(0, np.int64))


def _pairs_above(reader: Reader, least: float, inside: Mask) -> Iterator[tuple[float, int, int]]:
    """The cosine and the two rows of every pair with at least the cosine `least`, in no order."""
    live = np.flatnonzero(inside[reader.document_of(np.arange(reader.rows))])
    for start in range(0, len(live), _BLOCK):
        block = _vectors(reader, live[start : start + _BLOCK])
        for other in range(start, len(live), _BLOCK):
            cosines = block @ (block if other == start else _vectors(reader, live[other : other + _BLOCK])).T
            if other == start:
                cosines[np.tril_indices(len(block))] = -2  # so that each pair is seen once, and no passage with itself
            for row, column in zip(*np.nonzero(cosines >= least), strict=True):
                yield min(1.0, float(cosines[row, column])), int(live[start + row]), int(live[other + column])


def _vectors(reader: Reader, rows: Rows) -> Vectors:
    return normalised(reader.vectors_at(rows).astype(np.float32))


def _excerpt(passage: Passage) -> Excerpt:
    return Excerpt(passage.path, passage.first_line, passage.last_line, passage.text)
