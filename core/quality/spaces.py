"""Measures of the spaces that models embed the same texts into, and of the rankings that they give. Pure.

- CKA: linear centered kernel alignment (Kornblith et al. 2019, arXiv 1905.00414). 1 if one space is a
  rotation of the other, whatever their lengths.
- IsoScore (Rudman et al. 2022, arXiv 2108.07344): 1 if the vectors spread evenly over all
  dimensions, 0 if they lie on a line.
- TwoNN (Facco et al. 2017, doi 10.1038/s41598-017-11873-y): the dimension of the surface on which the
  vectors lie, from the distances to the two nearest neighbours.
- RBO: rank-biased overlap of two rankings (Webber et al. 2010, doi 10.1145/1852102.1852106),
  extrapolated from their first results. The first results count most.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scent.arrays import Vectors

# Rows of numbers of the best results, best first: (queries, depth).
Rankings = npt.NDArray[np.int64]

# How far down a reader of a ranking looks: 86 % of the weight is on the first ten results.
_PERSISTENCE: Final = 0.9


def best(queries: Vectors, passages: Vectors, depth: int, own: npt.NDArray[np.int64] | None = None) -> Rankings:
    """The numbers of the passages with the highest cosines, best first: (queries, depth).

    Args:
        queries: unit vectors (queries, dims).
        passages: unit vectors (passages, dims).
        depth: how many; no more than there are passages.
        own: for each query a passage that is not counted, because it is the query itself.
    """
    cosines = queries @ passages.T
    if own is not None:
        cosines[np.arange(len(queries)), own] = -np.inf
    # Equal cosines are in the order of the passages, so that the same vectors give the same ranking.
    return np.argsort(-cosines, axis=1, kind="stable")[:, :depth]


def jaccard(some: Rankings, others: Rankings) -> float:
    """The mean share of results that two rankings have in common, of all that either has."""
    common = _common(some, others).sum(axis=1)
    return float(np.mean(common / (2 * some.shape[1] - common)))


def overlap(some: Rankings, others: Rankings) -> float:
    """The mean share of the results of the one that are among those of the other."""
    return float(np.mean(_common(some, others)))


def rank_biased_overlap(some: Rankings, others: Rankings, persistence: float = _PERSISTENCE) -> float:
    """The mean rank-biased overlap of two rankings of the same depth, extrapolated beyond it."""
    depth = some.shape[1]
    ranks = np.arange(1, depth + 1)
    same = (some[:, :, None] == others[:, None, :]).astype(np.int64)
    # What the first d of both have in common, for each depth d.
    shared = np.cumsum(np.cumsum(same, axis=1), axis=2)[:, ranks - 1, ranks - 1]
    agreement = shared / ranks
    weights = (1 - persistence) * persistence ** (ranks - 1)
    return float(np.mean(agreement @ weights + agreement[:, -1] * persistence**depth))


def alignment(some: Vectors, others: Vectors) -> float:
    """The linear CKA of two spaces: (n, dims) each, of the same texts."""
    x, y = _centered(some), _centered(others)
    norm = np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y)
    return float(np.linalg.norm(y.T @ x) ** 2 / norm) if norm else 0.0


def isotropy(vectors: Vectors) -> float:
    """The IsoScore of vectors (n, dims), from 0 to 1."""
    dims = vectors.shape[1]
    spread = np.linalg.eigvalsh(np.cov(_centered(vectors), rowvar=False))[::-1].clip(0)
    norm = np.linalg.norm(spread)
    if dims == 1 or not norm:
        return 0.0
    defect = np.linalg.norm(np.sqrt(dims) * spread / norm - 1) / np.sqrt(2 * (dims - np.sqrt(dims)))
    evenness = (dims - defect**2 * (dims - np.sqrt(dims))) ** 2 / dims**2
    return float(np.clip((dims * evenness - 1) / (dims - 1), 0, 1))


def intrinsic_dimension(vectors: Vectors) -> float:
    """The TwoNN estimate of the dimension on which unit vectors (n, dims) lie; 0 if there are too few of them."""
    vectors = np.unique(vectors, axis=0)
    if len(vectors) < 3:  # noqa: PLR2004  # a point and its two neighbours
        return 0.0
    squares = np.clip(2 - 2 * (vectors @ vectors.T), 0, None).astype(np.float64)
    np.fill_diagonal(squares, np.inf)
    nearest = np.sqrt(np.partition(squares, 1, axis=1)[:, :2])
    ratios = nearest[nearest[:, 0] > 0]
    logs = np.log(ratios[:, 1] / ratios[:, 0])
    return float(len(logs) / logs.sum()) if logs.sum() > 0 else 0.0


def principal_axes(vectors: Vectors) -> tuple[Vectors, Vectors]:
    """The mean (dims,) of vectors (n, dims), and their principal axes (axes, dims), the widest first."""
    mean = vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(vectors - mean, full_matrices=False)
    return mean, np.asarray(axes, np.float32)


def cut(vectors: Vectors, dims: int) -> Vectors:
    """The first numbers of vectors, scaled to length one: (n, dims)."""
    return _unit(vectors[:, :dims])


def project(vectors: Vectors, mean: Vectors, axes: Vectors, dims: int) -> Vectors:
    """Vectors on the first principal axes, scaled to length one: (n, dims)."""
    return _unit((vectors - mean) @ axes[:dims].T)


def _common(some: Rankings, others: Rankings) -> npt.NDArray[np.bool_]:
    """For each result of `some` whether `others` has it too: (queries, depth)."""
    return np.asarray((some[:, :, None] == others[:, None, :]).any(axis=2))


def _centered(vectors: Vectors) -> npt.NDArray[np.float64]:
    return np.asarray(vectors - vectors.mean(axis=0), np.float64)


def _unit(vectors: npt.NDArray[np.floating[Any]]) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), np.float32)
