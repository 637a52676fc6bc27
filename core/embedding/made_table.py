"""Makes a table of static vectors for a model that scent has none for, and keeps it in the cache.

Each piece of the vocabulary passes through the model once, alone. The pieces' weights, the mean and a scale come from
passages of the index: nothing is regressed, so such a table is worse than the bundled one.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from scent.arrays import Scores, Tokens, Vectors
from scent.core import cache_files
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.static_table import POWER, StaticTable, rarity, rounded
from scent.core.types import Chunk
from scent.errors import ModelError

# Pieces whose vectors are rounded together.
_TOGETHER: Final = 8192
# Passages that the model embeds to find the mean and the scale.
_SAMPLE: Final = 256


def open_table(digest: str, dims: int, cache: Path | None) -> StaticTable | None:
    """The table of the model with the SHA-256 `digest`, in hex, and of vectors of length `dims`, or None.

    Raises:
        ModelError: the table in the package is damaged.
    """
    bundled = StaticTable.open()
    if bundled.model_digest == digest:
        return bundled
    try:
        made = StaticTable.open(cached(digest, dims, cache)) if cache else None
    except ModelError:  # there is none, or it is damaged: it can be made again
        return None
    return made if made and (made.model_digest, made.dims) == (digest, dims) else None


def cached(digest: str, dims: int, cache: Path) -> Path:
    """Where the cache has the table of a model."""
    return cache / "static" / f"{digest}-{dims}.bin"


def keep(table: StaticTable, cache: Path) -> None:
    """Keep a table in the cache. Where that cannot be written, the next index run makes it again."""
    with suppress(OSError):
        cache_files.replace(cached(table.model_digest, table.dims, cache), table.to_bytes())


def tokens_to_make(embedder: Embedder) -> int:
    """How many tokens pass through the model to make its table."""
    return embedder.model.tokenizer.size * (1 + embedder.around)


def make(embedder: Embedder, digest: str, passages: Sequence[Tokens]) -> StaticTable:
    """Make the table of the embedder's model, whose file has the SHA-256 `digest`; takes `tokens_to_make`.

    Args:
        embedder: makes vectors with an even number of dims.
        digest: in hex.
        passages: the token ids of some passages, int32 (tokens,) each, at least one.

    Raises:
        ModelError: the model gave a vector that is not a number.
    """
    scales, numbers = _pieces(embedder)
    having = np.zeros(len(scales), np.int64)
    for tokens in passages:
        having[np.unique(tokens)] += 1
    weights = rarity(having, len(passages)) ** np.float32(POWER)
    sample = [passages[at] for at in np.linspace(0, len(passages) - 1, _SAMPLE).astype(int)]
    exact = _vectors(embedder, sample)
    mean = exact.mean(axis=0)
    sums = StaticTable(digest, np.zeros_like(mean), weights, scales, numbers).sums(sample)
    # The factor by which the sums come nearest to the vectors. Sums that tell nothing count for nothing.
    factor = max(0.0, float((sums * (exact - mean)).sum() / max(1e-9, float((sums**2).sum()))))
    return StaticTable(digest, mean, weights, scales * np.float32(factor), numbers)


def _pieces(embedder: Embedder) -> tuple[Scores, npt.NDArray[np.int8]]:
    """The scales (pieces,) and numbers (pieces, dims) of each piece's own vector, less the mean of some."""
    size = embedder.model.tokenizer.size
    some = np.unique(np.linspace(0, size - 1, _TOGETHER).astype(np.int32))
    mean = _vectors(embedder, some[:, None]).mean(axis=0)
    scales, numbers = np.empty(size, np.float32), np.empty((size, embedder.dims), np.int8)
    for start in range(0, size, _TOGETHER):
        ids: Tokens = np.arange(start, min(start + _TOGETHER, size), dtype=np.int32)
        scales[ids], numbers[ids] = rounded(_vectors(embedder, ids[:, None]) - mean)
    return scales, numbers


def _vectors(embedder: Embedder, passages: Iterable[Tokens]) -> Vectors:
    """The model's vector of each passage, float32 (passages, dims)."""
    documents = (ChunkedDocument(tokens, (Chunk(0, 0, 0, len(tokens)),)) for tokens in passages)
    return np.concatenate([np.asarray(each, np.float32) for each in embedder.documents(documents)])
