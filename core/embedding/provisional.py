"""Vectors that stand in for those of the model until these are made."""

from typing import Self

import numpy as np

from scent.arrays import Vectors
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.chunking.pooling import normalised
from scent.core.embedding.static_table import StaticTable


class ProvisionalVectors:
    """Makes provisional vectors of `dims` numbers, from a table of static vectors if the model has one."""

    def __init__(self, table: StaticTable | None, dims: int) -> None:
        self._table, self._dims = table, dims

    @classmethod
    def of_model(cls, digest: str, dims: int) -> Self:
        """For the model whose file has the SHA-256 `digest`, in hex.

        Raises:
            ModelError: the table in the package is damaged.
        """
        table = StaticTable.open()
        return cls(table if table.model_digest == digest else None, dims)

    def vectors(self, document: ChunkedDocument) -> Vectors:
        """Provisional vectors of a document's chunks, float32 (chunks, dims), of length one.

        Without a table they are zero, so that only words find the chunks.
        """
        if self._table is None or not document.chunks:
            return np.zeros((len(document.chunks), self._dims), np.float32)
        passages = [document.tokens[chunk.first_token : chunk.last_token] for chunk in document.chunks]
        return normalised(self._table.vectors(passages)[:, : self._dims])
