"""Indexes and models that stay open between searches, each as fresh as if it had been opened for the search.

Owned here: what is open, and when it is opened anew. May be used by many threads.
"""

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from scent.core.embedding.query_embedder import QueryEmbedder
from scent.core.inference.model import Model
from scent.core.models import source as model_source
from scent.core.profile import Profile
from scent.core.search.searcher import Mode, Searcher
from scent.core.server import protocol
from scent.core.server.protocol import Request
from scent.core.system import available_processors
from scent.errors import ScentError
from scent.formats.index.storage.layout import MANIFEST

_MOST_INDEXES: Final = 4

Stamp = tuple[int, int, int]


class IndexPool:
    """The indexes that were searched last, and how to search them."""

    def __init__(self) -> None:
        """Nothing is open."""
        self._indexes: dict[tuple[Path, Path], _Index] = {}
        self._lock = threading.Lock()

    def answer(self, request: Request) -> dict[str, Any]:
        """The message that answers a request; whatever goes wrong is refused, for the client to meet it by itself."""
        try:
            return self._index(request).answer(request)
        except (ScentError, OSError, ValueError) as error:
            return {"refused": str(error)}

    def look(self) -> None:
        """Let go of generations that were replaced: they take disk space as long as they are open."""
        for index in list(self._indexes.values()):
            index.look()

    def close(self) -> None:
        """Let go of everything."""
        for index in self._indexes.values():
            index.close()

    def _index(self, request: Request) -> "_Index":
        key = request.index, request.cache
        with self._lock:
            index = self._indexes.pop(key, None) or _Index(*key)
            self._indexes[key] = index  # the newest last
            if len(self._indexes) > _MOST_INDEXES:
                self._indexes.pop(next(iter(self._indexes))).close()
            return index


class _Index:
    """Searchers of one index that are free; as many work at once as there are processors."""

    def __init__(self, place: Path, cache: Path) -> None:
        self._place = place
        self._cache = cache
        self._free: list[tuple[Stamp, Searcher]] = []
        self._spare: list[QueryEmbedder] = []
        self._model: Model | None = None
        self._model_file = Path()
        self._files: tuple[Stamp, ...] = ()
        self._digest = ""
        self._loading = threading.Lock()
        self._working = threading.BoundedSemaphore(available_processors())

    def answer(self, request: Request) -> dict[str, Any]:
        """Search the generation that is current now."""
        with self._working:
            stamp = _stamp(self._place / MANIFEST)
            self._forget_changed_model()
            searcher = self._take(stamp)
            try:
                hits = searcher.search(
                    request.query,
                    limit=request.limit,
                    mode=Mode(request.mode),
                    scope=request.scope,
                    listed=request.listed,
                    min_score=request.min_score,
                )
            except BaseException:
                searcher.close()
                raise
            warnings = list(searcher.warnings)
            searcher.warnings.clear()
            self._free.append((stamp, searcher))
            return {"hits": [protocol.hit_to_json(hit) for hit in hits], "warnings": warnings}

    def look(self) -> None:
        """Close what is of another generation than the one on disk."""
        with self._working:
            stamp = _stamp(self._place / MANIFEST)
            for _ in range(len(self._free)):
                if (found := self._pop()) is None:
                    return
                if found[0] == stamp:
                    self._free.append(found)
                else:
                    self._close(found[1])

    def close(self) -> None:
        """Close what is free."""
        while (found := self._pop()) is not None:
            found[1].close()
        while self._spare:
            self._spare.pop().close()

    def _take(self, stamp: Stamp) -> Searcher:
        while (found := self._pop()) is not None:
            if found[0] == stamp:
                return found[1]
            self._close(found[1])
        return Searcher.open(self._place, embedder=self._embedder)

    def _close(self, searcher: Searcher) -> None:
        """Close a searcher of another generation, but for its embedder: the next one can have that."""
        embedder = searcher.release()
        searcher.close()
        if embedder is not None:
            self._spare.append(embedder)

    def _pop(self) -> tuple[Stamp, Searcher] | None:
        try:
            return self._free.pop()
        except IndexError:
            return None

    def _forget_changed_model(self) -> None:
        """Have the model loaded anew, with all that a search without a server looks at, if its files have changed."""
        with self._loading:
            if self._model is None or self._files == _stamps(self._model.path, self._model_file):
                return
            self._model = None
        self.close()

    def _embedder(self, profile: Profile) -> QueryEmbedder:
        """An embedder for an index with this profile, on a model that all of them share."""
        with self._loading:
            if self._model is None or self._digest != profile.model.identity.digest:
                self._model = model_source.load(profile.model, self._cache)
                self._digest, self._model_file = profile.model.identity.digest, profile.model.file
                self._files = _stamps(self._model.path, self._model_file)
            model = self._model
        with suppress(IndexError):
            embedder = self._spare.pop()
            if embedder.model is model and embedder.dims == profile.dims:
                return embedder
            embedder.close()
        return QueryEmbedder(model, profile.dims)


def _stamps(*files: Path) -> tuple[Stamp, ...]:
    return tuple(_stamp(file) for file in files)


def _stamp(file: Path) -> Stamp:
    """What changes whenever a file is replaced or written to; zeros if it is gone."""
    try:
        status = file.stat()
    except OSError:
        return 0, 0, 0
    return status.st_ino, status.st_size, status.st_mtime_ns
