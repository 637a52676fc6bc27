"""Remembers exact vectors that searches have made, until an index run has made them too."""

import threading
from typing import Final

from scent.arrays import Vector
from scent.formats.index.manifest import Manifest

# The most vectors that are remembered, 1.5 KB each in the bundled model.
_MOST: Final = 4_096


class MadeVectors:
    """Exact vectors of one index by the keys of their chunks, which stay the same in all of its generations.

    May be used by many threads and by all searchers of the index.
    """

    def __init__(self) -> None:
        self._vectors: dict[int, Vector] = {}
        self._index: tuple[int, str] = 0, ""
        self._lock = threading.Lock()

    def open(self, index: Manifest) -> None:
        """Forget everything if it belongs to another index: one made anew in the same place, or with other settings."""
        identity = index.created_ns, index.fingerprint
        with self._lock:
            if self._index != identity:
                self._index = identity
                self._vectors.clear()

    def get(self, key: int) -> Vector | None:
        """The vector (dims,) of the chunk with this key, if it was made and is not forgotten."""
        return self._vectors.get(key)

    def add(self, key: int, vector: Vector) -> None:
        """Remember a vector (dims,); the oldest one is forgotten for it."""
        with self._lock:
            self._vectors[key] = vector
            if len(self._vectors) > _MOST:
                del self._vectors[next(iter(self._vectors))]
