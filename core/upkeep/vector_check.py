"""Check what only the model of an index can tell: its vectors, and the tokens of provisional ones.

The index's checksums are right for vectors that damaged weights or a broken build of llama.cpp gave, and for an index
that another program wrote.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from scent.core.config import ChunkSettings, Strategy
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.stored_tokens import chunked_from_tokens
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.inference.embedding_model import EmbeddingModel
from scent.core.models import source as model_source
from scent.core.profile import Profile, load_profile
from scent.errors import MismatchError, ModelError, UnreachableError
from scent.formats.index.reader import Reader

_PASSAGES: Final = 16
# The vectors of two types of weights have a cosine of at least 0.99, those of damaged weights one of
# some 0.1. White space before a passage may cost the rest.
_LEAST_COSINE: Final = 0.9
_NOT_COMPARED: Final = "vectors were not compared with those of the model: {}"


def check_vectors(index: Path, cache: Path | None, tell: Callable[[str], None]) -> str:
    """Check all tokens, and compare the vectors of some passages with what the model gives.

    Compares no vectors if the index has no passages in a language of the model, or if a vector depends on
    other passages too (late chunking).

    Returns what differs; empty if nothing does, or if the model is not there, which it tells in a sentence.

    Raises:
        DamageError: the model cannot read the tokens of a passage with a provisional vector.
    """
    profile = load_profile(index)
    if profile is None:
        return ""
    try:
        model = model_source.load(profile.model, cache)
    except (ModelError, MismatchError) as error:
        tell(_NOT_COMPARED.format(error.message))
        return ""
    with Reader.open(index, lexical=False) as reader:
        _check_tokens(reader, model, profile.chunks)
        try:
            return _wrong_vectors(reader, model, profile) if profile.chunks.strategy is Strategy.EARLY else ""
        except UnreachableError as error:
            tell(_NOT_COMPARED.format(error.message))
            return ""


def _check_tokens(reader: Reader, model: EmbeddingModel, settings: ChunkSettings) -> None:
    with Embedder(model, settings) as embedder:
        for segment in reader.segments:
            for row in np.flatnonzero(segment.alive).tolist() if segment.is_provisional else ():
                chunked_from_tokens(segment.tokens_of(row), embedder)


def _wrong_vectors(reader: Reader, model: EmbeddingModel, profile: Profile) -> str:
    rows = np.arange(reader.rows)
    alive = np.flatnonzero(np.isin(reader.document_of(rows), reader.documents.rows) & ~reader.provisional(rows))
    step = max(1, len(alive) // _PASSAGES)
    passages = [reader.passage(int(row)) for row in alive[::step][:_PASSAGES]]
    passages = [each for each in passages if model.tokenizer.reads(each.language)]
    if not passages:
        return ""
    stored = reader.vectors_at(np.array([each.row for each in passages])).astype(np.float32)
    with TextEmbedder.of_model(model, profile.chunks, profile.model.identity.digest) as embedder:
        fresh = np.stack(list(embedder.vectors(each.text for each in passages)))
    wrong = int(np.count_nonzero((stored * fresh).sum(axis=1) < _LEAST_COSINE))
    if not wrong:
        return ""
    return f"differ from what the model gives, in {wrong} of {len(passages)} passages compared"
