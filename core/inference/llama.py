"""The model: text to token ids, token ids to token vectors. The only module that calls llama.cpp.

Owned here: the C API, its limits and its memory.

A context is one thread's: make an `Encoder` for each, on one shared `Model`. ctypes releases the interpreter's lock in
every call, so they run side by side.
"""

import ctypes
import hashlib
import itertools
import re
import weakref
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from scent.arrays import Tokens, Vectors
from scent.closing import Closing
from scent.core.config import ModelIdentity
from scent.core.inference.batch import Batch
from scent.core.inference.card import ModelCard, read_card
from scent.core.inference.native import apart, library
from scent.core.system import release_memory
from scent.errors import ModelError

# Tokenizing one word takes time that grows with its square, so a longer run is cut here. No word is that long.
_LONGEST_RUN: Final = 1_000
_RUN: Final = re.compile(r"\S+")

# Pieces in the vocabulary of bert-base-uncased, and no other's.
_ENGLISH_VOCABULARY = 30_522


class Model:
    """An embedding model, loaded. Its weights are mapped, and freed with the last encoder on it.

    `dims` is the length of a token vector, after any projection that the file holds. `prefix` and `suffix` are the
    special tokens (int32) that go round an input of the model. `packed` says whether inputs may share a batch: with
    some weights another input there changes the last digits, and they are steadier one at a time.
    """

    packed = True

    def __init__(self, path: Path, card: ModelCard, weights: Any = None) -> None:  # noqa: ANN401 - a pointer of the C API
        """Load the model whose card was read, or take over its `weights`, which the model frees.

        The file must have been probed: a damaged one can abort the process. `scent.core.models.source` sees to that.

        Raises:
            ModelError: llama.cpp cannot load the file.
        """
        self.path = path
        self.card = card
        self.native = library()
        api = self.native.api
        self.pointer = weights or self.native.load(path)
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
        """How one vector is made of token vectors: mean, cls (the first) or last."""
        return self.card.pooling

    @property
    def english(self) -> bool:
        """Whether the vocabulary is that of `bert-base-uncased`: of other languages it has little more than letters."""
        return self.vocabulary_size == _ENGLISH_VOCABULARY

    def reads(self, language: str) -> bool:
        """Whether the model can be good at a language (ISO 639-1); where that is not known, it is thought to be."""
        return not self.english or language in {"en", ""}

    @property
    def causal(self) -> bool:
        """Whether a token sees only what stands before it."""
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
        """The SHA-256 of the file in hex. Reads it whole when first asked for (a second for a gigabyte)."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @cached_property
    def identity(self) -> ModelIdentity:
        """Everything about the file that decides a vector; reads the file whole, for its digest."""
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
        """Turn each text, by itself, into token ids without special tokens: int32 arrays (tokens,).

        What looks like a special token in a text is text. A run of more than 1,000 characters without a space is cut.
        """
        encoded = [[piece.encode("utf-8", errors="replace") for piece in _pieces(text)] for text in texts]
        longest = max((len(piece) for pieces in encoded for piece in pieces), default=0)
        buffer = np.empty(longest + 16, np.int32)
        return [self._joined(pieces, buffer) for pieces in encoded]

    def wrap(self, tokens: Tokens) -> Tokens:
        """Put the model's special tokens round `tokens`: int32 (tokens,)."""
        return np.concatenate([self.prefix, tokens, self.suffix])

    def _joined(self, pieces: Sequence[bytes], buffer: Tokens) -> Tokens:
        """The ids of one text's pieces; `buffer` is working space that holds the ids of any of them."""
        if len(pieces) == 1:
            return buffer[: self._tokenize(pieces[0], buffer)].copy()
        return np.concatenate([buffer[: self._tokenize(piece, buffer)].copy() for piece in pieces])

    def _tokenize(self, text: bytes, buffer: Tokens, *, special: bool = False) -> int:
        """Write a text's ids into `buffer` and tell how many there are."""
        pointer = buffer.ctypes.data_as(ctypes.POINTER(ctypes.c_int32))
        tokenize = self.native.api.llama_tokenize
        count = int(tokenize(self._vocabulary, text, len(text), pointer, len(buffer), special, False))
        if count < 0:
            raise ModelError(
                f"{self.path.name} makes more tokens of a text than it has bytes", hint="Try another model."
            )
        return count

    def _special_tokens(self) -> tuple[Tokens, Tokens]:
        """Find what the model puts before and after an input by looking at what it does to a letter."""
        buffer = np.empty(64, np.int32)
        plain = buffer[: self._tokenize(b"a", buffer)].copy()
        whole = buffer[: self._tokenize(b"a", buffer, special=True)].copy()
        for start in range(len(whole) - len(plain) + 1):
            end = start + len(plain)
            if len(plain) and np.array_equal(whole[start:end], plain):
                return whole[:start], whole[end:]
        raise ModelError(f"the tokenizer of {self.path.name} cannot read plain text", hint="Try another model.")


