"""Embeds passages with the model itself, in blocks that are kept, so that a run may be interrupted."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from scent.arrays import Integers, Tokens, Vectors
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.config import ChunkSettings
from scent.core.embedding.embedder import Embedder
from scent.core.inference.model import Model
from scent.core.types import Chunk

# Passages of a block: some seconds' work on a quiet machine.
_BLOCK: Final = 2_000
_WORKERS: Final = 2
_LONGEST: Final = 254


def embed(model: Model, tokens: Tokens, ends: Integers, folder: Path, seconds: float) -> Vectors:
    """The unit vectors of the first passages, float32 (n, dims): as many as `folder` has, or can be made in time.

    `tokens`, int32 (tokens,), are the ids of all passages, and `ends` (passages,) where each ends. The same
    passages give the same bits on the same processor.
    """
    folder.mkdir(parents=True, exist_ok=True)
    begun, blocks = time.monotonic(), [np.empty((0, model.dims), np.float32)]
    with Embedder(model, ChunkSettings(chunk_tokens=_LONGEST), workers=_WORKERS) as embedder:
        for first in range(0, len(ends), _BLOCK):
            kept = folder / f"{first}.npy"
            if not kept.exists():
                if time.monotonic() - begun > seconds:
                    break
                found = list(embedder.documents(_passages(tokens, ends, first)))
                np.save(partial := folder / "partial.npy", np.concatenate(found))
                partial.replace(kept)
                print(f"{first + len(found):,} of {len(ends):,}, {time.monotonic() - begun:.0f} s", flush=True)
            blocks.append(np.load(kept))
    return np.concatenate(blocks)


def _passages(tokens: Tokens, ends: Integers, first: int) -> Iterator[ChunkedDocument]:
    for row in range(first, min(first + _BLOCK, len(ends))):
        passage = tokens[ends[row - 1] if row else 0 : ends[row]]
        yield ChunkedDocument(passage, (Chunk(0, 0, 0, len(passage)),))
