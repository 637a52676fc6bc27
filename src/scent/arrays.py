"""Names for the NumPy arrays in signatures: each stands for one dtype, its comment gives the shape.

mypy checks the dtypes. It cannot check shapes, so a function that takes or returns an array states
its shape where it is not the usual one given here.
"""

import numpy as np
from numpy.typing import NDArray

# Numbers of chunks or documents, counted from 0 within one index or one segment: (n,).
Rows = NDArray[np.int64]
# Other whole numbers, such as sizes in bytes, times in nanoseconds, or how many chunks a document
# has: (n,).
Integers = NDArray[np.int64]
# For each row whether it counts: (n,).
Mask = NDArray[np.bool_]
# Numbers by which an index knows a document (its id) or a chunk (its key) for good: (n,).
Keys = NDArray[np.uint64]
# XXH3 checksums of 64 bits: (n,).
Checksums = NDArray[np.uint64]
# Hashes of texts, 16 bytes each, as two numbers: (n, 2).
TextHashes = NDArray[np.uint64]
# A score for each row, such as a cosine or a BM25 score: (n,).
Scores = NDArray[np.float32]
# One embedding: (dims,).
Vector = NDArray[np.float32]
# Embeddings, or a model's output for each token: (n, dims).
Vectors = NDArray[np.float32]
# Embeddings as an index stores them: (n, dims).
StoredVectors = NDArray[np.float16]
# Token ids of a text: (n,).
Tokens = NDArray[np.int32]
# The first token of each of several runs of tokens, and the one after its last: (n, 2).
TokenSpans = NDArray[np.int32]
