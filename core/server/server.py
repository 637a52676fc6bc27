"""The search server: listens on a Unix socket and answers the searches of one user.

The indexes and models that it keeps open are in `index_pool`.
"""

import fcntl
import os
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from scent.closing import Closing
from scent.core.server import protocol
from scent.core.server.client import is_private
from scent.core.server.index_pool import IndexPool
from scent.errors import LockedError, UsageError

# How long a client may take to send its request, and to read the answer.
_CLIENT_SECONDS: Final = 5.0
# More clients wait in the queue of the kernel, and search by themselves after a while.
_MOST_CLIENTS: Final = 64
# How often the server checks whether it is idle, and whether indexes have new generations.
_CHECK_SECONDS: Final = 15.0


class Server(Closing):
    """A listening socket and the threads that answer on it. A context manager; made by `open` or `on`."""

    def __init__(self, listening: socket.socket, address: Path | None, lock: int | None) -> None:
        """Serve the clients of `listening`; the socket file at `address` is removed at the end."""
        self._listening = listening
        self._address = address
        self._lock = lock
        self._pool = IndexPool()
        self._slots = threading.BoundedSemaphore(_MOST_CLIENTS)
        self._last_used = time.monotonic()
        self._clients = 0
        self._counting = threading.Lock()

    @classmethod
    def open(cls, runtime: Path) -> Self:
        """Listen in the directory `runtime`, which is created if needed; the socket of a dead server is replaced.

        Raises:
            LockedError: another server is running.
            UsageError: the directory is open to other users, or its name is too long for a socket.
            OSError: the directory cannot be written to.
        """
        with suppress(FileExistsError):  # it is a file, which `is_private` refuses
            runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_private(runtime):
            raise UsageError(
                f"{runtime} is not a directory of yours that is closed to all others",
                hint=f"remove it, or run: chmod 700 {runtime}",
            )
        address = runtime / protocol.SOCKET
        lock = os.open(runtime / "scent.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if not _acquired(lock) or _listens(address):  # under systemd there is no lock
                raise LockedError("a server is running already", hint="searches use it; there is nothing to do")  # noqa: TRY301  # the lock is closed below
            address.unlink(missing_ok=True)  # left by a dead server
            return cls(_listening(address), address, lock)
        except BaseException:
            os.close(lock)
            raise

    @classmethod
    def on(cls, descriptor: int) -> Self:
        """Serve on a listening socket that systemd has passed to this process."""
        return cls(socket.socket(fileno=descriptor), None, None)

    def close(self) -> None:
        """Stop listening, wait a few seconds for running answers, and close everything."""
        if self._address is not None:
            with suppress(OSError):
                self._address.unlink(missing_ok=True)
        self._listening.close()
        end = time.monotonic() + _CLIENT_SECONDS
        while self._clients and time.monotonic() < end:
            time.sleep(0.01)
        if not self._clients:
            self._pool.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def run(self, idle: float) -> None:
        """Answer until no search has come for `idle` seconds (0: for ever)."""
        while True:
            left = self._last_used + idle - time.monotonic() if idle else _CHECK_SECONDS
            if left <= 0 and not self._clients:
                return
            self._listening.settimeout(max(0.05, min(left, _CHECK_SECONDS)))
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                self._pool.close_outdated()
                continue
            except OSError:  # no descriptor is free, or the client is gone; the next one may succeed
                time.sleep(0.05)
                continue
            self._slots.acquire()
            with self._counting:
                self._clients += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, suppress(OSError, ValueError):
                connection.settimeout(_CLIENT_SECONDS)
                if protocol.peer_user(connection) in {None, os.geteuid()}:
                    protocol.send(connection, dict(protocol.GREETING), protocol.MOST_REQUEST_BYTES)
                    request = protocol.Request.from_json(protocol.receive(connection, protocol.MOST_REQUEST_BYTES))
                    protocol.send(connection, self._pool.answer(request), protocol.MOST_ANSWER_BYTES)
                    self._last_used = time.monotonic()
        finally:
            with self._counting:
                self._clients -= 1
            self._slots.release()


def _acquired(lock: int) -> bool:
    """Take the lock; False if another process has it. It is released when the process ends, however it ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _listening(address: Path) -> socket.socket:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(os.fspath(address))
        address.chmod(0o600)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno is None:  # Python's sign that the name does not fit into the C struct
            raise UsageError(
                f"the name {address} is too long for a socket", hint="set XDG_RUNTIME_DIR to a shorter one"
            ) from None
        raise
    return listening


def _listens(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(os.fspath(address))
        except OSError:
            return False
        return True
