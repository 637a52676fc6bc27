"""Compute vectors on a GPU, in a process of its own, and give up at the first thing that is wrong.

A GPU is used only if its vectors of a few fixed texts have a cosine of at least 0.999 with those of
the processor: an index may have vectors of both. If the process dies, hangs or gives something else
than numbers, it is not asked again, the user is told once, and the processor computes what it owes.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from threading import Lock
from typing import Final

import numpy as np

from scent.arrays import Tokens, Vectors
from scent.closing import Closing
from scent.core.chunking.pooling import normalised
from scent.core.embedding.device import GPU_BATCH_TOKENS, Choice, Device
from scent.core.embedding.gpu_worker import HELLO, LENGTH, NO_GPU, VECTORS, Job, pack
from scent.core.inference.embedding_model import EmbeddingModel, WindowInput
from scent.core.inference.model import Model

# Computes the vectors of the chunks of each window, as a `WindowEncoder` does.
Compute = Callable[[Sequence[WindowInput]], list[Vectors]]

COMMAND: Final = (sys.executable, "-P", "-m", "scent.core.embedding.gpu_worker")
_MIN_COSINE: Final = 0.999
# A driver may compile its programs when it is first used, also in the first batch.
_START_SECONDS: Final = 180.0
_BATCH_SECONDS: Final = 60.0
_MOST_BYTES: Final = 1 << 30
_SO: Final = "so the CPU is used"
_OTHER_KIND: Final = "only models in GGUF files run on a GPU"
# Reasons that are no fault of a GPU, and what to do.
_HINTS: Final[Mapping[str, str]] = {
    NO_GPU: "docs/install.md says how to install llama.cpp for a GPU; --device cpu ends this message",
    _OTHER_KIND: "leave --device out, or use another model",
}
_REPORT: Final = "--device cpu ends this message; if another version of the driver does the same, please report it"
# Short and long texts, prose and code; what they say does not matter.
_TEXTS: Final = (
    "hello",
    "How do I find my files by meaning?",
    "The tide table for March hangs beside the door, under the key to the boat shed.",
    "def area(width: float, height: float) -> float:\n    return width * height\n",
    "Interest on the loan is due on the first of each month; late payment costs 2.5 % more.",
    "GLACIERS carve valleys in the shape of the letter U. (See figure 12.)",
)


class _GpuError(Exception):
    """What is wrong with the GPU, in words that go on with ", so the CPU is used"."""


class GpuProcess(Closing):
    """A process that computes vectors on a GPU. A context manager that ends it. Any thread may use it.

    `name` is that of the GPU; `alive` turns False for good when the process fails or is closed.
    """

    def __init__(self, job: Job, device: Device, dims: int, *, one_each: bool, command: Sequence[str]) -> None:
        """Start the process and wait until it is ready.

        Args:
            job: what it computes.
            device: whom to tell if it fails later.
            dims: the length of a vector.
            one_each: whether a window has one vector, however many chunks it has.
            command: its command line, without the job.

        Raises:
            _GpuError: there is no GPU, or the process cannot use it.
        """
        self._device, self._dims, self._one_each = device, dims, one_each
        self._lock = Lock()
        self.alive = True
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, on a module of this package
                [*command, json.dumps(asdict(job))],
                env=os.environ | {"GGML_NO_BACKTRACE": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
        except OSError as error:
            raise _GpuError(f"its process cannot be started: {error.strerror or error}") from error
        try:
            self.name = self._receive(HELLO, _START_SECONDS).decode(errors="replace")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the process."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def chunk_vectors(self, windows: Sequence[WindowInput]) -> list[Vectors] | None:
        """The vectors of the chunks of each window, as a `WindowEncoder` gives them; None once the process has failed.

        The user is told when it fails.
        """
        with self._lock:
            if not self.alive:
                return None
            try:
                return self.computed(windows, _BATCH_SECONDS)
            except _GpuError as error:
                self.close()
                self._device.tell(f"the GPU failed: {error}, {_SO} from here on", _REPORT)
                return None

    def computed(self, windows: Sequence[WindowInput], seconds: float) -> list[Vectors]:
        """The same, for one thread, in at most so many seconds.

        Raises:
            _GpuError: the process has failed.
        """
        request = pack(windows)
        self._send(LENGTH.pack(len(request)) + request)
        data = self._receive(VECTORS, seconds)
        counts = [1 if self._one_each else len(window.spans) for window in windows]
        if len(data) != 4 * self._dims * sum(counts):
            raise _GpuError("its process answered with too many or too few numbers")
        vectors = np.frombuffer(data, np.float32).reshape(-1, self._dims)
        if not np.isfinite(vectors).all():
            raise _GpuError("it gave a vector that is not a number")
        return np.split(vectors, np.cumsum(counts[:-1]))

    def _send(self, data: bytes) -> None:
        assert self._process.stdin  # noqa: S101 - a pipe was asked for
        descriptor = self._process.stdin.fileno()
        os.set_blocking(descriptor, False)
        end, rest = time.monotonic() + _BATCH_SECONDS, memoryview(data)
        while rest:
            if not select.select([], [descriptor], [], max(0, end - time.monotonic()))[1]:
                raise _GpuError(f"its process did not answer for {_BATCH_SECONDS:.0f} seconds")
            try:
                rest = rest[os.write(descriptor, rest) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise _GpuError(self._end()) from None

    def _receive(self, kind: bytes, seconds: float) -> bytes:
        """The content of the next answer, which must be of this kind."""
        end = time.monotonic() + seconds
        head = self._read(1 + LENGTH.size, end, seconds)
        (length,) = LENGTH.unpack(head[1:])
        if length > _MOST_BYTES:
            raise _GpuError("its process answered with something else than vectors")
        content = self._read(length, end, seconds)
        if head[:1] != kind:
            raise _GpuError(content.decode(errors="replace"))
        return content

    def _read(self, size: int, end: float, seconds: float) -> bytes:
        assert self._process.stdout  # noqa: S101 - a pipe was asked for
        descriptor = self._process.stdout.fileno()
        data = bytearray()
        while len(data) < size:
            if not select.select([descriptor], [], [], max(0, end - time.monotonic()))[0]:
                raise _GpuError(f"its process did not answer for {seconds:.0f} seconds")
            part = os.read(descriptor, size - len(data))
            if not part:
                raise _GpuError(self._end())
            data += part
        return bytes(data)

    def _end(self) -> str:
        """How the process ended, in words."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        code = self._process.poll()
        if code is not None and code < 0:
            return f"its process was killed by {signal.Signals(-code).name}"
        return "its process ended" if code is None else f"its process ended with status {code}"


