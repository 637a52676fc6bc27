"""A llama.cpp context that reads one input at a time and gives the scores of its head, or of its next token.

A reranker reads each pair by itself, so that a score does not depend on the other passages, to the last bit.
"""

import ctypes
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from scent.arrays import Scores, Tokens, Vectors
from scent.closing import Closing
from scent.core.inference.native import call_in_thread, library
from scent.core.inference.tokenizer import Tokenizer
from scent.core.system import release_memory
from scent.errors import ModelError


class RankingWeights(Closing):
    """The weights of a reranker, and contexts on them for any number of threads. A context manager.

    `tokenizer` is the model's. A context runs on one thread: threads that share the work on one input wait for each
    other, and where other programs run, that takes longer than the work.
    """

    def __init__(self, path: Path, longest: int, *, pooled: bool) -> None:
        """Load the weights, for inputs of up to `longest` tokens.

        The file must have been probed. `pooled` says that the scores are those of the model's head; otherwise they are
        those of the tokens that may come next.

        Raises:
            ModelError: llama.cpp cannot load the file.
        """
        self.name, self.longest, self.pooled = path.name, longest, pooled
        self.native = library()
        self._api = api = self.native.api
        self.pointer = self.native.load_weights(path)
        self._pointers: list[Any] = []  # of contexts, which are freed before the weights that they use
        self._free = weakref.finalize(self, _free, api, self.pointer, self._pointers)
        self.tokenizer = Tokenizer(self.native, api.llama_model_get_vocab(self.pointer), path.name)
        self._unused: list[RankingContext] = []
        self._lock = threading.Lock()

    def close(self) -> None:
        """Free the contexts and the weights; no thread may use one any more. A second call does nothing."""
        self._free()

    @property
    def is_open(self) -> bool:
        """Whether they were not freed."""
        return self._free.alive

    @contextmanager
    def context(self) -> "Iterator[RankingContext]":
        """A context that no other thread uses meanwhile.

        Raises:
            ModelError: llama.cpp cannot make one.
        """
        with self._lock:
            context = self._unused.pop() if self._unused else None
        if context is None:
            context = RankingContext(self)
            with self._lock:
                self._pointers.append(context.pointer)
        try:
            yield context
        finally:
            with self._lock:
                self._unused.append(context)

    @property
    def labels(self) -> list[str]:
        """What the head calls its scores; empty texts where the file gives no names."""
        count = int(self._api.llama_model_n_cls_out(self.pointer))
        names = [self._api.llama_model_cls_label(self.pointer, number) for number in range(count)]
        return [name.decode(errors="replace") if name else "" for name in names]


class RankingContext:
    """A llama.cpp context on the weights of a reranker, for one thread at a time; the weights free it."""

    def __init__(self, weights: RankingWeights) -> None:
        """Allocate it.

        Raises:
            ModelError: llama.cpp cannot make it.
        """
        self._weights, self._api = weights, weights.native.api
        pointer = call_in_thread(self._api.llama_init_from_model, weights.pointer, self._parameters())
        if not pointer:
            reason = weights.native.first_error()
            raise ModelError(f"{weights.name} cannot be run: {reason}", hint="try another model")
        self.pointer = pointer
        self._memory = self._api.llama_get_memory(pointer)
        self._stem = np.empty(0, np.int32)

    def scores(self, tokens: Tokens, count: int, vectors: Vectors | None = None) -> Scores:
        """The scores (count,) that the head gives for an input, or those of all tokens (count,) that may come next.

        Args:
            tokens: the input (n,).
            count: the number of scores.
            vectors: the vectors (n, dims) of the tokens, in place of those that the model has for them.

        Raises:
            ModelError: llama.cpp could not run it.
        """
        self._forget()
        self._run(tokens, vectors)
        return self._output(count)

    def scores_after(self, stem: Tokens, tokens: Tokens, count: int) -> Scores:
        """The same for an input that begins with `stem`, which is read once for many inputs.

        Raises:
            ModelError: llama.cpp could not run it.
        """
        if not len(stem) or not self._memory:
            return self.scores(tokens, count)
        is_same = np.array_equal(stem, self._stem)
        if not is_same or not self._api.llama_memory_seq_rm(self._memory, 0, len(stem), -1):
            self._forget()
            self._run(stem)
            self._stem = stem
        self._run(tokens[len(stem) :])
        return self._output(count)

    def _forget(self) -> None:
        self._stem = np.empty(0, np.int32)
        if self._memory:
            self._api.llama_memory_clear(self._memory, True)

    def _run(self, tokens: Tokens, vectors: Vectors | None = None) -> None:
        if not self._weights.is_open or not 1 <= len(tokens) <= self._weights.longest:
            raise ValueError(f"{len(tokens)} tokens cannot be run in a context of {self._weights.longest}")
        ids = np.ascontiguousarray(tokens, np.int32)
        batch = self._api.llama_batch_get_one(ids.ctypes.data_as(ctypes.POINTER(ctypes.c_int32)), len(ids))
        if vectors is not None:
            vectors = np.ascontiguousarray(vectors, np.float32)
            batch.token = None
            batch.embd = vectors.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        run = self._api.llama_decode if self._memory else self._api.llama_encode
        if run(self.pointer, batch) != 0:
            raise self._failed()
        if self._weights.pooled:
            self._free_logits(len(ids))

    def _output(self, count: int) -> Scores:
        api = self._api
        output = (
            api.llama_get_embeddings_seq(self.pointer, 0)
            if self._weights.pooled
            else api.llama_get_logits(self.pointer)
        )
        if not output:
            raise self._failed()
        return np.ctypeslib.as_array(output, shape=(count,)).copy()

    def _failed(self) -> ModelError:
        return ModelError(
            f"{self._weights.name} could not be run: {self._weights.native.first_error()}", hint="try another model"
        )

    def _free_logits(self, count: int) -> None:
        """Return the memory to the system that llama.cpp has for the successors of `count` tokens: nobody reads it."""
        logits = ctypes.cast(self._api.llama_get_logits(self.pointer), ctypes.c_void_p).value or 0
        release_memory(logits, count * self._weights.tokenizer.size * ctypes.sizeof(ctypes.c_float))

    def _parameters(self) -> Any:  # noqa: ANN401  # a struct of the C API
        api = self._api
        parameters = api.llama_context_default_params()
        # A batch above n_ubatch aborts the process if attention is not causal, so all three are equal.
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = self._weights.longest
        parameters.n_seq_max = 1
        parameters.n_threads = parameters.n_threads_batch = 1
        parameters.embeddings = self._weights.pooled
        parameters.pooling_type = api.LLAMA_POOLING_TYPE_RANK if self._weights.pooled else api.LLAMA_POOLING_TYPE_NONE
        parameters.flash_attn_type = api.LLAMA_FLASH_ATTN_TYPE_ENABLED
        parameters.offload_kqv = parameters.op_offload = False
        parameters.no_perf = True
        return parameters


def _free(api: Any, weights: Any, contexts: list[Any]) -> None:  # noqa: ANN401  # a module without types
    for context in contexts:
        api.llama_free(context)
    api.llama_model_free(weights)
