"""Run token ids through a model and return the vector of every token.

ctypes releases the interpreter's lock during every call, so that encoders in several threads run
side by side.
"""

import ctypes
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from scent.arrays import Tokens, Vectors
from scent.closing import Closing
from scent.core.chunking.pooling import pool_window
from scent.core.inference.batch import Batch
from scent.core.inference.embedding_model import WindowInput
from scent.core.inference.native import Library, call_in_thread
from scent.core.system import release_memory
from scent.errors import ModelError


class LoadedWeights(Protocol):
    """What an encoder needs of a `Model`."""

    path: Path
    native: Library
    pointer: Any
    token_dims: int
    vocabulary_size: int
    on_gpu: bool

    @property
    def context_tokens(self) -> int:
        """The longest input that the model has positions for, special tokens included."""

    @property
    def pooling(self) -> str:
        """How token vectors become one vector: mean, cls or last."""

    def project(self, vectors: Vectors) -> Vectors:
        """Apply the layer that finishes pooled vectors, if the model has one: (n, token_dims) to (n, dims)."""


class Encoder(Closing):
    """A llama.cpp context on a model, for one thread at a time. A context manager."""

    def __init__(self, model: LoadedWeights, *, batch_tokens: int = 512, threads: int = 1) -> None:
        """Allocate batches of up to `batch_tokens` tokens, computed by `threads` threads.

        Raises:
            ModelError: llama.cpp cannot create the context.
            ValueError: a limit is below 1.
        """
        if batch_tokens < 1 or threads < 1:
            raise ValueError(f"an encoder needs at least one token and one thread, not {batch_tokens} and {threads}")
        self._model = model  # keeps the weights alive as long as the context
        self._api = api = model.native.api
        self._max_tokens = batch_tokens
        self._max_sequences = min(batch_tokens, int(api.llama_max_parallel_sequences()))
        pointer = call_in_thread(api.llama_init_from_model, model.pointer, self._parameters(threads))
        if not pointer:
            reason = model.native.first_error()
            raise ModelError(f"{model.path.name} cannot be run: {reason}", hint="try a smaller window or another model")
        self._pointer = pointer
        self._free = weakref.finalize(self, api.llama_free, pointer)
        self._memory = api.llama_get_memory(pointer)
        self._batch = Batch(api, batch_tokens)
        self._largest = 0  # tokens in the largest batch so far

    def close(self) -> None:
        """Free the context; the encoder cannot be used afterwards. A second call does nothing."""
        self._free()

    def encode(self, sequences: Sequence[Tokens]) -> list[Vectors]:
        """Run sequences of token ids through the model, in order, as many together as a batch holds.

        Args:
            sequences: int32 arrays (tokens,), special tokens included; each of at most
                `batch_tokens` tokens, and at most as many as the model has positions for.

        Returns:
            For each sequence the vectors of its tokens, float32 (tokens, token_dims), neither
            pooled nor normalized.

        Raises:
            ModelError: llama.cpp could not compute the batch.
            ValueError: a sequence is too long or contains an invalid token id, or the encoder is
                closed.
        """
        if not self._free.alive:
            raise ValueError("the encoder is closed")
        for sequence in sequences:
            self._check(sequence)
        vectors: list[Vectors] = []
        for batch in _batches(sequences, self._max_tokens, self._max_sequences):
            vectors += self._run(batch)
        return vectors

    def chunk_vectors(self, windows: Sequence[WindowInput]) -> list[Vectors]:
        """Run windows through the model as `encode` does, and pool and finish the vectors of each one's chunks."""
        pooling = self._model.pooling
        return [
            self._model.project(pool_window(tokens, window.spans, window.before, window.after, pooling))
            for window, tokens in zip(windows, self.encode([window.tokens for window in windows]), strict=True)
        ]

    def cancel(self) -> None:
        """Do nothing: a batch takes some tens of milliseconds."""

    def _parameters(self, threads: int) -> Any:  # noqa: ANN401 - a struct of the C API
        api = self._api
        parameters = api.llama_context_default_params()
        # A batch above n_ubatch aborts the process if attention is not causal, so all three are
        # equal.
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = self._max_tokens
        parameters.n_seq_max = self._max_sequences
        parameters.kv_unified = True  # otherwise the context is divided evenly among n_seq_max sequences
        parameters.n_threads = parameters.n_threads_batch = threads
        parameters.embeddings = True
        parameters.pooling_type = api.LLAMA_POOLING_TYPE_NONE
        # On a GPU, llama.cpp knows best whether that GPU can do it.
        on_gpu = self._model.on_gpu
        parameters.flash_attn_type = api.LLAMA_FLASH_ATTN_TYPE_AUTO if on_gpu else api.LLAMA_FLASH_ATTN_TYPE_ENABLED
        parameters.offload_kqv = parameters.op_offload = on_gpu
        parameters.no_perf = True
        return parameters

    def _check(self, sequence: Tokens) -> None:
        """Reject input that would make the C library abort or read out of bounds."""
        longest = min(self._max_tokens, self._model.context_tokens)
        if sequence.ndim != 1 or len(sequence) > longest:
            raise ValueError(f"a sequence of shape {sequence.shape} does not fit into {longest} tokens")
        if len(sequence) and not (sequence.min() >= 0 and sequence.max() < self._model.vocabulary_size):
            raise ValueError("a sequence contains an id that is not in the vocabulary")

    def _run(self, sequences: Sequence[Tokens]) -> list[Vectors]:
        """Compute one batch."""
        api, count = self._api, self._batch.fill(sequences)
        if not count:
            return [np.empty((0, self._model.token_dims), np.float32) for _ in sequences]
        if self._memory:
            api.llama_memory_clear(self._memory, False)
            status = api.llama_decode(self._pointer, self._batch.struct)
        else:
            status = api.llama_encode(self._pointer, self._batch.struct)
        output = api.llama_get_embeddings(self._pointer)
        if status != 0 or not output:
            reason = self._model.native.first_error()
            raise ModelError(f"{self._model.path.name} could not be run: {reason}", hint="try another model")
        if count > self._largest and not self._memory:
            self._largest = count
            self._free_logits(count)
        # The next batch overwrites the context's memory, so copy it once and return parts of the
        # copy.
        vectors = np.ctypeslib.as_array(output, shape=(count, self._model.token_dims)).copy()
        ends = np.cumsum([len(sequence) for sequence in sequences])
        return np.split(vectors, ends[:-1])

    def _free_logits(self, count: int) -> None:
        """Return the memory of the logits of `count` tokens to the system.

        llama.cpp allocates (and clears) room to predict the successor of each token, 60 MB for 512
        tokens of the bundled model. It never writes there for a model that predicts nothing.
        """
        logits = ctypes.cast(self._api.llama_get_logits(self._pointer), ctypes.c_void_p).value or 0
        release_memory(logits, count * self._model.vocabulary_size * ctypes.sizeof(ctypes.c_float))


def _batches(sequences: Sequence[Tokens], max_tokens: int, max_sequences: int) -> Iterator[list[Tokens]]:
    """Divide sequences into batches, in order."""
    batch: list[Tokens] = []
    size = 0
    for sequence in sequences:
        if batch and (size + len(sequence) > max_tokens or len(batch) == max_sequences):
            yield batch
            batch, size = [], 0
        batch.append(sequence)
        size += len(sequence)
    if batch:
        yield batch
