"""Indexes of collections, for the studies in this folder."""

import sys
from pathlib import Path

from scent.core.config import ChunkSettings
from scent.core.quality.collection import Collection, sample_queries
from scent.core.quality.evaluate import Setting, evaluate, index_name
from scent.core.quality.metrics import parse_measure
from scent.core.search.ranking.query import Mode


class Silent:
    """A `Progress` that says nothing."""

    def start(self, files: int, size: int) -> None:
        """Nothing."""

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """Nothing."""

    def ready(self, passages: int) -> None:
        """Nothing."""

    def start_refining(self, passages: int) -> None:
        """Nothing."""

    def advance_refining(self, passages: int, tokens: int) -> None:
        """Nothing."""

    def warn(self, message: str) -> None:
        """Say it, for it should not happen."""
        print(message, file=sys.stderr)


def indexed(collection: Collection, work: Path, chunks: ChunkSettings | None = None) -> Path:
    """The index of a collection with the bundled model, made below `work` unless it is there."""
    setting = Setting(chunks or ChunkSettings(), Mode.LEXICAL)
    for _ in evaluate(sample_queries(collection, 1), [setting], [parse_measure("ndcg@10")], work, progress=Silent()):
        pass
    return index_of(collection, work, chunks)


def index_of(collection: Collection, work: Path, chunks: ChunkSettings | None = None) -> Path:
    """Where that index is, or would be."""
    setting = Setting(chunks or ChunkSettings(), Mode.LEXICAL)
    return work / "indexes" / f"{collection.name}.txt" / index_name(setting)
