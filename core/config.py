"""The settings that decide what an index holds, and the fingerprint that stands for them.

Owned here: frozen settings and their identity.
"""

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any


class Strategy(StrEnum):
    """How chunk vectors are made; `late` follows Günther et al., "Late Chunking" (arXiv 2409.04701)."""

    EARLY = "early"  # each chunk passes through the model by itself
    LATE = "late"  # windows of many chunks pass through the model; each chunk's tokens are pooled afterwards
    BLEND = "blend"  # a weighted sum of the two, normalised


@dataclass(frozen=True, slots=True)
class ChunkSettings:
    """How a document is cut and embedded, all in tokens of the model.

    `chunk_tokens` is the largest chunk; `window_tokens` the largest window of the late strategy, special tokens and
    prompt included, 0 for the length that the model was trained on; `late_weight` is the late part of a blend, from 0
    to 1; `dims` truncates vectors (Matryoshka), 0 keeps them whole.
    """

    strategy: Strategy = Strategy.EARLY
    chunk_tokens: int = 200
    window_tokens: int = 0
    late_weight: float = 0.4
    dims: int = 0


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Everything about a model file that decides a vector.

    `digest` is the SHA-256 of the file in hex; `pooling` is mean, cls or last; `dims` the length of its vectors before
    truncation; `trained_tokens` the longest input it was trained on; the prompts are put before a query and a passage.
    """

    name: str
    digest: str
    architecture: str
    pooling: str
    dims: int
    trained_tokens: int
    query_prompt: str
    document_prompt: str


# Left free beside a chunk for special tokens and a prompt.
_AROUND = 32


def default_chunks(model: ModelIdentity) -> ChunkSettings:
    """The settings of a new index when nobody says anything: the usual ones, within what the model was trained on."""
    usual = ChunkSettings()
    return replace(usual, chunk_tokens=max(8, min(usual.chunk_tokens, model.trained_tokens - _AROUND)))


# Raised whenever a change of scent's own code changes what a vector is for the same settings.
RECIPE = 1


def identity(model: ModelIdentity, chunks: ChunkSettings) -> dict[str, Any]:
    """All that decides a vector, as plain JSON values: kept in the manifest, so that a difference can be named."""
    return {"recipe": RECIPE, "model": asdict(model), "chunks": asdict(chunks)}


def fingerprint(model: ModelIdentity, chunks: ChunkSettings) -> str:
    """A SHA-256 in hex over `identity`; two indexes may share vectors if and only if theirs are equal."""
    import hashlib  # here, as it loads OpenSSL: 4 ms of a search that asks a server

    canonical = json.dumps(identity(model, chunks), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
