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
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

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
COMMAND: Final = (sys.executable, "-P", "-m", "scent.core.reading.worker")
# Parsers leak a little memory: a process is replaced after this many files.
_MAX_FILES: Final = 2000
# How long a process whose pipe is closed may take to end by itself, so that its exit status can be
# reported.
_EXIT_SECONDS: Final = 2.0


class TransientError(ReadError):
    """A file could not be read now, for a reason that is not in its content."""


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
        return len(self._processes) < self._max_processes or any(not process.busy for process in self._processes)

    def start(self, path: bytes, skip: int = 0) -> "ReadTask":
        """Start to read a file, without its first `skip` documents. A reader must be `free`."""
        process = next((process for process in self._processes if not process.busy and not process.ended), None)
        if process is None:
            process = _Process(self._command)
            self._processes.append(process)
        return ReadTask(process, path, skip, self._seconds)

    def documents(self, path: bytes) -> Iterator[Document]:
        """Read a file: in this process if its format is trusted, else in a reader.

        Raises:
            ReadError: As `scent.formats.documents.registry.read`, or the reader failed.
        """
        if is_trusted(path):
            return read(path)
        return self.start(path).documents()


class ReadTask:
    """A file that a reader process has started on."""

    def __init__(self, process: "_Process", path: bytes, skip: int, seconds: float) -> None:
        self._process, self._seconds = process, seconds
        process.send({"path": os.fsdecode(path), "skip": skip, "seconds": seconds, "parent": os.getpid()})

    def documents(self) -> Iterator[Document]:
        """Yield the file's documents. The reader is free again once they have all been taken.

        Raises:
            NotTextError: The file holds no text.
            TransientError: The file could not be opened or read this time, or not soon enough.
            ReadError: The file could not be read, or its reader crashed or took too much of the processor.
        """
        while True:
            try:
                record = self._process.receive(time.monotonic() + _WAIT_FACTOR * self._seconds)
                if "end" not in record:
                    document = protocol.unpack(record)
            except protocol.FrameError:
                self._process.end()
                raise ReadError("its reader sent an invalid document") from None
            except TimeoutError:
                self._process.end()
                raise TransientError(_timeout_reason(_WAIT_FACTOR * self._seconds)) from None
            except EOFError:
                raise ReadError(_exit_reason(self._process.end(), self._seconds)) from None
            if "end" not in record:
                yield document
                continue
            self._process.finish_file()
            _raise_failure(record)
            return


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
        self._files = 0
        self.busy = self.ended = False

    def send(self, request: dict[str, Any]) -> None:
        """Send a request. If the process is gone, `receive` will say so."""
        self.busy = True
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
        size = int.from_bytes(self._read(4, deadline), "big")
        if size > protocol.MAX_FRAME_BYTES:
            raise protocol.FrameError("too large")
        try:
            record = json.loads(self._read(size, deadline))
        except (ValueError, RecursionError):
            raise protocol.FrameError("not JSON") from None
        if not isinstance(record, dict):
            raise protocol.FrameError("not an object")
        return record

    def finish_file(self) -> None:
        """Note that the process has answered and can take another file, unless it has read enough of them."""
        self.busy = False
        if self._files >= _MAX_FILES:
            self.end()

    def end(self) -> int:
        """Kill the process and return its exit status: the exit code, or the negative number of a signal."""
        if not self.ended:
            self.ended, self.busy = True, False
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

    def _read(self, size: int, deadline: float) -> bytes:
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
    return "its reader failed"


def _timeout_reason(seconds: float) -> str:
    return f"reading it took more than {seconds:g} seconds"
