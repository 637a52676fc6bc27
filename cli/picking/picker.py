"""Runs fzf, and answers its commands on a socket until the user has chosen."""

import os
import selectors
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO

from scent.cli.output import streams
from scent.cli.picking import client, fzf
from scent.cli.picking.session import Session
from scent.errors import UsageError

_TERMINAL = Path("/dev/tty")
# How long a client may take to send its few bytes, and to read the answer.
_CLIENT_SECONDS = 2.0
_MOST_REQUEST_BYTES = 1 << 20
# A socket's name has at most 104 bytes on macOS, and a directory for temporary files may have a long one.
_LONGEST_DIRECTORY = 80


def pick(session: Session, chosen: fzf.Fzf, query: str, *, colour: bool) -> tuple[int, list[str]]:
    """Let the user choose passages, and return fzf's exit code and the keys of those chosen.

    Args:
        session: answers the queries that are typed.
        chosen: the fzf to run.
        query: what is typed already.
        colour: whether colours are used.

    Raises:
        UsageError: there is no terminal.
    """
    with _terminal() as screen, _listening() as (listening, address):
        words = chosen.words(query, colour=colour, columns=os.get_terminal_size(screen.fileno()).columns)
        errors = None if streams.stderr_is_terminal() else screen  # where fzf draws
        with subprocess.Popen(  # noqa: S603  # the user's own program
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=fzf.environ(address)
        ) as process:
            try:
                lines = _serve(process, listening, session, session.list(query))
            finally:
                process.terminate()  # if it still runs, because this process is asked to stop
        return process.returncode, [line.partition("\t")[0] for line in lines]


@contextmanager
def _terminal() -> Iterator[BinaryIO]:
    try:
        terminal = _TERMINAL.open("r+b", buffering=0)
    except OSError:
        raise UsageError("scent pick needs a terminal", hint="in a script, use: scent search") from None
    with terminal:
        yield terminal


@contextmanager
def _listening() -> Iterator[tuple[socket.socket, str]]:
    """A socket in a directory that only this user can enter, and its name."""
    place = None if len(tempfile.gettempdir()) <= _LONGEST_DIRECTORY else "/tmp"  # noqa: S108  # the directory in it is private
    with tempfile.TemporaryDirectory(prefix="scent-", dir=place) as directory:
        address = os.path.join(directory, "socket")  # noqa: PTH118  # a string for the environment
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
            listening.bind(address)
            listening.listen()
            yield listening, address


def _serve(process: "subprocess.Popen[bytes]", listening: socket.socket, session: Session, first: bytes) -> list[str]:
    """Give fzf the first list, answer its commands until it ends, and return the lines that it prints."""
    stdin, stdout = _pipes(process)
    with suppress(BrokenPipeError), stdin:  # the user has typed on, or left
        stdin.write(first)
    printed = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(listening, selectors.EVENT_READ)
        selector.register(stdout, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is listening:
                    _answer(listening, session)
                    continue
                piece = os.read(stdout.fileno(), 1 << 16)
                printed += piece
                if not piece:
                    process.wait()
                    return printed.decode(errors="replace").splitlines()


def _pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise TypeError("fzf has no pipes")
    return process.stdin, process.stdout


def _answer(listening: socket.socket, session: Session) -> None:
    """Answer the next command of fzf; one that fzf has ended because the user typed on is left out."""
    with listening.accept()[0] as connection:
        connection.settimeout(_CLIENT_SECONDS)
        try:
            size = int.from_bytes(_received(connection, client.LENGTH_BYTES), "big")
            words = _received(connection, min(size, _MOST_REQUEST_BYTES)).split(b"\0")
        except OSError:
            return
        if _is_gone(connection):
            return
        answer = session.answer([os.fsdecode(word) for word in words])
        with suppress(OSError):
            connection.sendall(answer)


def _received(connection: socket.socket, size: int) -> bytes:
    """So many bytes.

    Raises:
        OSError: the client ends or takes too long before it has sent them.
    """
    content = bytearray()
    while len(content) < size:
        piece = connection.recv(size - len(content))
        if not piece:
            raise ConnectionError
        content += piece
    return bytes(content)


def _is_gone(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return not connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    finally:
        connection.settimeout(_CLIENT_SECONDS)
