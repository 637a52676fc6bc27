"""A cross-encoder: reads a query and a passage in one input, and its head gives the score of the pair.

BERT adds the vector of the first or of the second text to each token's. llama.cpp adds that of the first to all, so
scent gives it the tokens' vectors with the difference, where the model has both.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from scent.arrays import Tokens, Vectors
from scent.core.inference.gguf.header import read_header
from scent.core.inference.gguf.reranker_card import RerankerCard
from scent.core.inference.gguf.rows import Rows
from scent.core.inference.ranking_context import RankingWeights
from scent.core.inference.reranker import Reranker

# The longest pair, special tokens included; models that were trained on longer ones read these as well.
_MOST_TOKENS: Final = 512


class CrossEncoder(Reranker):
    """A cross-encoder in a GGUF file. A context manager."""

    def __init__(self, path: Path, card: RerankerCard) -> None:
        """Load the model whose card was read; the file must have been probed.

        Raises:
            ModelError: llama.cpp cannot load the file.
        """
        self.name = card.name
        self._longest = min(card.context_tokens, _MOST_TOKENS)
        self._segments = _Segments(path) if card.segments else None
        self._weights = RankingWeights(path, self._longest, pooled=True)
        self._tokenizer = self._weights.tokenizer
        self._prefix, self._suffix = self._tokenizer.special_tokens()
        self._between = np.concatenate([self._suffix, self._tokenizer.separator()])
        self._query = lru_cache(maxsize=1)(lambda query: self._tokenizer.tokenize([query])[0])

    def close(self) -> None:
        """Free the model."""
        self._weights.close()

    def _score(self, query: str, passage: str) -> float:
        first, second = self.pair(query, passage)
        tokens = np.concatenate([first, second])
        vectors = self._segments.vectors(first, second) if self._segments else None
        with self._weights.context() as context:
            return float(context.scores(tokens, 1, vectors)[0])

    def pair(self, query: str, passage: str) -> tuple[Tokens, Tokens]:
        """The two parts of an input, int32 (n,) each, with the model's special tokens."""
        asked, told = self._query(query), self._tokenizer.tokenize([passage])[0]
        room = max(2, self._longest - len(self._prefix) - len(self._between) - len(self._suffix))
        asked = asked[: max(room // 2, room - len(told))]
        told = told[: room - len(asked)]
        return np.concatenate([self._prefix, asked, self._between]), np.concatenate([told, self._suffix])


class _Segments:
    """The vectors of tokens in the first and in the second text of a pair."""

    def __init__(self, path: Path) -> None:
        header = read_header(path)
        self._tokens = Rows(path, header, "token_embd.weight")
        first, second = Rows(path, header, "token_types.weight").at(np.arange(2))
        self._difference = second - first

    def vectors(self, first: Tokens, second: Tokens) -> Vectors:
        """The vectors (n, dims) of the tokens of two texts, without that of the first text, which the model adds."""
        return np.concatenate([self._tokens.at(first), self._tokens.at(second) + self._difference])
