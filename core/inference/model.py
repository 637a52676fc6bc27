"""Load a model and turn text into token ids.

One `Model` serves any number of threads. Each thread that computes vectors makes its own `Encoder`
on it.
"""

import hashlib
import weakref
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np

from scent.arrays import Tokens
from scent.core.config import ModelIdentity
from scent.core.inference.card import ModelCard, read_card
from scent.core.inference.native import library
from scent.core.inference.tokenizer import Tokenizer
from scent.regular_files import open_regular


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
        self.tokenizer = Tokenizer(self.native, api.llama_model_get_vocab(self.pointer), path.name)
        self.vocabulary_size = self.tokenizer.size
        self.dims = int(api.llama_model_n_embd_out(self.pointer))
        self.prefix, self.suffix = self.tokenizer.special_tokens()

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
        return self.tokenizer.english

    def reads(self, language: str) -> bool:
        """Whether the model can be good at a language (ISO 639-1, empty if unknown); True if in doubt."""
        return self.tokenizer.reads(language)

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
        """Turn each text by itself into token ids; see `Tokenizer.tokenize`."""
        return self.tokenizer.tokenize(texts)

    def wrap(self, tokens: Tokens) -> Tokens:
        """Put the model's special tokens around `tokens`: int32 (tokens,)."""
        return np.concatenate([self.prefix, tokens, self.suffix])
