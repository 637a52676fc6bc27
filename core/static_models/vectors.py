"""Makes the vectors of tokens from the table of a static model."""

import numpy as np

from scent.arrays import Tokens, Vectors
from scent.core.static_models.subwords import Parts, buckets, means, words_of
from scent.core.static_models.table import Table


class StaticVectors:
    """The vectors of the tokens of a table; `dims` is their length, `tokens` how many have one of their own."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.dims = int(table.vectors.shape[1])
        self.tokens = int(table.facts["tokens"])
        self._skipped = int(table.facts.get("skipped", -1))
        self._weights, self._rows, self._grams = map(table.section, ("weights", "rows", "grams"))
        self._parts = Parts(*table.facts["parts"]) if self._grams is not None else None

    def of_tokens(self, tokens: Tokens) -> Vectors:
        """The vector of each token (n,), float32 (n, dims): zeros for tokens that say nothing.

        A word that is spelled by several tokens has its vector at the first.
        """
        result = np.zeros((len(tokens), self.dims), np.float32)
        own = (tokens >= 0) & (tokens < self.tokens) & (tokens != self._skipped)
        ids = tokens[own]
        vectors = self._table.vectors[ids if self._rows is None else self._rows[ids]].astype(np.float32)
        result[own] = vectors if self._weights is None else vectors * self._weights[ids][:, None]
        if self._grams is not None and self._parts is not None:
            words, places = words_of(tokens, self.tokens + 1)
            numbers, owners = buckets(words, self._parts)
            result[places] = means(self._grams, numbers, owners, len(words))
        return result
