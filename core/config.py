"""The settings that determine an index's vectors, and the fingerprint by which two indexes are compared."""

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any


class Strategy(StrEnum):
    """How chunks are embedded; `late` follows Günther et al., "Late Chunking" (arXiv 2409.04701)."""

    EARLY = "early"  # the model reads each chunk by itself
    LATE = "late"  # the model reads windows of many chunks; then each chunk's token vectors are averaged
    BLEND = "blend"  # a weighted sum of the two, at length one


@dataclass(frozen=True, slots=True)
class ChunkSettings:
    """How documents are cut and embedded. Lengths are in tokens of the model.

    `chunk_tokens` is the maximum length of a chunk. `window_tokens` is the maximum length of a
    window of the late strategy, including special tokens and the prompt; 0 stands for the length
    that the model was trained on. `late_weight` is the weight of the late vector in a blend, from 0
    to 1. `dims` truncates vectors (Matryoshka); 0 keeps all dimensions.
    """

    strategy: Strategy = Strategy.EARLY
    chunk_tokens: int = 200
    window_tokens: int = 0
    late_weight: float = 0.4
    dims: int = 0


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Everything about a model that determines its vectors.

    `digest` is the SHA-256, in hex, of its file, or of what tells one on a server from others.
    `pooling` is mean, cls, last, static or server. `dims` is the number of dimensions before truncation.
    `trained_tokens` is the longest input that the model was trained on. The prompts are prepended to
    a query and to a passage.
    """

    name: str
    digest: str
    architecture: str
    pooling: str
    dims: int
    trained_tokens: int
    query_prompt: str
    document_prompt: str


# The architecture of a model on a server, of which nothing else is known.
ENDPOINT = "endpoint"
# Its tokens are of four characters, where those of the bundled model have 4.8 in English.
_ENDPOINT_CHUNK_TOKENS = 240
# Room beside a chunk for special tokens and a prompt.
_RESERVED_TOKENS = 32


def default_chunks(model: ModelIdentity) -> ChunkSettings:
    """The settings of a new index: the defaults, with chunks no longer than the model was trained on."""
    usual = usual_chunks(on_server=model.architecture == ENDPOINT)
    return replace(usual, chunk_tokens=max(8, min(usual.chunk_tokens, model.trained_tokens - _RESERVED_TOKENS)))


def usual_chunks(*, on_server: bool) -> ChunkSettings:
    """The settings of which nobody has chosen any, for a model of any trained length."""
    return ChunkSettings(chunk_tokens=_ENDPOINT_CHUNK_TOKENS) if on_server else ChunkSettings()


# Increased whenever a change of scent's code gives other vectors for the same text and settings; then
# an index must be embedded anew. It is still that of 0.1.0: what changed since then is which text
# readers take from a file, and such files are read again by the versions of their readers.
RECIPE = 1


def identity(model: ModelIdentity, chunks: ChunkSettings) -> dict[str, Any]:
    """All that determines a vector, as plain JSON values. The manifest has it, so that a difference can be named."""
    return {"recipe": RECIPE, "model": asdict(model), "chunks": asdict(chunks)}


def fingerprint(model: ModelIdentity, chunks: ChunkSettings) -> str:
    """The SHA-256 of `identity`, in hex; vectors of two indexes can be compared only if these are equal."""
    import hashlib  # imported here: it loads OpenSSL, which takes 4 ms of a search that a server answers

    canonical = json.dumps(identity(model, chunks), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