class Encoder(Closing):
    """One context on a model, for one thread at a time. A context manager."""

    def __init__(self, model: Model, *, batch_tokens: int = 512, threads: int = 1) -> None:
        """Make room for batches of `batch_tokens` tokens, computed by `threads` threads.

        Raises:
            ModelError: llama.cpp cannot make the context.
            ValueError: A limit is below 1.
        """
        if batch_tokens < 1 or threads < 1:
            raise ValueError(f"an encoder needs at least one token and one thread, not {batch_tokens} and {threads}")
        self._model = model  # keeps the weights as long as the context
        self._api = api = model.native.api
        self._most_tokens = batch_tokens
        self._most_sequences = min(batch_tokens, int(api.llama_max_parallel_sequences()))
        pointer = apart(api.llama_init_from_model, model.pointer, self._parameters(threads))
        if not pointer:
            reason = model.native.reason()
            raise ModelError(
                f"{model.path.name} cannot be run: {reason}", hint="Try a smaller window or another model."
            )
        self._pointer = pointer
        self._free = weakref.finalize(self, api.llama_free, pointer)
        self._memory = api.llama_get_memory(pointer)
        self._batch = Batch(api, batch_tokens)
        self._largest = 0

    def close(self) -> None:
        """Free the context; the encoder is of no more use. Twice is as good as once."""
        self._free()

    def encode(self, sequences: Sequence[Tokens]) -> list[Vectors]:
        """Run sequences of token ids through the model, packed together in their order, as many as a batch holds.

        Args:
            sequences: int32 arrays (tokens,), special tokens included; at most `batch_tokens` each, and no more than
                the model has positions for.

        Returns:
            One float32 array (tokens, dims) for each: the vector of every token, neither pooled nor normalised.

        Raises:
            ModelError: llama.cpp could not compute the batch.
            ValueError: A sequence is too long or holds what is no token, or the encoder is closed.
        """
        if not self._free.alive:
            raise ValueError("the encoder is closed")
        for sequence in sequences:
            self._check(sequence)
        vectors: list[Vectors] = []
        for batch in _packed(sequences, self._most_tokens, self._most_sequences):
            vectors += self._run(batch)
        return vectors

    def _parameters(self, threads: int) -> Any:  # noqa: ANN401 - a struct of the C API
        api = self._api
        parameters = api.llama_context_default_params()
        # A batch above n_ubatch aborts the process where attention is not causal, so the three are one number.
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = self._most_tokens
        parameters.n_seq_max = self._most_sequences
        parameters.kv_unified = True  # else a context is shared out evenly among n_seq_max sequences
        parameters.n_threads = parameters.n_threads_batch = threads
        parameters.embeddings = True
        parameters.pooling_type = api.LLAMA_POOLING_TYPE_NONE
        parameters.flash_attn_type = api.LLAMA_FLASH_ATTN_TYPE_ENABLED
        parameters.no_perf = True
        return parameters

    def _check(self, sequence: Tokens) -> None:
        """Refuse what would make the C library abort or read out of bounds."""
        longest = min(self._most_tokens, self._model.context_tokens)
        if sequence.ndim != 1 or len(sequence) > longest:
            raise ValueError(f"a sequence of shape {sequence.shape} does not fit into {longest} tokens")
        if len(sequence) and not (sequence.min() >= 0 and sequence.max() < self._model.vocabulary_size):
            raise ValueError("a sequence holds an id that is not in the vocabulary")

    def _run(self, sequences: Sequence[Tokens]) -> list[Vectors]:
        """Compute one batch."""
        api, count = self._api, self._batch.fill(sequences)
        if not count:
            return [np.empty((0, self._model.dims), np.float32) for _ in sequences]
        if self._memory:
            api.llama_memory_clear(self._memory, False)
            status = api.llama_decode(self._pointer, self._batch.struct)
        else:
            status = api.llama_encode(self._pointer, self._batch.struct)
        output = api.llama_get_embeddings(self._pointer)
        if status != 0 or not output:
            reason = self._model.native.reason()
            raise ModelError(f"{self._model.path.name} could not be run: {reason}", hint="Try another model.")
        if count > self._largest and not self._memory:
            # llama.cpp makes (and clears) room for a prediction of each token's successor, 60 MB for 512 tokens of
            # the bundled model, and never writes there for a model that predicts nothing.
            self._largest = count
            logits = ctypes.cast(api.llama_get_logits(self._pointer), ctypes.c_void_p).value or 0
            release_memory(logits, count * self._model.vocabulary_size * ctypes.sizeof(ctypes.c_float))
        # The context's own memory, overwritten by the next batch: copied once, then handed out in parts.
        vectors = np.ctypeslib.as_array(output, shape=(count, self._model.dims)).copy()
        ends = np.cumsum([len(sequence) for sequence in sequences])
        return np.split(vectors, ends[:-1])


def _packed(sequences: Sequence[Tokens], most_tokens: int, most_sequences: int) -> Iterator[list[Tokens]]:
    """Sequences in batches, in their order."""
    batch: list[Tokens] = []
    size = 0
    for sequence in sequences:
        if batch and (size + len(sequence) > most_tokens or len(batch) == most_sequences):
            yield batch
            batch, size = [], 0
        batch.append(sequence)
        size += len(sequence)
    if batch:
        yield batch


def _pieces(text: str) -> list[str]:
    """A text, cut where a run without white space is too long to tokenize in one go."""
    if len(text) <= _LONGEST_RUN:
        return [text]
    cuts = [0]
    for run in _RUN.finditer(text):
        cuts.extend(range(run.start() + _LONGEST_RUN, run.end(), _LONGEST_RUN))
    cuts.append(len(text))
    return [text[start:end] for start, end in itertools.pairwise(cuts)]
