"""Vectors that stand in for those of the model until these are made."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from scent.arrays import Tokens, Vectors
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.chunking.pooling import normalised
from scent.core.embedding.made_table import open_table
from scent.core.embedding.static_table import StaticTable


class ProvisionalVectors:
    """Makes provisional vectors of `dims` numbers, from a table of static vectors if the model has one."""

    def __init__(self, table: StaticTable | None, dims: int) -> None:
        self._table, self._dims = table, dims

    @classmethod
    def of_model(cls, digest: str, dims: int, cache: Path | None) -> Self:
        """For the model whose file has the SHA-256 `digest`, in hex; `cache` may have a table of it.

        Raises:
            ModelError: the table in the package is damaged.
        """
        return cls(open_table(digest, dims, cache), dims)

    def vectors(self, document: ChunkedDocument) -> Vectors:
        """Provisional vectors of a document's chunks, float32 (chunks, dims), of length one.

        Without a table they are zero, so that only words find the chunks.
        """
        return self.of_tokens([document.tokens[chunk.first_token : chunk.last_token] for chunk in document.chunks])

    def of_tokens(self, passages: Sequence[Tokens]) -> Vectors:
        """The same for passages with these tokens, int32 (tokens,) each."""
        if self._table is None or not passages:
            return np.zeros((len(passages), self._dims), np.float32)
        return normalised(self._table.vectors(passages)[:, : self._dims])
