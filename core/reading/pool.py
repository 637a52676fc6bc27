"""Reads files in processes of their own, so that a crash, a hang or a bomb costs one file and not the run.

There are no threads and no queues. A reader process works on its file while the run embeds, until
the pipe between them is full, and then waits. So reading runs ahead, memory stays bounded, and
documents come in the order of the files.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final, NamedTuple

from scent.closing import Closing
from scent.core import system
from scent.core.reading import protocol
from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import is_trusted, read

# Time of the processor for one document, of which a file may have many. A scan of a thousand pages
# takes some seconds.
SECONDS: Final = 60.0
# So many times as long may it take by the clock, since a busy machine gives a reader little time.
_WAIT_FACTOR: Final = 5
PROCESSES: Final = 2
# The exit status of a program that cannot read any file now.
CANNOT_START: Final = 75
COMMAND: Final = (sys.executable, "-P", "-m", "scent.core.reading.worker")
# Parsers leak a little memory: a process is replaced after this many files.
_MAX_FILES: Final = 2000
# So many files wait at a process, so that it need not wait for the run between two of them.
_MOST_WAITING: Final = 4
# How long a process whose pipe is closed may take to end by itself, so that its exit status can be
# reported.
_EXIT_SECONDS: Final = 2.0


class TransientError(ReadError):
    """A file could not be read now, for a reason that is not in its content."""


class Reading(NamedTuple):
    """A document that a reader process sent, and the bytes that its program attached to it."""

    document: Document
    attached: bytes = b""


class ReaderPool(Closing):
    """Up to `processes` reader processes, each started when it is first needed. A context manager that ends them."""

    def __init__(
        self, processes: int = PROCESSES, *, seconds: float = SECONDS, command: Sequence[str] = COMMAND
    ) -> None:
        """Start no process yet.

        Args:
            processes: How many processes there may be.
            seconds: How much of the processor's time a reader may take for one document. By the clock it
                may take longer.
            command: The command line of a reader process.
        """
        self._max_processes, self._seconds, self._command = processes, seconds, command
        self._processes: list[_Process] = []

    def close(self) -> None:
        """Kill all reader processes."""
        for process in self._processes:
            process.end()
        self._processes.clear()

    @property
    def free(self) -> bool:
        """Whether a reader is free, so that `start` may be called."""
        self._processes = [process for process in self._processes if not process.ended]
        return len(self._processes) < self._max_processes or any(process.free for process in self._processes)

    def start(self, path: bytes, skip: int = 0, size: int = 0) -> "ReadTask":
        """Start to read a file, with `skip` and `size` as in `registry.read`. A reader must be `free`."""
        request = {"path": os.fsdecode(path), "skip": skip, "size": size, "seconds": self._seconds}
        return ReadTask(self._process(), partial(self._process, 1), request, self._seconds)

    def documents(self, path: bytes) -> Iterator[Document]:
        """Read a file: in this process if its format is trusted, else in a reader.

        Raises:
            ReadError: As `scent.formats.documents.registry.read`, or the reader failed.
        """
        if is_trusted(path):
            return read(path)
        return self.start(path).documents()

    def _process(self, most_waiting: int = _MOST_WAITING) -> "_Process":
        """The process at which the fewest files wait, fewer than `most_waiting`; a new one if there is room or none."""
        free = [process for process in self._processes if process.free and process.waiting < most_waiting]
        best = min(free, key=lambda process: process.waiting, default=None)
        if best is not None and (not best.waiting or len(self._processes) >= self._max_processes):
            return best
        self._processes.append(_Process(self._command))
        return self._processes[-1]


class ReadTask:
    """A file that a reader process has started on, or will when it has read those before."""

    def __init__(
        self, process: "_Process", idle: Callable[[], "_Process"], request: dict[str, Any], seconds: float
    ) -> None:
        """Send the request to `process`; `idle` gives one without files, should that end at another file."""
        self._process, self._idle, self._seconds = process, idle, seconds
        self._request = request | {"parent": os.getpid()}
        process.send(self._request)

    def documents(self) -> Iterator[Document]:
        """Yield the file's documents as `readings` does."""
        return (reading.document for reading in self.readings())

    def readings(self) -> Iterator[Reading]:
        """Yield the file's documents, with what is attached to them.

        The files of one process must be taken in the order in which they were started. A process whose
        file is not taken to its end is killed.

        Raises:
            NotTextError: The file holds no text.
            TransientError: The file could not be opened or read this time, or not soon enough.
            ReadError: The file could not be read, or its reader crashed or took too much of the processor.
        """
        if self._process.ended:  # at a file before this one
            self._process = self._idle()
            self._process.send(self._request)
        is_finished = False
        try:
            while "end" not in (record := self._receive()):
                yield self._reading(record)
            is_finished = True
        except protocol.FrameError:
            raise ReadError("its reader sent an invalid document") from None
        except TimeoutError:
            raise TransientError(_timeout_reason(_WAIT_FACTOR * self._seconds)) from None
        except EOFError:
            status = self._process.end()
            error = TransientError if status == CANNOT_START else ReadError
            raise error(_exit_reason(status, self._seconds)) from None
        finally:
            if not is_finished:
                self._process.end()
        self._process.finish_file()
        _raise_failure(record)

    def _receive(self) -> dict[str, Any]:
        return self._process.receive(self._deadline())

    def _reading(self, record: dict[str, Any]) -> Reading:
        attached = self._process.receive_bytes(protocol.attached_bytes(record), self._deadline())
        return Reading(protocol.unpack(record), attached)

    def _deadline(self) -> float:
        return time.monotonic() + _WAIT_FACTOR * self._seconds


