"""Which tokens pass through the model together, and how their vectors become chunk vectors.

Owned here: windows and pooling. Pure.

Late chunking is Günther et al., "Late Chunking: Contextual Chunk Embeddings Using Long-Context Embedding Models"
(arXiv 2409.04701): a window's tokens pass through the model together and each chunk is the mean of its own token
vectors. The early strategy is the same with windows of one chunk each, so both take one path.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scent.arrays import TokenSpans, Vectors
from scent.core.types import Chunk

# A window goes on by its length less this part of it, so that a chunk at its edge stands further inside the next one.
_OVERLAP = 0.25


@dataclass(frozen=True, slots=True)
class Window:
    """A run of a document's chunks that passes through the model together.

    `first_token`, `last_token` are offsets into the document's tokens (end exclusive). The window embeds the chunks
    from `first_chunk` to `last_chunk` (end exclusive); other chunks may stand in it as context. `spans`, int32
    (chunks, 2), are the tokens of those it embeds, counted from the window's first token.
    """

    first_token: int
    last_token: int
    first_chunk: int
    last_chunk: int
    spans: TokenSpans


def single(chunks: Sequence[Chunk]) -> list[Window]:
    """One window for each chunk: the early strategy."""
    return [_window(chunks, place, place + 1, place, place + 1) for place in range(len(chunks))]


def overlapping(chunks: Sequence[Chunk], most: int) -> list[Window]:
    """Windows of at most `most` tokens over all chunks, none of which may be longer: the late strategy.

    Each chunk is embedded by the window in which it has most context on its poorer side.
    """
    if not chunks:
        return []
    runs = list(_runs(chunks, most))
    cuts = [0, *(_handover(chunks, left, right) for left, right in pairwise(runs)), len(chunks)]
    return [
        _window(chunks, first, last, begin, end)
        for (first, last), (begin, end) in zip(runs, pairwise(cuts), strict=True)
        if begin < end
    ]


def pool(tokens: Vectors, spans: TokenSpans, before: int, after: int) -> Vectors:
    """Mean of each span's token vectors, not normalised: float32 (spans, dims).

    `tokens`, float32 (before + n + after, dims), are a window's token vectors with the special tokens (and prompt)
    before and after it. Those count in every chunk's mean, so that a chunk alone in its window comes out as the model
    was trained.
    """
    special = tokens[:before].sum(axis=0) + tokens[len(tokens) - after :].sum(axis=0)
    sums = np.stack([tokens[before + first : before + last].sum(axis=0) for first, last in spans])
    counts = (spans[:, 1] - spans[:, 0] + before + after).astype(np.float32)
    return np.asarray((sums + special) / counts[:, None], dtype=np.float32)


def normalised(vectors: Vectors) -> Vectors:
    """Vectors of length one; a vector of length zero stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def _window(chunks: Sequence[Chunk], first: int, last: int, begin: int, end: int) -> Window:
    start = chunks[first].first_token
    spans = [(chunk.first_token - start, chunk.last_token - start) for chunk in chunks[begin:end]]
    return Window(start, chunks[last - 1].last_token, begin, end, np.array(spans, np.int32).reshape(-1, 2))


def _runs(chunks: Sequence[Chunk], most: int) -> Iterator[tuple[int, int]]:
    """Runs of chunks that fill a window each; each begins about a quarter of a window before the last one's end."""
    first = 0
    while first < len(chunks):
        last = first + 1
        while last < len(chunks) and chunks[last].last_token - chunks[first].first_token <= most:
            last += 1
        yield first, last
        if last == len(chunks):
            return
        following = last
        while (
            following - 1 > first and chunks[last - 1].last_token - chunks[following - 1].first_token <= most * _OVERLAP
        ):
            following -= 1
        first = following


def _handover(chunks: Sequence[Chunk], left: tuple[int, int], right: tuple[int, int]) -> int:
    """The first chunk that the right window embeds: from where it has more context there than in the left one."""
    for place in range(right[0], left[1]):
        behind = chunks[place].first_token - chunks[right[0]].first_token
        ahead = chunks[left[1] - 1].last_token - chunks[place].last_token
        if behind > ahead:
            return place
    return left[1]
