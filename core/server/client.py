"""A search that asks a server, where one is there.

Owned here: finding the server, trusting it, and never waiting long for it. Imports neither numpy nor Arrow nor a model:
that is what it is for.
"""

import os
import socket
import stat
import time
from pathlib import Path
from typing import Final

from scent.core.server import protocol
from scent.core.server.protocol import Request
from scent.core.types import Hit

# A server greets as soon as it is connected to, so one that does not is stopped or overrun: then a search is better off
# by itself, which takes it less than half a second.
_GREETING_SECONDS: Final = 0.5
_ANSWER_SECONDS: Final = 5.0
_PRIVATE: Final = 0o077


def ask(runtime: Path, request: Request) -> tuple[list[Hit], list[str]] | None:
    """The hits and the warnings that a server in the directory `runtime` has for a request.

    None where there is no server, it is not this user's or of another version, it refuses, or takes too long: the
    same search without it gives the same.
    """
    if not is_private(runtime):
        return None
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            return _answer(connection, runtime / protocol.SOCKET, request)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def is_there(runtime: Path) -> bool:
    """Whether a server seems to be there: one that has died may have left its socket."""
    return is_private(runtime) and (runtime / protocol.SOCKET).exists()


def is_private(directory: Path) -> bool:
    """Whether a directory is there, is this user's, and is closed to all others."""
    try:
        status = directory.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & _PRIVATE


def _answer(connection: socket.socket, place: Path, request: Request) -> tuple[list[Hit], list[str]] | None:
    connection.settimeout(_GREETING_SECONDS)
    connection.connect(os.fspath(place))
    if protocol.peer(connection) not in {None, os.geteuid()}:
        return None
    if protocol.receive(connection, protocol.MOST_REQUEST_BYTES) != protocol.GREETING:
        return None
    deadline = time.monotonic() + _ANSWER_SECONDS
    protocol.send(connection, request.to_json(), protocol.MOST_REQUEST_BYTES)
    connection.settimeout(max(0.1, deadline - time.monotonic()))
    answer = protocol.receive(connection, protocol.MOST_ANSWER_BYTES)
    if "refused" in answer:
        return None
    return [protocol.hit_from_json(fields) for fields in answer["hits"]], [str(line) for line in answer["warnings"]]
