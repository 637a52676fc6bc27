"""Starts the command without loading it anew: a process that has its modules loaded forks for each run.

A run of the command takes a second of a processor, most of it for imports, and the tests make thousands of them. Each
is still a process of its own with its own directory, environment, descriptors and exit, and runs what `python -P -m
scent` runs. What depends on how an interpreter starts (variables of Python, the locale, limits, terminals, imports)
is tested with one that does: see `Command`.
"""

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from struct import Struct
from typing import Any

# What runs of the command load; each imports most of the others. None of them loads llama.cpp yet.
MODULES = (
    "scent.cli.app",
    "scent.cli.commands.search",
    "scent.cli.output.reports.index_run",
    "scent.core.indexing.update",
    "scent.core.indexing.run",
    "scent.core.indexing.planning.plan",
    "scent.core.library",
    "scent.core.search.searcher",
    "scent.core.search.ranking.exact_vectors",
    "scent.formats.documents.registry",
)
_MOST_BYTES = 1 << 20
_NUMBER = Struct("i")


def run(words: list[str | bytes], cwd: Path, environ: dict[str, str], stdin: bytes) -> tuple[int, bytes, bytes]:
    """The exit status of a run of the command, and what it wrote to stdout and stderr.

    Raises:
        subprocess.TimeoutExpired: it took more than two minutes, and was killed.
    """
    message = {"words": [os.fsencode(word).hex() for word in words], "cwd": str(cwd), "environ": environ}
    given, out, err, reply = os.pipe(), os.pipe(), os.pipe(), os.pipe()
    theirs = [given[0], out[1], err[1], reply[1]]
    socket.send_fds(_server(), [json.dumps(message).encode()], theirs)
    for descriptor in theirs:
        os.close(descriptor)
    with ThreadPoolExecutor(3) as pool:
        written = pool.submit(_write, given[1], stdin)
        told = pool.submit(_read, out[0]), pool.submit(_read, err[0])
        status = _status(reply[0])
    written.result()
    if status is None:
        raise subprocess.TimeoutExpired(["scent", *map(os.fsdecode, words)], 120)
    return status, told[0].result(), told[1].result()


@cache
def _server() -> socket.socket:
    """The connection to the server of this process, which ends with it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "LC_"))}
    server = subprocess.Popen(
        [sys.executable, "-P", __file__, str(theirs.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=environ | {"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
        pass_fds=[theirs.fileno()],
    )
    theirs.close()

    def end() -> None:
        ours.close()
        server.wait()

    atexit.register(end)
    return ours


def _write(descriptor: int, data: bytes) -> None:
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except BrokenPipeError:
        pass  # it did not read everything, as is its right


def _read(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def _status(descriptor: int) -> int | None:
    """The exit status that a pipe gives behind the process id; None after two minutes, when the process is killed."""
    end, numbers = time.monotonic() + 120, b""
    told = select.poll()  # unlike `select`, it takes any descriptor
    told.register(descriptor, select.POLLIN)
    while len(numbers) < 2 * _NUMBER.size:
        if not told.poll(max(0, 1000 * (end - time.monotonic()))):
            os.kill(_NUMBER.unpack(numbers[: _NUMBER.size])[0], signal.SIGKILL)
            os.close(descriptor)
            return None
        piece = os.read(descriptor, 2 * _NUMBER.size)
        if not piece:
            raise RuntimeError("the process that starts the command has ended")
        numbers += piece
    os.close(descriptor)
    return int(_NUMBER.unpack(numbers[_NUMBER.size :])[0])


def _serve(connection: socket.socket) -> dict[str, Any] | None:
    """Fork for each run. Returns what is to be run, in the process that is to run it; None when nothing more comes."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel collects what has ended
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    while True:
        data, descriptors, _, _ = socket.recv_fds(connection, _MOST_BYTES, 4)
        if not data:
            return None
        if os.fork():
            for descriptor in descriptors:
                os.close(descriptor)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        connection.close()
        *streams, reply = descriptors
        if process := os.fork():
            for descriptor in streams:
                os.close(descriptor)
            os.write(reply, _NUMBER.pack(process))
            os.write(reply, _NUMBER.pack(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])))
            os._exit(0)
        os.close(reply)
        for number, descriptor in enumerate(streams):
            os.dup2(descriptor, number)
            os.close(descriptor)
        message: dict[str, Any] = json.loads(data)
        return message


def _become(message: dict[str, Any]) -> None:
    """Take the words, the directory and the environment of a run."""
    os.chdir(message["cwd"])
    os.environ.clear()
    os.environ.update(message["environ"])
    time.tzset()
    sys.argv = ["scent", *(os.fsdecode(bytes.fromhex(word)) for word in message["words"])]


if __name__ == "__main__":
    import importlib
    import runpy

    for name in MODULES:
        importlib.import_module(name)
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        asked = _serve(requests)
    if asked is not None:
        _become(asked)
        runpy.run_module("scent", run_name="__main__", alter_sys=True)
