"""Scores vectors against a query: a fast scan finds candidates, exact scores rank them.

A score is the dot product of two vectors of length 1, which is their cosine. All functions are
pure.
"""

from collections.abc import Sequence

import numpy as np

from scent.arrays import Rows, Scores, StoredVectors, Vector

# The scan rounds the query to float16, which changes the cosine by at most 2^-11. Every row within
# twice that of the last candidate is scored again exactly.
_ROUNDING = 2.0**-10
# Many equal vectors (copies of a page) must not make the exact scoring a second scan.
_MOST_EXACT = 4_096
# Columns into which the scores are laid to find the k-th highest.
_COLUMNS = 4_096


def approximate_scores(query: Vector, matrices: Sequence[StoredVectors]) -> Scores:
    """Return scores (n,) of all rows of the `matrices` for `query` (dims,), within 2^-11 of exact."""
    import numkong  # takes 18 ms to load, and many runs open vectors without a search

    rounded = query.astype(np.float16)[None]
    scores = [np.asarray(numkong.cdist(rounded, matrix, "dot"))[0] for matrix in matrices]
    if not scores:
        return np.empty(0, np.float32)
    return _bounded(np.concatenate(scores, dtype=np.float32, casting="same_kind"))


def exact_scores(query: Vector, matrix: StoredVectors) -> Scores:
    """Return the scores (n,) of the rows of `matrix` (n, dims), each computed alone in float32."""
    return _bounded(np.sum(matrix.astype(np.float32) * query, axis=1, dtype=np.float32))


def candidates(scores: Scores, k: int) -> Rows:
    """Return the places of all approximate scores whose exact ones may be among the `k` highest.

    A score of -inf is never among them.
    """
    last = _kth_highest(scores, k) if len(scores) > k else -np.inf
    if last == -np.inf:
        return np.flatnonzero(scores > -np.inf)
    places = np.flatnonzero(scores >= last - _ROUNDING)
    most = max(_MOST_EXACT, 2 * k)
    if len(places) > most:
        places = places[np.sort(np.argsort(-scores[places], kind="stable")[:most])]
    return places


def best(rows: Rows, scores: Scores, k: int) -> tuple[Rows, Scores]:
    """Return the `k` of `rows` (n,) with the highest `scores` (n,), and these scores.

    The highest come first, equal scores in the order of rows.
    """
    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]


def _kth_highest(scores: Scores, k: int) -> float:
    """Return the `k`-th highest of more than `k` scores.

    To sort only few of them, the scores are laid into columns. At least `k` scores reach the `k`-th
    highest of the columns' maxima, so all others can be dropped first.
    """
    if k < _COLUMNS <= len(scores):
        tops = scores[: len(scores) // _COLUMNS * _COLUMNS].reshape(-1, _COLUMNS).max(axis=0)
        scores = scores[scores >= np.partition(tops, _COLUMNS - k)[_COLUMNS - k]]
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


def _bounded(scores: Scores) -> Scores:
    """Clip scores to [-1, 1], which only damaged vectors exceed; NaN becomes -1."""
    return np.clip(np.nan_to_num(scores, copy=False, nan=-1.0), -1.0, 1.0)
