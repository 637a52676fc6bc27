"""Vectors that stand in for those of the model until these are made."""

import numpy as np

from scent.arrays import Vectors
from scent.core.chunking.chunker import ChunkedDocument


def provisional_vectors(document: ChunkedDocument, dims: int) -> Vectors:
    """Provisional vectors of a document's chunks, float32 (chunks, dims): zeros, so that words alone find them."""
    return np.zeros((len(document.chunks), dims), np.float32)