class _Process:
    """A reader process and the two pipes to it."""

    def __init__(self, command: Sequence[str]) -> None:
        # A process group of its own: Ctrl-C at the terminal must not reach it, since the run
        # decides when it ends.
        self._popen = subprocess.Popen(  # noqa: S603  # this interpreter, on a module of this package
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            process_group=0,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )
        if self._popen.stdin is None or self._popen.stdout is None:
            raise AssertionError
        self._in, self._out = self._popen.stdin, self._popen.stdout
        system.widen_pipe(self._out.fileno())
        self._poll = select.poll()
        self._poll.register(self._out, select.POLLIN)
        self._files = self.waiting = 0
        self.ended = False

    @property
    def free(self) -> bool:
        """Whether the process can take another file."""
        return not self.ended and self.waiting < _MOST_WAITING and self._files < _MAX_FILES

    def send(self, request: dict[str, Any]) -> None:
        """Send a request. If the process is gone, `receive` will say so."""
        self.waiting += 1
        self._files += 1
        with suppress(BrokenPipeError):
            self._in.write(json.dumps(request).encode() + b"\n")

    def receive(self, deadline: float) -> dict[str, Any]:
        """The next frame of the answer.

        Raises:
            EOFError: The process is gone.
            TimeoutError: Nothing came before `deadline` (of `time.monotonic`).
            FrameError: The frame is not a JSON object.
        """
        size = int.from_bytes(self.receive_bytes(4, deadline), "big")
        if size > protocol.MAX_FRAME_BYTES:
            raise protocol.FrameError("too large")
        try:
            record = json.loads(self.receive_bytes(size, deadline))
        except (ValueError, RecursionError):
            raise protocol.FrameError("not JSON") from None
        if not isinstance(record, dict):
            raise protocol.FrameError("not an object")
        return record

    def finish_file(self) -> None:
        """Note that the process has answered a request; it ends when it has read enough files."""
        self.waiting -= 1
        if self._files >= _MAX_FILES and not self.waiting:
            self.end()

    def end(self) -> int:
        """Kill the process and return its exit status: the exit code, or the negative number of a signal."""
        if not self.ended:
            self.ended, self.waiting = True, 0
            self._in.close()
            if self._out.closed or not self._ends_by_itself():
                self._popen.kill()
                self._popen.wait()
            self._out.close()
        return self._popen.returncode or 0

    def _ends_by_itself(self) -> bool:
        """Whether the process has closed its pipe and ends soon, so that its exit status is its own."""
        if not any(event & select.POLLHUP for _, event in self._poll.poll(0)):
            return self._popen.poll() is not None
        try:
            self._popen.wait(_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return True

    def receive_bytes(self, size: int, deadline: float) -> bytes:
        """The next `size` bytes of the answer; raises what `receive` does."""
        data = bytearray()
        while len(data) < size:
            remaining = deadline - time.monotonic()
            if remaining <= 0 or not self._poll.poll(remaining * 1000):
                raise TimeoutError
            piece = os.read(self._out.fileno(), min(size - len(data), 1 << 20))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)


def _raise_failure(record: dict[str, Any]) -> None:
    """Raise the failure that a reader's last frame reports, if any."""
    reason = str(record.get("reason"))[:500]
    match record["end"]:
        case "done":
            return
        case "no text":
            raise NotTextError(reason)
        case "unreadable":
            raise TransientError(reason)
        case _:
            raise ReadError(reason)


def _exit_reason(status: int, seconds: float) -> str:
    """Why a reader gave no answer, by its exit status."""
    if status == -signal.SIGXCPU:
        return _timeout_reason(seconds)
    if status == -signal.SIGKILL:
        return "the system killed its reader, perhaps because memory ran out"
    if status < 0:
        return f"its reader crashed ({signal.Signals(-status).name})"
    return "its reader cannot start" if status == CANNOT_START else "its reader failed"


def _timeout_reason(seconds: float) -> str:
    return f"reading it took more than {seconds:g} seconds"
