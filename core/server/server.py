"""A server that keeps indexes and models open for the searches of one user.

Owned here: the socket, its clients, and when the server ends.
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

# How long a client may take to ask, and to read its answer.
_CLIENT_SECONDS: Final = 5.0
# More clients than this wait in the kernel's queue, and search by themselves if it takes long.
_MOST_CLIENTS: Final = 64
# So often the server looks whether it has been idle, and whether indexes have new generations.
_LOOK_SECONDS: Final = 15.0


class Server(Closing):
    """A socket in a private directory, and the threads that answer on it. A context manager; use `Server.open`."""

    def __init__(self, listening: socket.socket, place: Path | None, lock: int | None) -> None:
        """Serve what connects to `listening`; a socket at `place` is removed at the end."""
        self._listening = listening
        self._place = place
        self._lock = lock
        self._kept = IndexPool()
        self._room = threading.BoundedSemaphore(_MOST_CLIENTS)
        self._used = time.monotonic()
        self._clients = 0
        self._counting = threading.Lock()

    @classmethod
    def open(cls, runtime: Path) -> Self:
        """Listen in the directory `runtime`, which is made if it is missing, in place of a server that has died.

        Raises:
            LockedError: another server is there.
            UsageError: the directory is somebody else's or open to others, or its name is too long for a socket.
            OSError: it cannot be written to.
        """
        runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_private(runtime):
            raise UsageError(f"{runtime} is not yours alone", hint="Remove it, or: chmod 700 it.")
        place = runtime / protocol.SOCKET
        lock = os.open(runtime / "scent.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if not _taken(lock) or _listens(place):  # systemd listens without a lock
                raise LockedError("a server is running already", hint="Searches use it; nothing is to be done.")  # noqa: TRY301 - the lock is closed below
            place.unlink(missing_ok=True)  # whoever left it is dead
            return cls(_listening(place), place, lock)
        except BaseException:
            os.close(lock)
            raise

    @classmethod
    def on(cls, descriptor: int) -> Self:
        """Serve on a socket that listens already, as systemd hands it over."""
        return cls(socket.socket(fileno=descriptor), None, None)

    def close(self) -> None:
        """Stop listening, wait a moment for answers under way, and let go of everything."""
        if self._place is not None:
            with suppress(OSError):
                self._place.unlink(missing_ok=True)
        self._listening.close()
        end = time.monotonic() + _CLIENT_SECONDS
        while self._clients and time.monotonic() < end:
            time.sleep(0.01)
        if not self._clients:
            self._kept.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def run(self, idle: float) -> None:
        """Answer until nobody has asked for `idle` seconds (0: for ever)."""
        while True:
            left = self._used + idle - time.monotonic() if idle else _LOOK_SECONDS
            if left <= 0 and not self._clients:
                return
            self._listening.settimeout(max(0.05, min(left, _LOOK_SECONDS)))
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                self._kept.look()
                continue
            except OSError:  # no descriptor is free, or the client is gone: later ones may fare better
                time.sleep(0.05)
                continue
            self._room.acquire()
            with self._counting:
                self._clients += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, suppress(OSError, ValueError):
                connection.settimeout(_CLIENT_SECONDS)
                if protocol.peer(connection) in {None, os.geteuid()}:
                    protocol.send(connection, dict(protocol.GREETING), protocol.MOST_REQUEST_BYTES)
                    request = protocol.Request.from_json(protocol.receive(connection, protocol.MOST_REQUEST_BYTES))
                    protocol.send(connection, self._kept.answer(request), protocol.MOST_ANSWER_BYTES)
                    self._used = time.monotonic()
        finally:
            with self._counting:
                self._clients -= 1
            self._room.release()


def _taken(lock: int) -> bool:
    """Whether the lock could be taken: it falls with the process, however that ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _listening(place: Path) -> socket.socket:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(os.fspath(place))
        place.chmod(0o600)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno is None:  # how Python says that it does not fit into the C struct
            raise UsageError(f"{place} is too long a name for a socket", hint="Set XDG_RUNTIME_DIR.") from None
        raise
    return listening


def _listens(place: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(os.fspath(place))
        except OSError:
            return False
        return True
