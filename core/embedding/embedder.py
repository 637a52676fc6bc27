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

import numpy as np

from scent.arrays import Tokens, TokenSpans, Vector, Vectors
from scent.closing import Closing
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.chunking.pooling import normalised
from scent.core.chunking.windows import Window, overlapping_windows, single_windows
from scent.core.config import ChunkSettings, Strategy
from scent.core.embedding.model_vectors import pool_chunks, prompt_tokens, unit_vectors
from scent.core.embedding.query_embedder import query_vector
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import Model
from scent.errors import UsageError

# Attention covers everything in a physical batch, so larger batches are slower (512 tokens: by 2 to
# 7 %, whatever the lengths). Smaller ones hold too few short inputs.
BATCH_TOKENS = 256
# Inputs for this many batches are packed together. More of them pack tighter, but the first vector
# comes later.
_BATCHES_PACKED_TOGETHER = 16
# The number of recent windows whose vectors are kept (some megabytes), so that a repeated licence
# or boilerplate is not embedded again and again.
_RECENT_WINDOWS = 4_096
# The most tokens of a chunk in a language that the model does not read.
_MAX_FOREIGN_TOKENS = 512
# The default length of windows. More context was measured to dilute vectors, even within the
# trained length.
_WINDOW_TOKENS = 256


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
class _WindowInput:
    """The model input of a window: `tokens` with the special ones and the prompt, and all its uses.

    `means` are the unit vectors of the window's chunks, once they are computed.
    """

    tokens: Tokens
    spans: TokenSpans
    uses: list[_WindowUse]
    means: Vectors | None = None


_EmbeddedBatch = list[tuple[_WindowInput, Vectors]]


@dataclass(slots=True)
class _Batch:
    inputs: list[_WindowInput] = field(default_factory=list)
    tokens: int = 0


