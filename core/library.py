"""scent from Python: an index that is brought up to date, searched, and lends its model.

Owned here: the surface that `scent.core` offers, documented in the README.Loads nothing heavy before it is used.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from scent.closing import Closing
from scent.core import directories
from scent.core.types import EVERYTHING, Hit, Scope

if TYPE_CHECKING:
    from scent.arrays import Vectors
    from scent.core.embedding.text_embedder import TextEmbedder
    from scent.core.indexing.report import Report
    from scent.core.search.searcher import Searcher

Name = str | bytes | os.PathLike[str]


class Index(Closing):
    """An index in a directory, whether or not there is one yet. A context manager; for one thread.

    `place` is the directory, and `warnings` what the last call would have told a person.
    """

    def __init__(self, place: Name | None = None, *, cache: Name | None = None) -> None:
        """Name the index in a directory (None: the user's own); `cache` is for what can be made again."""
        self.place = directories.data() / "index" if place is None else Path(os.fsdecode(place)).absolute()
        self.warnings: list[str] = []
        self._cache = directories.cache() if cache is None else Path(os.fsdecode(cache)).absolute()
        self._searcher: Searcher | None = None
        self._generation = 0
        self._embedders: dict[bool, TextEmbedder] = {}

    def close(self) -> None:
        """Free models and mapped files; what is asked next opens them again."""
        if self._searcher:
            self._searcher.close()
        self._searcher = None
        while self._embedders:
            self._embedders.popitem()[1].close()

    def update(
        self, *paths: Name, model: Name | None = None, workers: int = 0, wait: float = 0.0, reindex: bool = False
    ) -> "Report":
        """Bring the index up to date with the files at and below `paths`, or with all that it covers.

        Args:
            paths: files and directories, covered from now on.
            model: a GGUF file for a new index instead of the bundled one; an index remembers its own.
            workers: threads that embed; 0 for the usual number.
            wait: how many seconds to wait for another process that writes to the index.
            reindex: start over if the index was made with another model.

        Raises:
            UsageError: there is nothing to index, or a path is not there.
            MismatchError: the index was made with another model.
            LockedError: another process is writing to it.
            ScentError: the model or the index cannot be used, or the disk is full.
        """
        from scent.core.indexing.update import update
        from scent.core.profile import resolve_profile
        from scent.errors import UsageError

        names = [os.fsencode(path) for path in paths]
        for name in names:
            if not os.path.lexists(name):
                raise UsageError(f"no such file or directory: {os.fsdecode(name)}")
        self.close()
        quiet = _Quiet()
        profile = resolve_profile(self.place, None if model is None else Path(os.fsdecode(model)).absolute())
        report = update(
            self.place,
            names,
            profile,
            workers=workers,
            progress=quiet,
            wait=wait,
            cache=self._cache,
            reset=reindex,
        )
        self.warnings = quiet.warnings
        return report

    def search(  # noqa: PLR0913  # as the command
        self,
        query: str,
        *,
        limit: int = 10,
        mode: str = "hybrid",
        scope: Scope = EVERYTHING,
        min_score: float | None = None,
        stale: bool = False,
    ) -> list[Hit]:
        """The best `limit` passages, best first, of the last commit, whoever made it; none if nothing matches.

        Args:
            query: what to look for, in any words.
            limit: the most passages.
            mode: `hybrid`, `dense` (by meaning) or `lexical` (by words, without the model).
            scope: among which documents.
            min_score: the least score, instead of what chance finds.
            stale: whether passages of files that have changed since are among them, with `Hit.stale` saying so.

        Raises:
            NoIndexError: there is no index.
            UsageError: the scope makes no sense.
            ScentError: the index or its model cannot be used.
        """
        from scent.core.search.searcher import Mode

        searcher = self._current()
        searcher.warnings.clear()
        hits = searcher.search(query, limit=limit, mode=Mode(mode), scope=scope, min_score=min_score)
        self.warnings = list(searcher.warnings)
        return [hit for hit in hits if stale or not hit.stale]

    def embed(self, texts: Iterable[str], *, query: bool = False) -> "Vectors":
        """The vectors of texts of any length, float32 (texts, dims), each of length one, made by the index's model.

        With `query`, as what is looked for, which some models take otherwise. Without an index, the bundled model.

        Raises:
            ScentError: the index or its model cannot be used.
        """
        import numpy as np

        if query not in self._embedders:
            self._embedders[query] = self._embedder(query=query)
        embedder = self._embedders[query]
        vectors = list(embedder.vectors(texts))
        return np.stack(vectors) if vectors else np.empty((0, embedder.dims), np.float32)

    def _embedder(self, *, query: bool) -> "TextEmbedder":
        from scent.core.embedding.text_embedder import TextEmbedder
        from scent.core.models import source as model_source
        from scent.core.profile import load_profile

        profile = load_profile(self.place)
        if profile is None:
            return TextEmbedder.open(None, self._cache, query=query)
        model_source.check(profile.model)
        return TextEmbedder.open(profile.model.path, self._cache, dims=profile.chunks.dims, query=query)

    def _current(self) -> "Searcher":
        """What searches the last commit."""
        from scent.core.search.searcher import Searcher
        from scent.formats.index import manifest

        generation = manifest.load(self.place).generation
        if self._searcher is None or generation != self._generation:
            self.close()
            self._searcher = Searcher.open(self.place, cache=self._cache)
            self._generation = generation
        return self._searcher


class _Quiet:
    """A `Progress` that keeps what should be told."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def start(self, files: int, size: int) -> None:
        """Nobody looks on."""

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """Nobody looks on."""

    def warn(self, message: str) -> None:
        """Keep what a person should know."""
        self.warnings.append(message)
