"""Reading in processes of their own, so that a crash, a hang or a bomb costs one file and not the run.

Owned here: starting, watching and ending those processes.

There are no threads and no queues: a reader goes on with its file while the run embeds, until the pipe between them is
full, and waits there. So reading runs ahead, memory stays bounded, and the order is that of the files.
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

# For one document of a file, of which there may be many; a scan of a thousand pages takes some seconds.
SECONDS: Final = 60.0
PROCESSES: Final = 2
COMMAND: Final = (sys.executable, "-P", "-m", "scent.core.reading.worker")
# Foreign parsers leak, a little: a process makes way for a fresh one after so many files.
_MOST_FILES: Final = 2000
_ALREADY_OVER: Final = 2.0  # seconds that a process gets to end by itself once its pipe is closed


class TransientError(ReadError):
    """The file could not be read now, for a reason that does not lie in its content."""


class ReaderPool(Closing):
    """Up to `processes` readers, each started when it is first needed. A context manager that leaves none behind."""

    def __init__(
        self, processes: int = PROCESSES, *, seconds: float = SECONDS, command: Sequence[str] = COMMAND
    ) -> None:
        """`seconds` is what a reader may take for a document; `command` is what a reader is."""
        self._most, self._seconds, self._command = processes, seconds, command
        self._processes: list[_Process] = []

    def close(self) -> None:
        """End all readers at once."""
        for process in self._processes:
            process.end()
        self._processes.clear()

    @property
    def free(self) -> bool:
        """Whether `start` finds a reader."""
        self._processes = [process for process in self._processes if not process.ended]
        return len(self._processes) < self._most or any(not process.busy for process in self._processes)

    def start(self, path: bytes, skip: int = 0) -> "ReadTask":
        """Begin to read a file, without its first `skip` documents; a reader must be `free`."""
        process = next((process for process in self._processes if not process.busy and not process.ended), None)
        if process is None:
            process = _Process(self._command)
            self._processes.append(process)
        return ReadTask(process, path, skip, self._seconds)

    def documents(self, path: bytes, skip: int = 0) -> Iterator[Document]:
        """The documents of a file, read where it can do no harm: text here, all else by a free reader.

        Raises what `scent.formats.documents.registry.read` raises, and ReadError where a reader came to harm.
        """
        if is_trusted(path):
            return read(path, skip_parts=skip)
        return self.start(path, skip).documents()


class ReadTask:
    """A file that a reader has begun with."""

    def __init__(self, process: "_Process", path: bytes, skip: int, seconds: float) -> None:
        self._process, self._seconds = process, seconds
        process.ask({"path": os.fsdecode(path), "skip": skip, "seconds": seconds, "parent": os.getpid()})

    def documents(self) -> Iterator[Document]:
        """Its documents, to be taken to the end before the reader gets another file.

        Raises:
            NotTextError: it holds no text.
            TransientError: it could not be opened or read this time.
            ReadError: it could not be read, or its reader crashed or took too long.
        """
        while True:
            try:
                record = self._process.receive(time.monotonic() + self._seconds)
                if "end" not in record:
                    document = protocol.unpack(record)
            except protocol.FrameError:
                self._process.end()
                raise ReadError("its reader gave something that is no document") from None
            except TimeoutError:
                self._process.end()
                raise ReadError(_too_long(self._seconds)) from None
            except EOFError:
                raise ReadError(_harm(self._process.end(), self._seconds)) from None
            if "end" not in record:
                yield document
                continue
            self._process.finish()
            _raise(record)
            return


class _Process:
    """One reader, and the two pipes to it."""

    def __init__(self, command: Sequence[str]) -> None:
        # A group of its own, so that Ctrl-C at the terminal is not sent to it: the run says when it is over.
        self._popen = subprocess.Popen(  # noqa: S603 - this interpreter, on a module of this package
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

    def ask(self, request: dict[str, Any]) -> None:
        """Send a request; what goes wrong with that is met when the answer is wanted."""
        self.busy = True
        self._files += 1
        with suppress(BrokenPipeError):
            self._in.write(json.dumps(request).encode() + b"\n")

    def receive(self, until: float) -> dict[str, Any]:
        """The next frame; EOFError if the process is gone, TimeoutError if nothing comes until then (monotonic)."""
        size = int.from_bytes(self._read(4, until), "big")
        if size > protocol.MOST_BYTES:
            raise protocol.FrameError("too large")
        try:
            record = json.loads(self._read(size, until))
        except (ValueError, RecursionError):
            raise protocol.FrameError("no JSON") from None
        if not isinstance(record, dict):
            raise protocol.FrameError("no record")
        return record

    def finish(self) -> None:
        """The process has answered, and may be asked again."""
        self.busy = False
        if self._files >= _MOST_FILES:
            self.end()

    def end(self) -> int:
        """End the process at once and say how it ended: its exit code, or the number of a signal, negative."""
        if not self.ended:
            self.ended, self.busy = True, False
            self._in.close()
            if self._out.closed or not self._is_over():
                self._popen.kill()
                self._popen.wait()
            self._out.close()
        return self._popen.returncode or 0

    def _is_over(self) -> bool:
        """Whether the process closed its end of the pipe: then it is ending, and its own status is worth a moment."""
        if not any(event & select.POLLHUP for _, event in self._poll.poll(0)):
            return self._popen.poll() is not None
        try:
            self._popen.wait(_ALREADY_OVER)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _read(self, size: int, until: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            left = until - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                raise TimeoutError
            piece = os.read(self._out.fileno(), min(size - len(data), 1 << 20))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)


def _raise(record: dict[str, Any]) -> None:
    """Raise what a reader's last frame says went wrong."""
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


def _harm(status: int, seconds: float) -> str:
    if status == -signal.SIGXCPU:
        return _too_long(seconds)
    if status == -signal.SIGKILL:
        return "the system ended its reader, perhaps for want of memory"
    if status < 0:
        return f"its reader crashed ({signal.Signals(-status).name})"
    return "its reader failed"


def _too_long(seconds: float) -> str:
    return f"reading it took more than {seconds:g} seconds"
