"""Scoring vectors against a query: a fast scan to find candidates, and exact scores to rank them.

Owned here: numkong, and what a score is: the dot product of two vectors of length 1, which is their cosine. Pure
functions.
"""

from collections.abc import Sequence

import numpy as np

from scent.arrays import Rows, Scores, StoredVectors, Vector

# The scan rounds the query to float16, which moves the cosine by at most 2^-11. Every row within twice that of the
# last place is scored again in full.
_ROUNDING = 2.0**-10
# Many equal vectors (a boilerplate page, copied) must not turn scoring again into a second scan.
_MOST_AGAIN = 4_096
_COLUMNS = 4_096


def scan(query: Vector, matrices: Sequence[StoredVectors]) -> Scores:
    """Scores (n,) of all rows of the `matrices`, (n, dims) together, for `query` (dims,), within 2^-11 of exact."""
    import numkong  # here, as many a run opens vectors and searches none

    rounded = query.astype(np.float16)[None]
    scores = [np.asarray(numkong.cdist(rounded, matrix, "dot"))[0] for matrix in matrices]
    return _bounded(np.concatenate(scores, dtype=np.float32, casting="same_kind"))


def exact(query: Vector, matrix: StoredVectors) -> Scores:
    """Scores (n,) of the rows of `matrix` (n, dims), in float32; one does not depend on the rows beside it."""
    return _bounded(np.sum(matrix.astype(np.float32) * query, axis=1, dtype=np.float32))


def candidates(scores: Scores, k: int) -> Rows:
    """The places, ascending, of all scores that may be among the `k` highest once they are exact; never one of -inf."""
    last = _highest(scores, k) if len(scores) > k else -np.inf
    if last == -np.inf:
        return np.flatnonzero(scores > -np.inf)
    places = np.flatnonzero(scores >= last - _ROUNDING)
    most = max(_MOST_AGAIN, 2 * k)
    if len(places) > most:
        places = places[np.sort(np.argsort(-scores[places], kind="stable")[:most])]
    return places


def best(rows: Rows, scores: Scores, k: int) -> tuple[Rows, Scores]:
    """The `k` best of `rows` (n,) by `scores` (n,), highest first; equal scores in the order of rows."""
    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]


def _highest(scores: Scores, k: int) -> float:
    """The `k`-th highest of more than `k` scores.

    The scores are laid in columns: as many of them as columns' maxima reach at least the `k`-th highest maximum, and
    the few that do are all that must be put in order.
    """
    if k < _COLUMNS <= len(scores):
        tops = scores[: len(scores) // _COLUMNS * _COLUMNS].reshape(-1, _COLUMNS).max(axis=0)
        scores = scores[scores >= np.partition(tops, _COLUMNS - k)[_COLUMNS - k]]
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


def _bounded(scores: Scores) -> Scores:
    """Scores within [-1, 1], where only damage leads out of them; what is not a number ranks last."""
    return np.clip(np.nan_to_num(scores, copy=False, nan=-1.0), -1.0, 1.0)