class Embedder(Closing):
    """Embeds documents and queries with one model, in `workers` threads. A context manager.

    Raises UsageError if the model does not support the settings.
    """

    def __init__(self, model: Model, settings: ChunkSettings, *, workers: int = 1, query: bool = False) -> None:
        """Create no context yet. Each takes some tens of megabytes; the model is shared.

        With `query`, documents are embedded with the prompt for queries.
        """
        self.model = model
        self.settings = settings
        self.dims = _dims(model, settings)
        self._prompt = prompt_tokens(model, model.card.query_prompt if query else model.card.document_prompt)
        self._before, self._after = len(model.prefix) + len(self._prompt), len(model.suffix)
        self.around = around = self._before + self._after  # special tokens and the prompt of an input
        self._text_tokens = _input_tokens(model, settings, around) - around
        self._batch_tokens = max(BATCH_TOKENS, self._text_tokens + around)
        # The longest chunk in a language that the model does not read.
        self.max_foreign_tokens = max(settings.chunk_tokens, min(_MAX_FOREIGN_TOKENS, model.context_tokens) - around)
        self._longest = max(self._batch_tokens, self.max_foreign_tokens + around if model.english else 0)
        self._encoders: SimpleQueue[Encoder] = SimpleQueue()  # those that no thread uses
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="embed")
        self._max_running = workers * 2

    def close(self) -> None:
        """Finish the batches that are running, drop those that wait, and free the contexts."""
        self._pool.shutdown(cancel_futures=True)
        while not self._encoders.empty():
            self._encoders.get().close()

    def documents(self, chunked: Iterable[ChunkedDocument]) -> Iterator[Vectors]:
        """The unit vectors of each document's chunks, float32 (chunks, dims), in the order of the documents.

        Reads the documents as they are needed, some batches ahead of what is yielded.

        Raises:
            ModelError: the model gave a vector with NaN or infinity, or could not be run.
        """
        pending: deque[_PendingDocument] = deque()
        running: deque[Future[_EmbeddedBatch]] = deque()
        waiting: list[_WindowInput] = []
        recent: dict[bytes, _WindowInput] = {}
        size = 0
        for document in chunked:
            for window_input in self._new_inputs(document, pending, recent):
                waiting.append(window_input)
                size += len(window_input.tokens)
                if size >= self._batch_tokens * _BATCHES_PACKED_TOGETHER:
                    running.extend(self._submit(waiting))
                    waiting, size = [], 0
                    self._collect(running, self._max_running)
            yield from self._completed(pending)
        running.extend(self._submit(waiting))
        self._collect(running, 0)
        yield from self._completed(pending)

    def query(self, text: str) -> Vector:
        """The unit vector of a query, float32 (dims,). Text beyond the length of the model is ignored."""
        encoder = self._encoder()
        try:
            max_tokens = min(self.model.trained_tokens, self._batch_tokens)
            return query_vector(encoder, self.model, text, dims=self.dims, max_tokens=max_tokens)
        finally:
            self._encoders.put(encoder)

    def _encoder(self) -> Encoder:
        """An encoder that no other thread uses."""
        try:
            return self._encoders.get_nowait()
        except Empty:
            return Encoder(self.model, batch_tokens=self._longest)

    def _new_inputs(
        self, document: ChunkedDocument, pending: deque[_PendingDocument], recent: dict[bytes, _WindowInput]
    ) -> Iterator[_WindowInput]:
        """Append a document to those pending, and yield the inputs of its windows that are not among the recent."""
        weighted = self._weighted_windows(document)
        entry = _PendingDocument(np.zeros((len(document.chunks), self.model.dims), np.float32), len(weighted))
        pending.append(entry)
        for window, weight in weighted:
            tokens = document.tokens[window.first_token : window.last_token]
            use, key = _WindowUse(window, weight, entry), tokens.tobytes() + window.spans.tobytes()
            known = recent.pop(key, None)
            if known is None:
                whole = np.concatenate([self.model.prefix, self._prompt, tokens, self.model.suffix])
                recent[key] = window_input = _WindowInput(whole, window.spans, [use])
                if len(recent) > _RECENT_WINDOWS:
                    del recent[next(iter(recent))]
                yield window_input
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
        return windows

    def _submit(self, inputs: Sequence[_WindowInput]) -> list[Future[_EmbeddedBatch]]:
        max_tokens = self._batch_tokens if self.model.packed else 0
        return [self._pool.submit(self._run, batch.inputs) for batch in _pack(inputs, max_tokens)]

    def _run(self, inputs: Sequence[_WindowInput]) -> _EmbeddedBatch:
        """Embed one batch in a worker; returns each input with the vectors of its chunks."""
        encoder = self._encoder()
        try:
            vectors = encoder.encode([window_input.tokens for window_input in inputs])
            return [
                (window_input, pool_chunks(self.model, tokens, window_input.spans, self._before, self._after))
                for window_input, tokens in zip(inputs, vectors, strict=True)
            ]
        finally:
            self._encoders.put(encoder)

    def _collect(self, running: deque[Future[_EmbeddedBatch]], most: int) -> None:
        """Add the vectors of finished batches to their documents; wait while more than `most` batches run."""
        while running and (len(running) > most or running[0].done()):
            for window_input, means in running.popleft().result():
                window_input.means = normalised(means)
                for use in window_input.uses:
                    use.add(window_input.means)
                window_input.uses.clear()

    def _completed(self, pending: deque[_PendingDocument]) -> Iterator[Vectors]:
        """Remove and yield the first documents that are complete."""
        while pending and not pending[0].missing_windows:
            yield unit_vectors(self.model, pending.popleft().vectors, self.dims)


def _pack(inputs: Sequence[_WindowInput], max_tokens: int) -> list[_Batch]:
    """Pack inputs into batches of at most `max_tokens` tokens, or of one input.

    First fit, decreasing: the longest first, each into the first batch that has room.
    """
    batches: list[_Batch] = []
    for window_input in sorted(inputs, key=lambda window_input: -len(window_input.tokens)):
        size = len(window_input.tokens)
        batch = next((batch for batch in batches if batch.tokens + size <= max_tokens), None)
        if batch is None:
            batch = _Batch()
            batches.append(batch)
        batch.inputs.append(window_input)
        batch.tokens += size
    return batches


def _input_tokens(model: Model, settings: ChunkSettings, around: int) -> int:
    """The longest input in tokens, including the `around` tokens of special tokens and prompt.

    For the early strategy this is a chunk, and otherwise a window.
    """
    name, chunk = model.card.name, settings.chunk_tokens + around
    if settings.strategy is not Strategy.EARLY and model.pooling != "mean":
        message = f"the {settings.strategy} strategy needs a model that pools by the mean; {name} takes the "
        message += f"{model.pooling} token"
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


def _dims(model: Model, settings: ChunkSettings) -> int:
    if settings.dims > model.dims:
        message = f"the vectors of {model.card.name} have {model.dims} dimensions, fewer than {settings.dims}"
        raise UsageError(message, hint=f"use --dims {model.dims} or less")
    return settings.dims or model.dims
