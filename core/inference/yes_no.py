"""A generative reranker: a language model that is asked whether a passage answers a query, and says yes or no."""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from scent.arrays import Tokens
from scent.core.inference.gguf.reranker_card import RerankerCard
from scent.core.inference.ranking_context import RankingWeights
from scent.core.inference.reranker import Reranker
from scent.core.inference.tokenizer import Tokenizer
from scent.errors import ModelError

# The longest prompt, with query and passage.
_MOST_TOKENS: Final = 1024
# How special tokens are spelled in prompts; the vocabulary tells which of these are some.
_MARKERS: Final = re.compile(r"(<\|[^<>|\s]+\|>|</?[^<>\s]+>|\[/?[A-Z]+\])")
_ANSWERS: Final = ("yes", "no")
_PLACES: Final = re.compile(r"(\{query\}|\{document\})")
# No token is longer, in characters, in the mean of a text.
_LONGEST_TOKEN: Final = 32
# The least probability that a head gives: its logarithm is a number.
_LEAST: Final = 1e-30


class YesNo(Reranker):
    """A generative reranker in a GGUF file. A context manager."""

    def __init__(self, path: Path, card: RerankerCard) -> None:
        """Load the model whose card was read; the file must have been probed.

        Raises:
            ModelError: llama.cpp cannot load the file, it has no tokens for yes and no, or its head gives others.
        """
        self.name = card.name
        self._longest = min(card.context_tokens, _MOST_TOKENS)
        self._has_head = card.has_head
        self._weights = RankingWeights(path, self._longest, pooled=card.has_head)
        self._prompt = Prompt(card.prompt, self._weights.tokenizer, path.name, self._longest)
        self._places = self._head_places(path.name) if card.has_head else self._answer_tokens(path.name)
        self._stem = lru_cache(maxsize=1)(lambda query: self._prompt.tokens(query, ""))

    def close(self) -> None:
        """Free the model."""
        self._weights.close()

    def _score(self, query: str, passage: str) -> float:
        """The logarithm of the odds that the model says yes rather than no."""
        tokens, stem = self._prompt.tokens(query, passage), self._stem(query)
        shared = tokens[: min(_shared(stem, tokens), len(tokens) - 1)]
        count = len(_ANSWERS) if self._has_head else self._weights.tokenizer.size
        with self._weights.context() as context:
            yes, no = context.scores_after(shared, tokens, count)[self._places].tolist()
        if self._has_head:  # llama.cpp gives the probabilities of the two
            return float(np.log(max(yes, _LEAST)) - np.log(max(no, _LEAST)))
        return float(yes - no)

    def _head_places(self, file: str) -> list[int]:
        """Where the head has yes and no among its scores."""
        labels = [label.lower() for label in self._weights.labels]
        if sorted(labels) != sorted(_ANSWERS):
            raise ModelError(f"the head of {file} does not say yes or no", hint="convert the model again")
        return [labels.index(answer) for answer in _ANSWERS]

    def _answer_tokens(self, file: str) -> list[int]:
        """The tokens of yes and no."""
        tokens = self._weights.tokenizer.tokenize(_ANSWERS)
        if any(len(each) != 1 for each in tokens):
            raise ModelError(f"{file} has no single tokens for yes and no", hint="choose another reranker")
        return [int(each[0]) for each in tokens]


class Prompt:
    """A prompt with places for a query and a passage.

    Its special tokens are those of the prompt alone: what a text spells like one stays text.
    """

    def __init__(self, prompt: str, tokenizer: Tokenizer, file: str, longest: int) -> None:
        """Take apart a prompt with `{query}` and `{document}`; errors name the file, and no input has more tokens.

        Raises:
            ModelError: there is no room for a query and a passage.
        """
        self._tokenizer, self._longest = tokenizer, longest
        parts: list[str | int] = [""]
        for piece in _MARKERS.split(prompt):
            marker = tokenizer.marker(piece) if _MARKERS.fullmatch(piece) else None
            if marker is not None:
                parts += [marker, ""]
            else:
                parts[-1] = f"{parts[-1]}{piece}"
        self._parts = [part for part in parts if part != ""]
        if 2 * len(self._filled("", "")) > longest:
            raise ModelError(f"{file} reads {longest} tokens at most, too few for its own prompt", hint="try another")

    def tokens(self, query: str, passage: str) -> Tokens:
        """The tokens of the prompt with a query and a passage, which are cut if there is no room for them."""
        empty = len(self._filled("", ""))
        query = self._fitting(query, lambda text: self._filled(text, ""), empty + (self._longest - empty) // 2)
        passage = self._fitting(passage, lambda text: self._filled(query, text), self._longest)
        return self._filled(query, passage)

    def _fitting(self, text: str, filled: Callable[[str], Tokens], most: int) -> str:
        """As much of the beginning of a text as makes at most so many tokens."""
        text = text[: most * _LONGEST_TOKEN]
        while text and (count := len(filled(text))) > most:
            text = text[: min(len(text) - 1, len(text) * most // count)]
        return text

    def _filled(self, query: str, passage: str) -> Tokens:
        texts = {"{query}": query, "{document}": passage}
        pieces = [np.empty(0, np.int32)]
        for part in self._parts:
            if isinstance(part, int):
                pieces.append(np.array([part], np.int32))
            else:
                filled = "".join(texts.get(piece, piece) for piece in _PLACES.split(part))
                pieces += self._tokenizer.tokenize([filled])
        return np.concatenate(pieces)


def _shared(first: Tokens, second: Tokens) -> int:
    """How many tokens two inputs begin with in common."""
    length = min(len(first), len(second))
    different = np.flatnonzero(first[:length] != second[:length])
    return int(different[0]) if len(different) else length
