"""Load a model and turn text into token ids.

One `Model` serves any number of threads. Each thread that computes vectors makes its own `Encoder`
on it.
"""

import ctypes
import hashlib
import itertools
import re
import weakref
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from scent.arrays import Tokens
from scent.core.config import ModelIdentity
from scent.core.inference.card import ModelCard, read_card
from scent.core.inference.native import library
from scent.errors import ModelError
from scent.regular_files import open_regular

# The time to tokenize one word grows with the square of its length, so longer runs without a space
# are cut here. No word is that long.
_MAX_RUN_CHARACTERS: Final = 1_000
_RUN: Final = re.compile(r"\S+")

# The size of the vocabulary of bert-base-uncased. No other published vocabulary has this size.
_ENGLISH_VOCABULARY = 30_522


class Model:
    """A loaded embedding model. Its weights are mapped, and freed together with the last encoder.

    `dims` is the length of a token vector, after any projection in the file. `prefix` and `suffix`
    are the special tokens, int32 (n,), that the model expects around an input. `packed` says
    whether inputs may share a batch: with some weights, other inputs in the batch change the last
    digits of a vector, so that running one at a time is steadier.
    """

    packed = True

    def __init__(self, path: Path, card: ModelCard, weights: Any = None) -> None:  # noqa: ANN401 - a pointer of the C API
        """Load the model whose card was read, or take over its `weights`, which the model then frees.

        The file must have been probed, because a damaged one can abort the process; see
        `scent.core.models.source`.

        Raises:
            ModelError: llama.cpp cannot load the file.
        """
        self.path = path
        self.card = card
        self.native = library()
        api = self.native.api
        self.pointer = weights or self.native.load_weights(path)
        weakref.finalize(self, api.llama_model_free, self.pointer)
        self._vocabulary = api.llama_model_get_vocab(self.pointer)
        self.vocabulary_size = int(api.llama_vocab_n_tokens(self._vocabulary))
        self.dims = int(api.llama_model_n_embd_out(self.pointer))
        self.prefix, self.suffix = self._special_tokens()

    @classmethod
    def open_trusted(cls, path: Path) -> Self:
        """Read the header of a model file and load the model; takes about 50 ms for the bundled one.

        Only for a file that was probed and has not changed since, or that scent made itself.

        Raises:
            ModelError: the file is missing, damaged or not an embedding model.
        """
        return cls(path, read_card(path))

    @property
    def pooling(self) -> str:
        """How token vectors become one vector: mean, cls (the first) or last."""
        return self.card.pooling

    @property
    def english(self) -> bool:
        """Whether the vocabulary is that of `bert-base-uncased`, which covers English and little else."""
        return self.vocabulary_size == _ENGLISH_VOCABULARY

    def reads(self, language: str) -> bool:
        """Whether the model can be good at a language (ISO 639-1, empty if unknown); True if in doubt."""
        return not self.english or language in {"en", ""}

    @property
    def causal(self) -> bool:
        """Whether a token sees only the tokens before it."""
        return self.card.causal

    @property
    def context_tokens(self) -> int:
        """The longest input that the model has positions for, special tokens included."""
        return self.card.context_tokens

    @property
    def trained_tokens(self) -> int:
        """The longest input that the model was trained on, special tokens included."""
        return self.card.trained_tokens

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the file in hex. The first call reads the whole file (a second per gigabyte)."""
        with open_regular(self.path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @cached_property
    def identity(self) -> ModelIdentity:
        """All properties of the file that decide a vector. The first call reads the whole file."""
        return ModelIdentity(
            name=self.card.name,
            digest=self.digest,
            architecture=self.card.architecture,
            pooling=self.pooling,
            dims=self.dims,
            trained_tokens=self.trained_tokens,
            query_prompt=self.card.query_prompt,
            document_prompt=self.card.document_prompt,
        )

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """Turn each text by itself into token ids without special tokens: int32 arrays (tokens,).

        Special tokens that are spelled out in a text are treated as text. A run of more than 1,000
        characters without a space is cut.
        """
        encoded = [[piece.encode("utf-8", errors="replace") for piece in _pieces(text)] for text in texts]
        longest = max((len(piece) for pieces in encoded for piece in pieces), default=0)
        buffer = np.empty(longest + 16, np.int32)
        return [self._tokenize_pieces(pieces, buffer) for pieces in encoded]

    def wrap(self, tokens: Tokens) -> Tokens:
        """Put the model's special tokens around `tokens`: int32 (tokens,)."""
        return np.concatenate([self.prefix, tokens, self.suffix])

    def _tokenize_pieces(self, pieces: Sequence[bytes], buffer: Tokens) -> Tokens:
        """The ids of one text's pieces; `buffer` is working space with room for the ids of any piece."""
        if len(pieces) == 1:
            return buffer[: self._tokenize(pieces[0], buffer)].copy()
        return np.concatenate([buffer[: self._tokenize(piece, buffer)].copy() for piece in pieces])

    def _tokenize(self, text: bytes, buffer: Tokens, *, special: bool = False) -> int:
        """Write the ids of a text into `buffer` and return their number."""
        pointer = buffer.ctypes.data_as(ctypes.POINTER(ctypes.c_int32))
        tokenize = self.native.api.llama_tokenize
        count = int(tokenize(self._vocabulary, text, len(text), pointer, len(buffer), special, False))
        if count < 0:
            raise ModelError(
                f"the tokenizer of {self.path.name} makes more tokens of a text than it has bytes",
                hint="try another model",
            )
        return count

    def _special_tokens(self) -> tuple[Tokens, Tokens]:
        """Find the tokens before and after an input by tokenizing one letter with and without them."""
        buffer = np.empty(64, np.int32)
        plain = buffer[: self._tokenize(b"a", buffer)].copy()
        whole = buffer[: self._tokenize(b"a", buffer, special=True)].copy()
        for start in range(len(whole) - len(plain) + 1):
            end = start + len(plain)
            if len(plain) and np.array_equal(whole[start:end], plain):
                return whole[:start], whole[end:]
        raise ModelError(f"the tokenizer of {self.path.name} cannot read plain text", hint="try another model")


def _pieces(text: str) -> list[str]:
    """Cut a text where a run without white space is too long to tokenize at once."""
    if len(text) <= _MAX_RUN_CHARACTERS:
        return [text]
    cuts = [0]
    for run in _RUN.finditer(text):
        cuts.extend(range(run.start() + _MAX_RUN_CHARACTERS, run.end(), _MAX_RUN_CHARACTERS))
    cuts.append(len(text))
    return [text[start:end] for start, end in itertools.pairwise(cuts)]
