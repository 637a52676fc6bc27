"""Keeps indexes and models open between searches, and opens them again when their files change.

May be used by many threads.
"""

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from scent.core.embedding.query_embedder import QueryEmbedder
from scent.core.inference.embedding_model import EmbeddingModel
from scent.core.models import source as model_source
from scent.core.models.source import ModelSource
from scent.core.profile import Profile
from scent.core.search.ranking.made_vectors import MadeVectors
from scent.core.search.searcher import Searcher
from scent.core.server import protocol
from scent.core.server.protocol import Request
from scent.core.system import available_processors
from scent.errors import ScentError
from scent.formats.index import manifest_file
from scent.formats.index.directory import named_files
from scent.formats.index.storage.layout import MANIFEST

_MOST_INDEXES: Final = 4

Stamp = tuple[int, int, int, int]


class _Opened(NamedTuple):
    """A searcher, and the files that it has open as they were before it opened them, the manifest first.

    A searcher checks its files only once, and a file that was replaced stays open as it was.
    """

    searcher: Searcher
    files: tuple[Path, ...]
    stamps: tuple[Stamp, ...]

    def is_current(self) -> bool:
        """Whether all its files are still as they were."""
        return _stamp(self.files[0]) == self.stamps[0] and _stamps(*self.files) == self.stamps


class IndexPool:
    """The indexes that were searched last, opened for the next search."""

    def __init__(self) -> None:
        """Start with nothing open."""
        self._indexes: dict[tuple[Path, Path], _Index] = {}
        self._lock = threading.Lock()

    def answer(self, request: Request) -> dict[str, Any]:
        """The message that answers a request.

        After any error the request is refused. The client then searches by itself and reports the error.
        """
        try:
            return self._index(request).answer(request)
        except (ScentError, OSError, ValueError) as error:
            return {"refused": str(error)}

    def close_outdated(self) -> None:
        """Close generations that were replaced: they take disk space as long as they are open."""
        for index in list(self._indexes.values()):
            index.close_outdated()

    def close(self) -> None:
        """Close everything."""
        for index in self._indexes.values():
            index.close()

    def _index(self, request: Request) -> "_Index":
        key = request.index, request.cache
        with self._lock:
            index = self._indexes.pop(key, None) or _Index(*key)
            self._indexes[key] = index  # the last one searched is at the end
            if len(self._indexes) > _MOST_INDEXES:
                self._indexes.pop(next(iter(self._indexes))).close()
            return index


class _Index:
    """Free searchers of one index; as many search at the same time as there are processors."""

    def __init__(self, path: Path, cache: Path) -> None:
        self._path = path
        self._cache = cache
        self._free: list[_Opened] = []
        self._spare: list[QueryEmbedder] = []
        self._made = MadeVectors()
        self._model: EmbeddingModel | None = None
        self._source: ModelSource | None = None
        self._files: tuple[Path, ...] = ()
        self._stamps: tuple[Stamp, ...] = ()
        self._digest = ""
        self._loading = threading.Lock()
        self._working = threading.BoundedSemaphore(available_processors())

    def answer(self, request: Request) -> dict[str, Any]:
        """Search the current generation."""
        with self._working:
            self._forget_changed_model()
            opened = self._take()
            searcher = opened.searcher
            try:
                hits = request.hits(searcher)
            except BaseException:
                searcher.close()
                raise
            warnings = list(searcher.warnings)
            searcher.warnings.clear()
            self._free.append(opened)
            return {"hits": [protocol.hit_to_json(hit) for hit in hits], "warnings": warnings}

    def close_outdated(self) -> None:
        """Close free searchers of another generation than the one on disk."""
        with self._working:
            for _ in range(len(self._free)):
                if (opened := self._pop()) is None:
                    return
                if opened.is_current():
                    self._free.append(opened)
                else:
                    self._close(opened.searcher)

    def close(self) -> None:
        """Close all free searchers and embedders."""
        while (opened := self._pop()) is not None:
            opened.searcher.close()
        while self._spare:
            self._spare.pop().close()

    def _take(self) -> _Opened:
        while (opened := self._pop()) is not None:
            if opened.is_current():
                return opened
            self._close(opened.searcher)
        manifest = self._path / MANIFEST
        stamp = _stamp(manifest)
        files = named_files(self._path, manifest_file.load(self._path))
        stamps = (stamp, *_stamps(*files))
        searcher = Searcher.open(self._path, cache=self._cache, embedder=self._embedder, made=self._made)
        return _Opened(searcher, (manifest, *files), stamps)

    def _close(self, searcher: Searcher) -> None:
        """Close a searcher of another generation, and keep its embedder for the next one."""
        embedder = searcher.model.release()
        searcher.close()
        if embedder is not None:
            self._spare.append(embedder)

    def _pop(self) -> _Opened | None:
        try:
            return self._free.pop()
        except IndexError:
            return None

    def _forget_changed_model(self) -> None:
        """Close the model, and everything that uses it, if its files have changed or another copy is better."""
        with self._loading:
            if self._model is None or self._source is None:
                return
            files = model_source.files_in_use(self._source, self._cache)
            if files == self._files and _stamps(*files) == self._stamps:
                return
            self._model = None
        self.close()

    def _embedder(self, profile: Profile) -> QueryEmbedder:
        """A query embedder for an index with this profile; all embedders share the model."""
        with self._loading:
            if self._model is None or self._digest != profile.model.identity.digest:
                self._model = model_source.load(profile.model, self._cache)
                self._digest, self._source = profile.model.identity.digest, profile.model
                self._files = model_source.files_in_use(profile.model, self._cache)
                self._stamps = _stamps(*self._files)
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
    """The inode, size, mtime and ctime of a file: any change of it changes one. Zeros if it is missing."""
    try:
        status = file.stat()
    except OSError:
        return 0, 0, 0, 0
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
