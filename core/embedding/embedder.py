"""Embed documents that are divided into chunks, with several threads.

Batches depend only on the sequence of documents, and never on which thread is ready. The same files
therefore give the same batches and, because each encoder has one thread, the same bits with any
number of workers.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import numpy as np

from scent.arrays import Vector, Vectors
from scent.closing import Closing
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.chunking.pooling import normalised
from scent.core.chunking.windows import Window, overlapping_windows, single_windows
from scent.core.config import ChunkSettings, Strategy
from scent.core.embedding.device import GPU_BATCH_TOKENS, PROCESSOR, Device
from scent.core.embedding.model_vectors import prompt_tokens, unit_vectors
from scent.core.embedding.query_embedder import query_vectors
from scent.core.inference.embedding_model import EmbeddingModel, WindowEncoder, WindowInput
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.embedding.gpu import GpuProcess

# The number of recent windows whose vectors are kept (some megabytes), so that a repeated licence
# or boilerplate is not embedded again and again.
_RECENT_WINDOWS = 4_096
# The most tokens of a chunk in a language that the model does not read.
_MAX_FOREIGN_TOKENS = 512
# The default length of windows. More context was measured to dilute vectors, even within the
# trained length.
_WINDOW_TOKENS = 256

# What models do that neither pool by the mean nor take one token.
_OTHER_POOLINGS = {
    "": "gives no vectors of single tokens",
    "static": "gives a word the same vector wherever it stands",
}


@dataclass(slots=True)
class _PendingDocument:
    """A document with some windows that are not embedded yet; `vectors` are the sums so far, (chunks, dims)."""

    vectors: Vectors
    missing_windows: int


@dataclass(frozen=True, slots=True)
class _WindowUse:
    """A place where a window occurs: a document, and the weight of the window's vectors there."""

    window: Window
    weight: float
    document: _PendingDocument

    def add(self, means: Vectors) -> None:
        chunks = slice(self.window.first_chunk, self.window.last_chunk)
        self.document.vectors[chunks] += means * np.float32(self.weight)
        self.document.missing_windows -= 1


@dataclass(slots=True)
class _PendingWindow:
    """The model input of a window, and all its uses.

    `means` are the unit vectors of the window's chunks, once they are computed.
    """

    input: WindowInput
    uses: list[_WindowUse]
    means: Vectors | None = None


_EmbeddedBatch = list[tuple[_PendingWindow, Vectors]]


@dataclass(slots=True)
class _Batch:
    windows: list[_PendingWindow] = field(default_factory=list)
    tokens: int = 0


