"""Fits a table of static vectors to a model's own vectors of passages, by ridge regression.

A passage's features are the square roots of its pieces' counts times their weights, scaled to length
one. The weight of a piece is a power of its rarity among the passages. The target is the passage's
vector less the mean of all. It is first explained by the vectors that the model gives each piece
alone, times one factor; a ridge regression explains the rest. So a piece that no passage has keeps
the direction of its own vector.
"""

from typing import Final

import numpy as np
from scipy import sparse

from scent.arrays import Integers, Scores, Tokens, Vectors
from scent.core.embedding.static_table import POWER, StaticTable, rarity, rounded

# The ridge, and the steps of the conjugate gradients: see docs/decisions/0022-static-table.md.
_RIDGE: Final = 1.0
_STEPS: Final = 12


def fit(tokens: Tokens, ends: Integers, exact: Vectors, pieces: Vectors, model_digest: str) -> StaticTable:
    """The table for the model with this SHA-256.

    Args:
        tokens: the ids of all passages, int32 (tokens,).
        ends: where each of the first passages ends, (passages,).
        exact: the model's unit vectors of these, (passages, dims).
        pieces: the model's unit vectors of each piece alone, (pieces, dims).
        model_digest: the SHA-256 of the model file, in hex.
    """
    counts = _counts(tokens[: ends[-1]], ends, len(pieces))
    having = np.bincount(counts.indices, minlength=len(pieces))
    weights = rarity(having, len(ends)) ** np.float32(POWER)
    features = _features(counts, weights)
    mean = exact.mean(axis=0)
    table = _regressed(features, exact - mean, pieces - pieces.mean(axis=0))
    return StaticTable(model_digest, mean, weights, *rounded(table))


def _counts(tokens: Tokens, ends: Integers, pieces: int) -> sparse.csr_array:
    """How often each passage has each piece, (passages, pieces)."""
    rows = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
    return sparse.coo_array((np.ones(len(tokens), np.float32), (rows, tokens)), (len(ends), pieces)).tocsr()


def _features(counts: sparse.csr_array, weights: Scores) -> sparse.csr_array:
    features = counts.copy()
    features.data = np.sqrt(features.data) * weights[features.indices]
    lengths = np.sqrt(np.add.reduceat(features.data**2, features.indptr[:-1]))
    features.data /= np.repeat(lengths, np.diff(features.indptr))
    return features


def _regressed(features: sparse.csr_array, target: Vectors, alone: Vectors) -> Vectors:
    """The table (pieces, dims) whose products with the features come nearest to the target (passages, dims)."""
    explained = features @ alone
    factor = np.float32((explained * target).sum() / (explained**2).sum())
    return np.asarray(factor * alone + _ridge(features, target - factor * explained))


def _ridge(features: sparse.csr_array, target: Vectors) -> Vectors:
    """Solve (F'F + ridge) W = F' target by conjugate gradients, for all columns side by side."""
    transposed = features.T.tocsr()
    residual = transposed @ target
    solution, direction = np.zeros_like(residual), residual.copy()
    length = (residual**2).sum(axis=0)
    for _ in range(_STEPS):
        image = transposed @ (features @ direction) + np.float32(_RIDGE) * direction
        step = length / np.maximum((direction * image).sum(axis=0), np.float32(1e-12))
        solution += step * direction
        residual -= step * image
        before, length = length, (residual**2).sum(axis=0)
        direction = residual + length / np.maximum(before, np.float32(1e-12)) * direction
    return np.asarray(solution)
