"""The bare embedding loop: read and chunk a directory, then run batches and nothing else.

    .venv/bin/python benchmarks/loop.py WEIGHTS DIRECTORY

This is the least time that embedding this text takes with this model on two threads. Nothing is pooled
or written.
"""

import os
import sys
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
import numpy.typing as npt

from scent.core.chunking.chunker import chunk
from scent.core.config import ChunkSettings
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import BATCH_TOKENS, Model
from scent.formats.documents.registry import read

Batch = list[npt.NDArray[np.int32]]


def packed(model: Model, text: Path) -> list[Batch]:
    """Every chunk of every file with its special tokens, each text once, in full batches."""
    sequences = [
        model.wrap(chunked.tokens[piece.first_token : piece.last_token])
        for file in sorted(text.rglob("*"))
        if file.is_file()
        for document in read(os.fsencode(file))
        for chunked in [chunk(document, model.tokenize, ChunkSettings().chunk_tokens)]
        for piece in chunked.chunks
    ]
    batches: list[Batch] = [[]]
    size = 0
    once = {sequence.tobytes(): sequence for sequence in sequences}  # as a run does, for text that comes again
    for sequence in sorted(once.values(), key=len):
        if size + len(sequence) > BATCH_TOKENS:
            batches.append([])
            size = 0
        batches[-1].append(sequence)
        size += len(sequence)
    return batches


def bare(model: Model, batches: list[Batch], workers: int) -> float:
    """Seconds that `workers` one-thread contexts take for the batches."""
    waiting: SimpleQueue[Batch] = SimpleQueue()
    for batch in batches:
        waiting.put(batch)

    def work() -> None:
        with Encoder(model, batch_tokens=BATCH_TOKENS) as encoder:
            while True:
                try:
                    encoder.encode(waiting.get_nowait())
                except Empty:
                    return

    threads = [threading.Thread(target=work) for _ in range(workers)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


if __name__ == "__main__":
    loaded = Model.open_trusted(Path(sys.argv[1]))
    bare(loaded, packed(loaded, Path(sys.argv[2])), 2)
