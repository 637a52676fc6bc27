"""From chunked documents and queries to vectors, on every core asked for.

Owned here: prompts, batches, workers.

Batches are packed from the stream of documents alone, never from what happens to be ready, so that the same files
give the same batches and, on one-thread encoders, the same bits whatever the number of workers.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue

import numpy as np

from scent.arrays import Tokens, TokenSpans, Vector, Vectors
from scent.closing import Closing
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.chunking.pooling import normalised
from scent.core.chunking.windows import Window, overlapping_windows, single_windows
from scent.core.config import ChunkSettings, Strategy
from scent.core.embedding.query_embedder import pooled, prompt_tokens, query_vector, unit
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import Model
from scent.errors import UsageError

# Attention runs over everything in a physical batch, so a larger one is slower (512 tokens: by 2 to 7 %, of any
# lengths); a smaller one holds too few of the short ones.
BATCH_TOKENS = 256
# Sequences of this many batches are packed together: more of them pack tighter, and wait longer for their first vector.
_PACKED_TOGETHER = 16
# So many different windows are remembered with their vectors (some megabytes), lest the same licence or boilerplate be
# embedded again and again.
_REMEMBERED = 4_096
# A chunk in a language that the model does not read takes as many tokens as it has positions for, up to so many.
_FOREIGN_TOKENS = 512
# Windows are this long unless asked: more context than this was measured to dilute vectors, even inside a model's
# length.
_WINDOW_TOKENS = 256


@dataclass(slots=True)
class _Pending:
    """A document on its way: its vectors so far, and how many of its windows have not come back."""

    vectors: Vectors
    missing: int


@dataclass(frozen=True, slots=True)
class _Target:
    """Where the vectors of a window go: a document, with their weight there."""

    window: Window
    weight: float
    document: _Pending

    def take(self, means: Vectors) -> None:
        place = slice(self.window.first_chunk, self.window.last_chunk)
        self.document.vectors[place] += means * np.float32(self.weight)
        self.document.missing -= 1


@dataclass(slots=True)
class _Sequence:
    """A window, ready to run: `tokens` has the special ones and the prompt. The same text elsewhere is a target more.

    `means` are its chunks' unit vectors once they are known.
    """

    tokens: Tokens
    spans: TokenSpans
    targets: list[_Target]
    means: Vectors | None = None


@dataclass(slots=True)
class _Batch:
    sequences: list[_Sequence] = field(default_factory=list)
    tokens: int = 0


class Embedder(Closing):
    """Embeds documents and queries with one model on `workers` one-thread contexts. A context manager.

    Raises UsageError where the settings ask for what the model cannot do.
    """

    def __init__(self, model: Model, settings: ChunkSettings, *, workers: int = 1, query: bool = False) -> None:
        """Make the contexts; each takes some tens of megabytes beside the model, which they share.

        `query` embeds documents as what is looked for: with the query's prompt before them.
        """
        self.model = model
        self.settings = settings
        self.dims = _dims(model, settings)
        self._prompt = prompt_tokens(model, model.card.query_prompt if query else model.card.document_prompt)
        self._before, self._after = len(model.prefix) + len(self._prompt), len(model.suffix)
        around = self._before + self._after
        self._room = _window(model, settings, around) - around
        self._batch_tokens = max(BATCH_TOKENS, self._room + around)
        # The longest chunk in a language that the model does not read, in tokens.
        self.most_foreign = max(settings.chunk_tokens, min(_FOREIGN_TOKENS, model.context_tokens) - around)
        longest = max(self._batch_tokens, self.most_foreign + around if model.english else 0)
        self._encoders: SimpleQueue[Encoder] = SimpleQueue()
        for _ in range(workers):
            self._encoders.put(Encoder(model, batch_tokens=longest))
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="embed")
        self._ahead = workers * 2

    def close(self) -> None:
        """End the workers and free their contexts; what they are doing is finished first, what waits is dropped."""
        self._pool.shutdown(cancel_futures=True)
        while not self._encoders.empty():
            self._encoders.get().close()

    def documents(self, chunked: Iterable[ChunkedDocument]) -> Iterator[Vectors]:
        """Unit vectors of each document's chunks, float32 (chunks, dims), in the order of the documents.

        Documents are taken from the iterable as they are needed, some batches ahead of what is yielded.
        Raises ModelError if the model gives what is no number.
        """
        waiting: deque[_Pending] = deque()
        running: deque[Future[list[tuple[_Sequence, Vectors]]]] = deque()
        gathered: list[_Sequence] = []
        seen: dict[bytes, _Sequence] = {}
        size = 0
        for item in chunked:
            for sequence in self._sequences(item, waiting, seen):
                gathered.append(sequence)
                size += len(sequence.tokens)
                if size >= self._batch_tokens * _PACKED_TOGETHER:
                    running.extend(self._submitted(gathered))
                    gathered, size = [], 0
                    self._collect(running, self._ahead)
            yield from self._complete(waiting)
        running.extend(self._submitted(gathered))
        self._collect(running, 0)
        yield from self._complete(waiting)

    def query(self, text: str) -> Vector:
        """The unit vector of a query, float32 (dims,); what is over the model's length is not read."""
        encoder = self._encoders.get()
        try:
            most = min(self.model.trained_tokens, self._batch_tokens)
            return query_vector(encoder, self.model, text, dims=self.dims, most=most)
        finally:
            self._encoders.put(encoder)

    def _sequences(
        self, item: ChunkedDocument, waiting: deque[_Pending], seen: dict[bytes, _Sequence]
    ) -> Iterator[_Sequence]:
        """The windows of a document that has joined the queue of those waiting, but for those `seen` lately."""
        late = {Strategy.EARLY: 0.0, Strategy.LATE: 1.0, Strategy.BLEND: self.settings.late_weight}[
            self.settings.strategy
        ]
        weighted: list[tuple[Window, float]] = []
        if late > 0:
            weighted += [(window, late) for window in overlapping_windows(item.chunks, self._room)]
        if late < 1:
            weighted += [(window, 1 - late) for window in single_windows(item.chunks)]
        pending = _Pending(np.zeros((len(item.chunks), self.model.dims), np.float32), len(weighted))
        waiting.append(pending)
        for window, weight in weighted:
            tokens = item.tokens[window.first_token : window.last_token]
            target, key = _Target(window, weight, pending), tokens.tobytes() + window.spans.tobytes()
            known = seen.pop(key, None)
            if known is None:
                whole = np.concatenate([self.model.prefix, self._prompt, tokens, self.model.suffix])
                seen[key] = sequence = _Sequence(whole, window.spans, [target])
                if len(seen) > _REMEMBERED:
                    del seen[next(iter(seen))]
                yield sequence
                continue
            seen[key] = known  # the last met is the last to be forgotten
            if known.means is None:
                known.targets.append(target)
            else:
                target.take(known.means)

    def _submitted(self, sequences: Sequence[_Sequence]) -> list[Future[list[tuple[_Sequence, Vectors]]]]:
        most = self._batch_tokens if self.model.packed else 0
        return [self._pool.submit(self._run, batch.sequences) for batch in _packed(sequences, most)]

    def _run(self, sequences: Sequence[_Sequence]) -> list[tuple[_Sequence, Vectors]]:
        """Embed one batch in a worker: each of its windows with its chunks' means."""
        encoder = self._encoders.get()
        try:
            vectors = encoder.encode([sequence.tokens for sequence in sequences])
            return [
                (sequence, pooled(self.model, tokens, sequence.spans, self._before, self._after))
                for sequence, tokens in zip(sequences, vectors, strict=True)
            ]
        finally:
            self._encoders.put(encoder)

    def _collect(self, running: deque[Future[list[tuple[_Sequence, Vectors]]]], most: int) -> None:
        """Give the means of finished batches to their documents, waiting while more than `most` batches run."""
        while running and (len(running) > most or running[0].done()):
            for sequence, means in running.popleft().result():
                sequence.means = normalised(means)
                for target in sequence.targets:
                    target.take(sequence.means)
                sequence.targets.clear()

    def _complete(self, waiting: deque[_Pending]) -> Iterator[Vectors]:
        while waiting and not waiting[0].missing:
            yield unit(self.model, waiting.popleft().vectors, self.dims)