class Embedder(Closing):
    """Embeds documents and queries with one model, in `workers` threads. A context manager.

    Raises UsageError if the model does not support the settings.
    """

    def __init__(
        self,
        model: EmbeddingModel,
        settings: ChunkSettings,
        *,
        workers: int = 1,
        query: bool = False,
        device: Device = PROCESSOR,
    ) -> None:
        """Create no encoder yet. One of a GGUF file takes some tens of megabytes; the model is shared.

        With `query`, documents are embedded with the prompt for queries. If `device` asks for a GPU,
        it is tried when the first document is embedded; queries stay on the processor.
        """
        self.model = model
        self.settings = settings
        self.dims = _dims(model, settings)
        self._prompt = prompt_tokens(model, model.query_prompt if query else model.document_prompt)
        self._before, self._after = len(model.prefix) + len(self._prompt), len(model.suffix)
        self.around = around = self._before + self._after  # special tokens and the prompt of an input
        self._text_tokens = _input_tokens(model, settings, around) - around
        self._batch_tokens = max(model.batching.tokens, self._text_tokens + around)
        # The longest chunk in a language that the model does not read.
        self.max_foreign_tokens = max(settings.chunk_tokens, min(_MAX_FOREIGN_TOKENS, model.context_tokens) - around)
        self._longest = max(self._batch_tokens, self.max_foreign_tokens + around if model.english else 0)
        # The longest chunk that can be embedded at all: one of another model may have more tokens here.
        self.most_tokens = self._longest - around
        self._all_encoders: list[WindowEncoder] = []
        self._encoders: SimpleQueue[WindowEncoder] = SimpleQueue()  # those that no thread uses
        threads = model.parallel(workers)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embed")
        self._max_running = threads * 2
        self._device = device
        self._gpu: GpuProcess | None = None
        self._tried_gpu = not device.may_use_gpu

    def close(self) -> None:
        """Finish the batches that are running, or cancel them if that takes long, and free the encoders."""
        for encoder in self._all_encoders:
            encoder.cancel()
        self._pool.shutdown(cancel_futures=True)
        for encoder in self._all_encoders:
            encoder.close()
        if self._gpu:
            self._gpu.close()

    def documents(self, chunked: Iterable[ChunkedDocument]) -> Iterator[Vectors]:
        """The unit vectors of each document's chunks, float32 (chunks, dims), in the order of the documents.

        Where a document names one chunk that is wanted, vectors of others mean nothing.
        Reads the documents as they are needed, some batches ahead of what is yielded.

        Raises:
            ModelError: the model gave a vector with NaN or infinity, or could not be run.
        """
        pending: deque[_PendingDocument] = deque()
        running: deque[Future[_EmbeddedBatch]] = deque()
        waiting: list[_PendingWindow] = []
        recent: dict[bytes, _PendingWindow] = {}
        size, batching = 0, self.model.batching
        for document in chunked:
            for window in self._new_windows(document, pending, recent):
                waiting.append(window)
                size += len(window.input.tokens)
                if size >= self._batch_tokens * batching.together or len(waiting) >= batching.windows:
                    running.extend(self._submit(waiting))
                    waiting, size = [], 0
                    self._collect(running, self._max_running)
            yield from self._completed(pending)
        running.extend(self._submit(waiting))
        while running:
            self._collect(running, 0)
            yield from self._completed(pending)
        yield from self._completed(pending)

    def query(self, text: str) -> Vector:
        """The unit vector of a query, float32 (dims,). Text beyond the length of the model is ignored."""
        return self.queries([text])[0]

    def queries(self, texts: Sequence[str]) -> list[Vector]:
        """The same for several queries, which may share a call of the model."""
        encoder = self._encoder()
        try:
            max_tokens = min(self.model.trained_tokens, self._batch_tokens)
            return query_vectors(encoder, self.model, texts, dims=self.dims, max_tokens=max_tokens)
        finally:
            self._encoders.put(encoder)

    def _encoder(self) -> WindowEncoder:
        """An encoder that no other thread uses."""
        try:
            return self._encoders.get_nowait()
        except Empty:
            encoder = self.model.encoder(self._longest)
            self._all_encoders.append(encoder)
            return encoder

    def _new_windows(
        self, document: ChunkedDocument, pending: deque[_PendingDocument], recent: dict[bytes, _PendingWindow]
    ) -> Iterator[_PendingWindow]:
        """Append a document to those pending, and yield its windows that are not among the recent."""
        weighted = self._weighted_windows(document)
        entry = _PendingDocument(np.zeros((len(document.chunks), self.model.dims), np.float32), len(weighted))
        pending.append(entry)
        for window, weight in weighted:
            tokens = document.tokens[window.first_token : window.last_token]
            use, key = _WindowUse(window, weight, entry), tokens.tobytes() + window.spans.tobytes()
            known = recent.pop(key, None)
            if known is None:
                whole = np.concatenate([self.model.prefix, self._prompt, tokens, self.model.suffix])
                whole_input = WindowInput(whole, window.spans, self._before, self._after)
                recent[key] = pending_window = _PendingWindow(whole_input, [use])
                if len(recent) > _RECENT_WINDOWS:
                    del recent[next(iter(recent))]
                yield pending_window
                continue
            recent[key] = known  # the last used is the last to be dropped
            if known.means is None:
                known.uses.append(use)
            else:
                use.add(known.means)

    def _weighted_windows(self, document: ChunkedDocument) -> list[tuple[Window, float]]:
        """The windows of a document for the strategy, each with the weight of its vectors."""
        late = {Strategy.EARLY: 0.0, Strategy.LATE: 1.0, Strategy.BLEND: self.settings.late_weight}
        weight = late[self.settings.strategy]
        windows: list[tuple[Window, float]] = []
        if weight > 0:
            windows += [(window, weight) for window in overlapping_windows(document.chunks, self._text_tokens)]
        if weight < 1:
            windows += [(window, 1 - weight) for window in single_windows(document.chunks)]
        if (wanted := document.wanted) is not None:
            return [each for each in windows if each[0].first_chunk <= wanted < each[0].last_chunk]
        return windows

    def _submit(self, windows: Sequence[_PendingWindow]) -> list[Future[_EmbeddedBatch]]:
        tokens = sum(len(window.input.tokens) for window in windows)
        if not self._tried_gpu and tokens >= self._device.gpu_from_tokens:
            self._tried_gpu = True
            self._gpu = self._open_gpu()
        most = max(self._batch_tokens, GPU_BATCH_TOKENS) if self._gpu and self._gpu.alive else self._batch_tokens
        batches = _pack(windows, most if self.model.packed else 0, self.model.batching.windows)
        return [self._pool.submit(self._run, batch.windows) for batch in batches]

    def _open_gpu(self) -> "GpuProcess | None":
        from scent.core.embedding.gpu import open_gpu  # here, because few runs have a GPU

        return open_gpu(self.model, self._device, self._prompt, self._longest, self._on_cpu)

    def _run(self, windows: Sequence[_PendingWindow]) -> _EmbeddedBatch:
        """Embed one batch in a worker; returns each window with the vectors of its chunks."""
        inputs = [each.input for each in windows]
        vectors = self._gpu.chunk_vectors(inputs) if self._gpu else None
        return list(zip(windows, self._on_cpu(inputs) if vectors is None else vectors, strict=True))

    def _on_cpu(self, windows: Sequence[WindowInput]) -> list[Vectors]:
        """The vectors of each window's chunks, from an encoder of this process."""
        encoder = self._encoder()
        try:
            return encoder.chunk_vectors(windows)
        finally:
            self._encoders.put(encoder)

    def _collect(self, running: deque[Future[_EmbeddedBatch]], most: int) -> None:
        """Add the vectors of finished batches to their documents; wait while more than `most` batches run.

        The error of a batch is raised in the next call, so that the documents before it are not lost.
        """
        is_first = True
        while running and (len(running) > most or running[0].done()):
            if running[0].exception() is not None and not is_first:
                return
            is_first = False
            for window, means in running.popleft().result():
                window.means = normalised(means)
                for use in window.uses:
                    use.add(window.means)
                window.uses.clear()

    def _completed(self, pending: deque[_PendingDocument]) -> Iterator[Vectors]:
        """Remove and yield the first documents that are complete."""
        while pending and not pending[0].missing_windows:
            yield unit_vectors(self.model, pending.popleft().vectors, self.dims)