def open_gpu(  # noqa: PLR0913 - what an embedder knows
    model: EmbeddingModel,
    device: Device,
    prompt: Tokens,
    longest: int,
    on_cpu: Compute,
    *,
    command: Sequence[str] = COMMAND,
) -> GpuProcess | None:
    """Start a process that computes a model's vectors on a GPU, if its vectors are those of the processor.

    Args:
        model: the model, as it runs on the processor.
        device: what the user asks for. They are told if they get something else.
        prompt: the tokens of the prompt before the text of a window.
        longest: the longest window, in tokens, special ones and the prompt included.
        on_cpu: computes the same on the processor.
        command: the command line of the process.

    Returns:
        None if the processor is to be used.
    """
    if not device.may_use_gpu:
        return None
    try:
        if not isinstance(model, Model):
            raise _GpuError(_OTHER_KIND)  # noqa: TRY301 - told as other reasons are
        job = Job(os.fspath(model.path), device.gpu_layers, max(GPU_BATCH_TOKENS, longest))
        gpu = GpuProcess(job, device, model.dims, one_each=model.pooling != "mean", command=command)
        try:
            _compare(gpu, _trial_windows(model, prompt, longest), on_cpu)
        except BaseException:
            gpu.close()
            raise
    except _GpuError as error:
        _tell(device, str(error))
        return None
    return gpu


def _tell(device: Device, reason: str) -> None:
    """Tell why no GPU is used, unless the user asked for one only where there is one."""
    if reason in _HINTS:
        if device.choice is Choice.GPU:
            device.tell(f"{reason}, {_SO}", _HINTS[reason])
    else:
        device.tell(f"the GPU cannot be used: {reason}, {_SO}", _REPORT)


def _compare(gpu: GpuProcess, windows: Sequence[WindowInput], on_cpu: Compute) -> None:
    """Check that a GPU gives the vectors of the processor.

    Raises:
        _GpuError: it does not.
    """
    some = normalised(np.concatenate(gpu.computed(windows, _START_SECONDS)))
    others = normalised(np.concatenate(on_cpu(windows)))
    least = float(np.sum(some * others, axis=1).min())
    if not least >= _MIN_COSINE:
        raise _GpuError(
            f"the vectors of {gpu.name} are not those of the CPU (cosine {least:.4f}, at least {_MIN_COSINE} is needed)"
        )


def _trial_windows(model: EmbeddingModel, prompt: Tokens, longest: int) -> list[WindowInput]:
    """Windows of one chunk each: the fixed texts, and all of them again and again up to the longest window."""
    before, after = len(model.prefix) + len(prompt), len(model.suffix)
    room = max(1, longest - before - after)
    texts = [tokens[:room] for tokens in model.tokenizer.tokenize(_TEXTS)]
    whole = np.concatenate(texts)
    texts.append(np.tile(whole, -(-room // len(whole)))[:room])
    return [
        WindowInput(
            np.concatenate([model.prefix, prompt, tokens, model.suffix]),
            np.array([[0, len(tokens)]], np.int32),
            before,
            after,
        )
        for tokens in texts
    ]
