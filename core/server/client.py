"""Asks a running search server, and starts one.

A search should be faster with a server, so this module imports neither numpy nor Arrow nor a model, and never waits
long for an answer.
"""

import os
import socket
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from scent.core.server import protocol
from scent.core.server.protocol import Request
from scent.core.types import Hit

# A server greets as soon as a client connects. One that does not is stopped or overloaded, and a search without it
# takes less than half a second.
_GREETING_SECONDS: Final = 0.5
_ANSWER_SECONDS: Final = 5.0
_OPEN_TO_OTHERS: Final = 0o077


def ask(runtime: Path, request: Request) -> tuple[list[Hit], list[str]] | None:
    """The hits and the warnings of the server whose socket is in the directory `runtime`.

    None if there is no server, if it belongs to another user or another version, or if it refuses or takes too long.
    The caller then searches without it, with the same result.
    """
    if not is_private(runtime):
        return None
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            return _answer(connection, runtime / protocol.SOCKET, _with_absolute_paths(request))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def start_server() -> None:
    """Start a server that outlives this process; it ends at once if another one is running."""
    import subprocess
    import sys

    with suppress(OSError):
        subprocess.Popen(
            [sys.executable, "-P", "-m", "scent", "serve"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )


def is_private(directory: Path) -> bool:
    """Whether a directory exists, belongs to this user, and is closed to all others."""
    try:
        status = directory.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & _OPEN_TO_OTHERS


def _with_absolute_paths(request: Request) -> Request:
    """The request with paths that mean the same in the server's working directory.

    Raises:
        FileNotFoundError: the working directory of this process has been deleted.
    """
    here = os.getcwdb()  # noqa: PTH109  # paths are bytes
    files = request.files
    return request._replace(
        scope=request.scope._replace(paths=tuple(os.path.join(here, path) for path in request.scope.paths)),  # noqa: PTH118
        files=None if files is None else tuple(os.path.join(here, path) for path in files),  # noqa: PTH118
    )


def _answer(connection: socket.socket, address: Path, request: Request) -> tuple[list[Hit], list[str]] | None:
    connection.settimeout(_GREETING_SECONDS)
    connection.connect(os.fspath(address))
    if protocol.peer_user(connection) not in {None, os.geteuid()}:
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