def _packed(sequences: Sequence[_Sequence], most: int) -> list[_Batch]:
    """Sequences in batches of at most `most` tokens, or of one sequence.

    Longest first, each into the first batch that has room (first fit).
    """
    batches: list[_Batch] = []
    for sequence in sorted(sequences, key=lambda sequence: -len(sequence.tokens)):
        size = len(sequence.tokens)
        batch = next((batch for batch in batches if batch.tokens + size <= most), None)
        if batch is None:
            batch = _Batch()
            batches.append(batch)
        batch.sequences.append(sequence)
        batch.tokens += size
    return batches


def _window(model: Model, settings: ChunkSettings, around: int) -> int:
    """The longest input in tokens, with the `around` special ones and prompt.

    For the early strategy, a chunk with those.
    """
    name, whole = model.card.name, settings.chunk_tokens + around
    if settings.strategy is not Strategy.EARLY and model.pooling != "mean":
        message = f"the {settings.strategy} strategy needs a model that pools by the mean; {name} takes the "
        message += f"{model.pooling} token"
        raise UsageError(message, hint="Use --strategy early.")
    if settings.window_tokens > model.trained_tokens:
        message = f"windows of {settings.window_tokens} tokens are longer than the {model.trained_tokens} that {name} "
        message += "was trained on"
        raise UsageError(message, hint=f"Use --window-tokens {model.trained_tokens} or less.")
    longest = settings.window_tokens or model.trained_tokens
    if whole > longest:
        message = (
            f"chunks of {settings.chunk_tokens} tokens do not fit into {longest} with the {around} that go round them"
        )
        raise UsageError(message, hint=f"Use --chunk-tokens {longest - around} or less.")
    if settings.strategy is Strategy.EARLY:
        return whole
    return settings.window_tokens or min(model.trained_tokens, max(_WINDOW_TOKENS, whole))


def _dims(model: Model, settings: ChunkSettings) -> int:
    if settings.dims > model.dims:
        message = f"{model.card.name} has vectors of {model.dims} numbers, fewer than the {settings.dims} asked for"
        raise UsageError(message, hint=f"Use --dims {model.dims} or less.")
    return settings.dims or model.dims
