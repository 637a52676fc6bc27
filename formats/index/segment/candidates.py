"""The candidates of one segment for a query: what its graph proposes if it has one, and else by a scan of all."""

import numpy as np

from scent.arrays import Mask, Rows, Scores, Vector
from scent.formats.index.segment.segment_reader import Segment
from scent.formats.index.vectors import graph, scan


def scanned(segment: Segment, query: Vector, k: int, keep: Mask) -> tuple[Rows, Scores]:
    """All chunks that may be among the `k` nearest to `query` (dims,), of the documents in `keep` (documents,).

    Returns:
        Their rows (n,), ascending, and their scores (n,) within 2^-11 of the exact ones.
    """
    scores = scan.scan(query, segment.vectors)
    if not keep.all():
        scores[~np.repeat(keep, segment.chunk_counts)] = -np.inf
    rows = scan.candidates(scores, k)
    return rows, scores[rows]


def proposed(segment: Segment, query: Vector, k: int, keep: Mask) -> tuple[Rows, Scores] | None:
    """As `scanned`, of what the graph proposes; None if that are not `k`.

    Nothing here is done for each chunk, or the graph would save little.
    """
    if segment.graph is None:
        return None
    rows, scores = segment.graph.candidates(query, graph.OVERFETCH * k)
    order = np.argsort(rows)
    order = order[keep[segment.document_of(rows[order])]]
    return (rows[order], scores[order]) if len(order) >= k else None
