"""Load a model in a GGUF file and turn text into token ids.

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

from scent.arrays import Tokens, Vectors
from scent.core.config import ModelIdentity
from scent.core.inference.embedding_model import Batching
from scent.core.inference.encoder import Encoder
from scent.core.inference.gguf.card import ModelCard, read_card
from scent.core.inference.gguf.projection import read_projection
from scent.core.inference.native import library
from scent.core.inference.tokenizer import Tokenizer
from scent.regular_files import open_regular

# Attention covers everything in a physical batch, so larger batches are slower (512 tokens: by 2 to
# 7 %, whatever the lengths). Smaller ones hold too few short inputs.
BATCH_TOKENS = 256


class Model:
    """A loaded embedding model of llama.cpp. Its weights are mapped, and freed together with the last encoder.

    `token_dims` is the length of a token's vector, and `dims` that of a text's: they differ in a
    model with a projection. `prefix` and `suffix`
    are the special tokens, int32 (n,), that the model expects around an input. `on_gpu` says whether
    layers of it are there. `packed` says
    whether inputs may share a batch: with some weights, other inputs in the batch change the last
    digits of a vector, so that running one at a time is steadier.
    """

    packed = True
    has_pieces = True
    batching = Batching(BATCH_TOKENS, together=16)

    def __init__(
        self,
        path: Path,
        card: ModelCard,
        weights: Any = None,  # noqa: ANN401 - a pointer of the C API
        *,
        dims: int = 0,
        gpu_layers: int = 0,
    ) -> None:
        """Load the model whose card was read, or take over its `weights`, which the model then frees.

        `dims`, the length of a text's vector, must be given if these are its vocabulary alone.
        `gpu_layers` is as in `Library.load_weights`; 0 for weights that are loaded.

        The file must have been probed, because a damaged one can abort the process; see
        `scent.core.models.source`.

        Raises:
            ModelError: llama.cpp cannot load the file.
        """
        self.path = path
        self.card = card
        self.native = library()
        api = self.native.api
        self.on_gpu = gpu_layers != 0
        self.pointer = weights or self.native.load_weights(path, gpu_layers=gpu_layers)
        weakref.finalize(self, api.llama_model_free, self.pointer)
        self.tokenizer = Tokenizer(self.native, api.llama_model_get_vocab(self.pointer), path.name)
        self.vocabulary_size = self.tokenizer.size
        self.token_dims = dims or int(api.llama_model_n_embd_out(self.pointer))
        self.dims = dims or card.projected or self.token_dims
        self._projection = read_projection(path) if card.projected and not dims else None
        self.prefix, self.suffix = self.tokenizer.special_tokens()

    @classmethod
    def open_trusted(cls, path: Path, *, gpu_layers: int = 0) -> Self:
        """Read the header of a model file and load the model; takes about 50 ms for the bundled one.

        Only for a file that was probed and has not changed since, or that scent made itself.
        `gpu_layers` is as in `Library.load_weights`.

        Raises:
            ModelError: the file is missing, damaged or not an embedding model.
        """
        return cls(path, read_card(path), gpu_layers=gpu_layers)

    @classmethod
    def open_vocabulary(cls, path: Path, dims: int) -> Self:
        """The same without weights: the model gives tokens, but no vectors.

        Args:
            path: the file.
            dims: the length of a text's vector, which only the weights tell.

        Raises:
            ModelError: the file is missing, damaged or not an embedding model.
        """
        return cls(path, read_card(path), library().load_weights(path, vocabulary_only=True), dims=dims)

    @property
    def name(self) -> str:
        """The name in the file."""
        return self.card.name

    @property
    def query_prompt(self) -> str:
        """What stands before a query."""
        return self.card.query_prompt

    @property
    def document_prompt(self) -> str:
        """What stands before a passage."""
        return self.card.document_prompt

    @property
    def pooling(self) -> str:
        """How token vectors become one vector: mean, cls (the first) or last."""
        return self.card.pooling

    @property
    def english(self) -> bool:
        """Whether the vocabulary is that of `bert-base-uncased`, which covers English and little else."""
        return self.tokenizer.english

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

    def parallel(self, workers: int) -> int:
        """As many encoders run side by side as there are threads."""
        return workers

    def is_word(self, word: str) -> bool:
        """Whether the vocabulary has a word as one piece."""
        (tokens,) = self.tokenize([word])
        return len(tokens) == 1

    def encoder(self, batch_tokens: int) -> Encoder:
        """A context for batches of up to `batch_tokens` tokens, computed by one thread.

        Raises:
            ModelError: llama.cpp cannot create it.
        """
        return Encoder(self, batch_tokens=batch_tokens)

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """Turn each text by itself into token ids; see `Tokenizer.tokenize`."""
        return self.tokenizer.tokenize(texts)

    def project(self, vectors: Vectors) -> Vectors:
        """Apply the layer that finishes pooled vectors, if the model has one: (n, token_dims) to (n, dims)."""
        return vectors if self._projection is None else self._projection.apply(vectors)

    def wrap(self, tokens: Tokens) -> Tokens:
        """Put the model's special tokens around `tokens`: int32 (tokens,)."""
        return np.concatenate([self.prefix, tokens, self.suffix])
