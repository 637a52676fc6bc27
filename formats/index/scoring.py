"""The scores of a segment's chunks for a query: what its graph proposes if it has one, and else a scan of all.

Not here: scores themselves (`dense`), and several segments as one (`reader`).
"""

import numpy as np
import numpy.typing as npt

from scent.formats.index import dense, graph
from scent.formats.index.dense import Floats
from scent.formats.index.segment import Segment


def scanned(segment: Segment, query: Floats, live: npt.NDArray[np.bool_]) -> Floats:
    """Scores (chunks,) of all chunks for `query` (dims,), within 2^-11 of the exact ones; -inf where not `live`."""
    scores = dense.scan(query, segment.vectors)
    scores[~live] = -np.inf
    return scores


def proposed(segment: Segment, query: Floats, k: int, live: npt.NDArray[np.bool_]) -> Floats | None:
    """Exact scores (chunks,) of what the graph proposes, -inf for the others; None if it has not `k` live chunks."""
    if segment.graph is None:
        return None
    rows = segment.graph.candidates(query.astype(np.float16), graph.OVERFETCH * k)
    rows = rows[live[rows]]
    if len(rows) < k:
        return None
    scores = np.full(len(live), -np.inf, np.float32)
    scores[rows] = dense.exact(query, segment.vectors_at(rows))
    return scores
