"""Groups a document's chunks into windows: the tokens that the model reads together.

Late chunking is Günther et al., "Late Chunking: Contextual Chunk Embeddings Using Long-Context
Embedding Models" (arXiv 2409.04701): the model reads a window of many chunks, and each chunk's
vector is the mean of its own token vectors (`pooling`). The early strategy is the same with windows
of one chunk, so both use the same code.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scent.arrays import TokenSpans
from scent.core.types import Chunk

# Consecutive windows share this part of their length, so that a chunk near the edge of one has
# context in the other.
_OVERLAP = 0.25


@dataclass(frozen=True, slots=True)
class Window:
    """A run of a document's chunks that the model reads together.

    `first_token` and `last_token` (exclusive) are offsets in the document's tokens. The window
    embeds the chunks from `first_chunk` to `last_chunk` (exclusive); it may contain other chunks as
    context. `spans` are the tokens of the chunks that it embeds, counted from the window's first
    token.
    """

    first_token: int
    last_token: int
    first_chunk: int
    last_chunk: int
    spans: TokenSpans


def single_windows(chunks: Sequence[Chunk]) -> list[Window]:
    """One window for each chunk: the early strategy."""
    return [_window(chunks, number, number + 1, number, number + 1) for number in range(len(chunks))]


def overlapping_windows(chunks: Sequence[Chunk], max_tokens: int) -> list[Window]:
    """Windows of at most `max_tokens` tokens over all chunks: the late strategy. No chunk may be longer.

    Each chunk is embedded by the window in which the shorter of its two contexts, before and after
    it, is longest.
    """
    if not chunks:
        return []
    runs = list(_runs(chunks, max_tokens))
    cuts = [0, *(_first_chunk_of_right(chunks, left, right) for left, right in pairwise(runs)), len(chunks)]
    return [
        _window(chunks, first, last, first_embedded, last_embedded)
        for (first, last), (first_embedded, last_embedded) in zip(runs, pairwise(cuts), strict=True)
        if first_embedded < last_embedded
    ]


def _window(chunks: Sequence[Chunk], first: int, last: int, first_embedded: int, last_embedded: int) -> Window:
    start = chunks[first].first_token
    spans = [(chunk.first_token - start, chunk.last_token - start) for chunk in chunks[first_embedded:last_embedded]]
    return Window(
        first_token=start,
        last_token=chunks[last - 1].last_token,
        first_chunk=first_embedded,
        last_chunk=last_embedded,
        spans=np.array(spans, np.int32).reshape(-1, 2),
    )


def _runs(chunks: Sequence[Chunk], max_tokens: int) -> Iterator[tuple[int, int]]:
    """Runs of chunks that fill a window; each starts about a quarter of a window before the end of the previous one."""
    first = 0
    while first < len(chunks):
        last = first + 1
        while last < len(chunks) and chunks[last].last_token - chunks[first].first_token <= max_tokens:
            last += 1
        yield first, last
        if last == len(chunks):
            return
        end, overlap = chunks[last - 1].last_token, max_tokens * _OVERLAP
        following = last
        while following - 1 > first and end - chunks[following - 1].first_token <= overlap:
            following -= 1
        first = following


def _first_chunk_of_right(chunks: Sequence[Chunk], left: tuple[int, int], right: tuple[int, int]) -> int:
    """The first chunk that the right window embeds: it has more context before it there than after it in the left."""
    for number in range(right[0], left[1]):
        before = chunks[number].first_token - chunks[right[0]].first_token
        after = chunks[left[1] - 1].last_token - chunks[number].last_token
        if before > after:
            return number
    return left[1]
