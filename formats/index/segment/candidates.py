"""Finds the candidates of one segment for a query, by its graph or by a scan of all vectors."""

import numpy as np

from scent.arrays import Mask, Rows, Scores, Vector
from scent.formats.index.segment.reader import Segment
from scent.formats.index.vectors import graph, scan


def scan_candidates(segment: Segment, query: Vector, k: int, keep: Mask) -> tuple[Rows, Scores]:
    """Return all chunks that may be among the `k` nearest to `query` (dims,).

    Only chunks of the documents in `keep` (documents,) count.

    Returns:
        Their rows (n,), ascending, and their scores (n,) within 2^-11 of the exact ones.
    """
    scores = scan.approximate_scores(query, segment.vectors)
    if not keep.all():
        scores[~np.repeat(keep, segment.chunk_counts)] = -np.inf
    rows = scan.candidates(scores, k)
    return rows, scores[rows]


def graph_candidates(segment: Segment, query: Vector, k: int, keep: Mask) -> tuple[Rows, Scores] | None:
    """Return the graph's candidates as `scan_candidates` does.

    Returns None without a graph, or if it finds fewer than `k`. Nothing here may be done for each
    chunk of the segment, or the graph would save little time.
    """
    if segment.graph is None:
        return None
    rows, scores = segment.graph.candidates(query, graph.OVERFETCH * k)
    order = np.argsort(rows)
    order = order[keep[segment.document_of(rows[order])]]
    return (rows[order], scores[order]) if len(order) >= k else None
