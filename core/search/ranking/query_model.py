"""The model of an index, as a search needs it: loaded by the first query that is compared by meaning."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scent.arrays import Vector
from scent.closing import Closing
from scent.core.chunking.pooling import normalised
from scent.errors import UnreachableError
from scent.formats.index.manifest import Manifest

if TYPE_CHECKING:
    from scent.core.embedding.query_embedder import QueryEmbedder
    from scent.core.inference.preload import Preload
    from scent.core.profile import Profile


class QueryModel(Closing):
    """Embeds queries by the model of an index. A context manager."""

    def __init__(
        self,
        manifest: Manifest,
        cache: Path | None = None,
        preloaded: "Preload | None" = None,
        embedder: "Callable[[Profile], QueryEmbedder] | None" = None,
    ) -> None:
        """Load nothing yet; the arguments are those of `Searcher`."""
        self._manifest = manifest
        self._cache = cache
        self._preloaded = preloaded
        self._open = embedder or self._load
        self._embedder: QueryEmbedder | None = None

    def close(self) -> None:
        """Free the model."""
        if self._embedder:
            self._embedder.close()
        if self._preloaded:
            self._preloaded.close()

    def release(self) -> "QueryEmbedder | None":
        """Give the query embedder, if there is one, to the caller, who must close it."""
        embedder, self._embedder = self._embedder, None
        return embedder

    def embedder(self) -> "QueryEmbedder":
        """The query embedder.

        Raises:
            ModelError: the index's model cannot be opened.
        """
        if self._embedder is None:
            # Imported here: a lexical search needs no model, and its library takes a while to load.
            from scent.core.profile import Profile

            self._embedder = self._open(Profile.from_manifest(self._manifest))
        return self._embedder

    def vector(self, text: str, instruction: str = "") -> Vector:
        """The unit vector (dims,) of a query; an instruction says to a model that takes one what is looked for.

        Raises:
            UsageError: the model takes no instructions.
            ModelError: the index's model cannot be opened.
        """
        return self.embedder().vector(text, instruction)

    def averaged(self, vector: Vector, passage: str) -> Vector:
        """The unit vector (dims,) between that of a query and that of a passage which may answer it.

        This is HyDE (Gao et al., Precise zero-shot dense retrieval without relevance labels, ACL 2023).
        """
        both = normalised((vector + self.embedder().passage_vector(passage))[None])
        return np.asarray(both[0], np.float32)

    def vectors_if_reachable(self, texts: Sequence[str]) -> list[Vector]:
        """The unit vectors (dims,) of texts, as queries; zeros if the server of the model does not answer any more."""
        embedder = self.embedder()
        try:
            return embedder.vectors(texts)
        except UnreachableError:
            return [np.zeros(embedder.dims, np.float32)] * len(texts)

    def is_word(self, word: str) -> bool:
        """Whether the model knows a word as a whole, so that it is not misspelt though the index does not have it."""
        return self.embedder().model.is_word(word)

    def _load(self, profile: "Profile") -> "QueryEmbedder":
        from scent.core.embedding.query_embedder import QueryEmbedder
        from scent.core.models import source as model_source

        return QueryEmbedder(model_source.load(profile.model, self._cache, preloaded=self._preloaded), profile.dims)
