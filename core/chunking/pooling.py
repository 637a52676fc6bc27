"""Averages token vectors into one vector for each chunk, and scales vectors to length one."""

import numpy as np

from scent.arrays import TokenSpans, Vectors


def pool(tokens: Vectors, spans: TokenSpans, before: int, after: int) -> Vectors:
    """The mean of each span's token vectors, not normalised: (spans, dims).

    Special tokens count in the mean of every chunk. So the vector of a chunk that is alone in its
    window is the one that the model was trained to give.

    Args:
        tokens: The vectors of a window's tokens and of its special tokens: (before + n + after,
            dims).
        spans: The tokens of each chunk, counted from the first of the n.
        before: The number of special tokens (with a prompt) before the n.
        after: The number of special tokens after them.
    """
    special = tokens[:before].sum(axis=0) + tokens[len(tokens) - after :].sum(axis=0)
    sums = np.stack([tokens[before + first : before + last].sum(axis=0) for first, last in spans])
    counts = (spans[:, 1] - spans[:, 0] + before + after).astype(np.float32)
    return np.asarray((sums + special) / counts[:, None], dtype=np.float32)


def pool_window(tokens: Vectors, spans: TokenSpans, before: int, after: int, pooling: str) -> Vectors:
    """Pool the token vectors of a window in the way its model was trained for: (spans, dims), not normalised.

    Args: as for `pool`; `pooling` is mean, cls (the first token stands for all) or last. A model that
    does not pool by the mean gives one vector for the whole window.
    """
    match pooling:
        case "mean":
            return pool(tokens, spans, before, after)
        case "cls":
            return tokens[:1]
        case _:
            return tokens[-1:]


def normalised(vectors: Vectors) -> Vectors:
    """The vectors scaled to length one; a zero vector stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)
