"""Embed some passages of an index anew, and compare their vectors with those that are stored.

Finds vectors that damaged weights or a broken build of llama.cpp gave: the index's checksums are right
for them.
"""

from pathlib import Path
from typing import Final

import numpy as np

from scent.core.config import ChunkSettings, Strategy
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.models import source as model_source
from scent.core.profile import load_profile
from scent.errors import MismatchError, ModelError
from scent.formats.index.reader import Reader

_PASSAGES: Final = 16
# The vectors of two types of weights have a cosine of at least 0.99, those of damaged weights one of
# some 0.1. White space before a passage may cost the rest.
_LEAST_COSINE: Final = 0.9


def check_vectors(index: Path, cache: Path | None) -> str:
    """Compare the vectors of some passages with what the model gives; returns what differs, or an empty text.

    Compares nothing if the index has no passages in a language of the model, if a vector depends on
    other passages too (late chunking), or if the model is not there; a search then says why.
    """
    profile = load_profile(index)
    if profile is None or profile.chunks.strategy is not Strategy.EARLY:
        return ""
    try:
        model = model_source.load(profile.model, cache)
    except (ModelError, MismatchError):
        return ""
    with Reader.open(index, lexical=False) as reader:
        rows = np.arange(reader.rows)
        alive = np.flatnonzero(np.isin(reader.document_of(rows), reader.documents.rows) & ~reader.provisional(rows))
        step = max(1, len(alive) // _PASSAGES)
        passages = [reader.passage(int(row)) for row in alive[::step][:_PASSAGES]]
        passages = [each for each in passages if model.reads(each.language)]
        if not passages:
            return ""
        stored = reader.vectors_at(np.array([each.row for each in passages])).astype(np.float32)
    settings = ChunkSettings(chunk_tokens=profile.chunks.chunk_tokens, dims=profile.chunks.dims)
    with TextEmbedder(Embedder(model, settings), profile.model.identity.digest) as embedder:
        fresh = np.stack(list(embedder.vectors(each.text for each in passages)))
    wrong = int(np.count_nonzero((stored * fresh).sum(axis=1) < _LEAST_COSINE))
    if not wrong:
        return ""
    return f"differ from what the model gives, in {wrong} of {len(passages)} passages compared"