def _pack(windows: Sequence[_PendingWindow], max_tokens: int, max_windows: int) -> list[_Batch]:
    """Pack windows into batches of at most `max_tokens` tokens in `max_windows` windows, or of one window.

    First fit, decreasing: the longest first, each into the first batch that has room.
    """
    batches: list[_Batch] = []
    for window in sorted(windows, key=lambda window: -len(window.input.tokens)):
        size = len(window.input.tokens)
        fitting = (each for each in batches if each.tokens + size <= max_tokens and len(each.windows) < max_windows)
        batch = next(fitting, None)
        if batch is None:
            batch = _Batch()
            batches.append(batch)
        batch.windows.append(window)
        batch.tokens += size
    return batches


def _input_tokens(model: EmbeddingModel, settings: ChunkSettings, around: int) -> int:
    """The longest input in tokens, including the `around` tokens of special tokens and prompt.

    For the early strategy this is a chunk, and otherwise a window.
    """
    name, chunk = model.name, settings.chunk_tokens + around
    if settings.strategy is not Strategy.EARLY and model.pooling != "mean":
        message = f"the {settings.strategy} strategy needs a model that pools by the mean; {name} "
        message += _OTHER_POOLINGS.get(model.pooling, f"takes the {model.pooling} token")
        raise UsageError(message, hint="use --strategy early")
    if settings.window_tokens > model.trained_tokens:
        message = f"windows of {settings.window_tokens} tokens are longer than the {model.trained_tokens} that {name} "
        message += "was trained on"
        raise UsageError(message, hint=f"use --window-tokens {model.trained_tokens} or less")
    longest = settings.window_tokens or model.trained_tokens
    if chunk > longest:
        message = (
            f"chunks of {settings.chunk_tokens} tokens are too long: at most {longest} fit, {around} of them special"
        )
        raise UsageError(message, hint=f"use --chunk-tokens {longest - around} or less")
    if settings.strategy is Strategy.EARLY:
        return chunk
    return settings.window_tokens or min(model.trained_tokens, max(_WINDOW_TOKENS, chunk))


def _dims(model: EmbeddingModel, settings: ChunkSettings) -> int:
    if settings.dims > model.dims:
        message = f"the vectors of {model.name} have {model.dims} dimensions, fewer than {settings.dims}"
        raise UsageError(message, hint=f"use --dims {model.dims} or less")
    return settings.dims or model.dims
