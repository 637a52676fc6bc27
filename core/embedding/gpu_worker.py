"""The program of a process that computes vectors on a GPU: drivers may crash, and take only this process with them.

Its argument is a `Job` in JSON. All numbers between the processes are of the machine's own byte order.

An answer is one byte that says what it is, four bytes of length, and as many bytes. The first one is
`h` with the name of the GPU, or `e` with a sentence that says why there is none. Then each request on
standard input, four bytes of length and int32 numbers, is answered with `v` and float32 vectors, or
with `e`, after which the process ends. The numbers of a request: how many windows; for each, how many
tokens, how many chunks, and how many tokens before and after its text; all tokens; all chunks.
"""

import json
import os
import resource
import signal
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from scent.arrays import Tokens
from scent.core import system
from scent.core.inference import native
from scent.core.inference.embedding_model import WindowInput
from scent.core.inference.encoder import Encoder
from scent.core.inference.model import Model
from scent.errors import ModelError

HELLO: Final = b"h"
VECTORS: Final = b"v"
REFUSED: Final = b"e"
LENGTH: Final = struct.Struct("=I")
NO_GPU: Final = "llama.cpp finds no GPU here"


@dataclass(frozen=True, slots=True)
class Job:
    """What the process computes; the fields are the keys of its JSON.

    `model` is the model file, which must have been probed. `batch_tokens` are computed at once.
    """

    model: str
    gpu_layers: int
    batch_tokens: int


def main(job: Job) -> None:
    """Answer requests until standard input ends."""
    for number in (signal.SIGINT, signal.SIGHUP):  # the run decides when this process ends
        signal.signal(number, signal.SIG_IGN)
    system.die_with_parent()
    system.lower_limit(resource.RLIMIT_CORE, 0)
    # Drivers that print must not write between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        gpus = native.library().gpus()
        if not gpus:
            raise ModelError(NO_GPU)  # noqa: TRY301 - answered as other reasons are
        model = Model.open_trusted(Path(job.model), gpu_layers=job.gpu_layers)
        with Encoder(model, batch_tokens=job.batch_tokens) as encoder:
            _answer(answers, HELLO, gpus[0].encode())
            _serve(encoder, answers)
    except ModelError as error:
        _answer(answers, REFUSED, error.message.encode())


def _serve(encoder: Encoder, answers: BinaryIO) -> None:
    requests = sys.stdin.buffer
    while head := requests.read(LENGTH.size):
        (length,) = LENGTH.unpack(head)
        windows = unpack(np.frombuffer(requests.read(length), np.int32))
        _answer(answers, VECTORS, np.concatenate(encoder.chunk_vectors(windows)).tobytes())


def pack(windows: Sequence[WindowInput]) -> bytes:
    """A request for the vectors of the chunks of these windows, without its length."""
    sizes = [(len(tokens), len(spans), before, after) for tokens, spans, before, after in windows]
    head = np.array([len(windows), *(number for size in sizes for number in size)])
    numbers = [head, *(window.tokens for window in windows), *(window.spans.ravel() for window in windows)]
    return np.concatenate(numbers).astype(np.int32).tobytes()


def unpack(numbers: Tokens) -> list[WindowInput]:
    """The windows of a request."""
    count = int(numbers[0])
    sizes = numbers[1 : 1 + 4 * count].reshape(-1, 4)
    tokens, spans = np.split(numbers[1 + 4 * count :], [sizes[:, 0].sum()])
    texts = np.split(tokens, np.cumsum(sizes[:-1, 0]))
    chunks = np.split(spans.reshape(-1, 2), np.cumsum(sizes[:-1, 1]))
    return [
        WindowInput(text, spans, before, after)
        for text, spans, (_, _, before, after) in zip(texts, chunks, sizes.tolist(), strict=True)
    ]


def _answer(answers: BinaryIO, kind: bytes, content: bytes) -> None:
    answers.write(kind + LENGTH.pack(len(content)))
    answers.write(content)
    answers.flush()


if __name__ == "__main__":
    main(Job(**json.loads(sys.argv[1])))
