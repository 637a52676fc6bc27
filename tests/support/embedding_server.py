"""A server on loopback that speaks OpenAI's form of embeddings, and fails in every way that a test asks for.

A text's vector is the sum of those of its words, which are random: texts that share words are near. It also knows the
answers to the questions by which scent measures whether a model reads English.
"""

import json
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
from places import PROJECT

DIMS = 64
MODEL = "words"

# What a request gets: the handler answers itself, and returns True if it has.
Fault = Callable[["_Handler", list[str]], bool]


@dataclass
class EmbeddingServer:
    """What the server does and has seen.

    `faults` answer one request each, the first first; `always` all others. All vectors have something in common, which
    is `likeness` times as long as the rest: with 2, no cosine is much less than 0.8.
    """

    port: int = 0
    dims: int = DIMS
    salt: int = 0
    likeness: float = 0.0
    key: str = ""
    tls: ssl.SSLContext | None = None
    names: set[str] = field(default_factory=lambda: {MODEL})
    faults: list[Fault] = field(default_factory=list)
    always: Fault | None = None
    texts: list[list[str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    busiest: int = 0
    running: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/embeddings"

    @property
    def model(self) -> str:
        """The value of --model."""
        return f"{self.url}#{MODEL}"

    @property
    def all_texts(self) -> list[str]:
        return [text for texts in self.texts for text in texts]

    def vector(self, text: str) -> list[float]:
        text = _answers().get(text, text)
        words = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split() or ["?"]
        seeds = [zlib.crc32(word.encode()) + self.salt for word in words]
        total = np.sum([np.random.default_rng(seed).standard_normal(self.dims) for seed in seeds], axis=0)
        common = np.random.default_rng(self.salt).standard_normal(self.dims)
        total = total + self.likeness * np.linalg.norm(total) / np.linalg.norm(common) * common
        return [float(number) for number in total]


@cache
def _answers() -> dict[str, str]:
    pairs = (PROJECT / "core" / "calibration" / "texts" / "en.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return dict(pair.split("\n") for pair in pairs)


@contextmanager
def embedding_server(**settings: Any) -> Iterator[EmbeddingServer]:  # noqa: ANN401  # fields of the state
    """A running server; it ends with the block."""
    state = EmbeddingServer(**settings)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    if state.tls:
        server.socket = state.tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.state = state  # type: ignore[attr-defined]
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def status(code: int, told: str = "", **headers: str) -> Fault:
    """Answer with an error of HTTP; a header `retry_after` is `Retry-After`."""

    def answer(handler: "_Handler", _: list[str]) -> bool:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.reply(code, json.dumps({"error": {"message": told}}).encode(), named)
        return True

    return answer


def body(text: str) -> Fault:
    """Answer with this body and status 200."""

    def answer(handler: "_Handler", _: list[str]) -> bool:
        handler.reply(200, text.encode())
        return True

    return answer


def breaks_off(handler: "_Handler", _: list[str]) -> bool:
    """Promise more bytes than come."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"data": [')
    handler.close_connection = True
    return True


def hangs_up(handler: "_Handler", _: list[str]) -> bool:
    """Close the connection without an answer."""
    handler.close_connection = True
    return True


def slow(seconds: float) -> Fault:
    """Answer after so many seconds."""

    def answer(handler: "_Handler", _: list[str]) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not handler.is_gone():
            time.sleep(0.02)
        return False

    return answer


def longest(characters: int) -> Fault:
    """Refuse texts that are longer."""

    def answer(handler: "_Handler", texts: list[str]) -> bool:
        if max(map(len, texts)) <= characters:
            return False
        return status(413, "input is too long for the model's context")(handler, texts)

    return answer


def most(count: int) -> Fault:
    """Refuse more texts in one request."""

    def answer(handler: "_Handler", texts: list[str]) -> bool:
        if len(texts) <= count:
            return False
        return status(422, f"batch size {len(texts)} > maximum allowed batch size {count}")(handler, texts)

    return answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer is written in two parts

    def do_POST(self) -> None:  # the name of the base class
        state: EmbeddingServer = self.server.state  # type: ignore[attr-defined]
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = request["input"]
        with state.lock:
            state.texts.append(texts)
            state.headers.append(dict(self.headers))
            fault = state.faults.pop(0) if state.faults else state.always
            state.running += 1
            state.busiest = max(state.busiest, state.running)
        try:
            if fault is not None and fault(self, texts):
                return
            if state.key and self.headers["Authorization"] != f"Bearer {state.key}":
                self.reply(401, json.dumps({"error": {"message": "Incorrect API key: sk-wrong"}}).encode())
                return
            if request["model"] not in state.names or not all(text.strip() for text in texts):
                self.reply(404, json.dumps({"error": f"model '{request['model']}' not found"}).encode())
                return
            data = [{"index": place, "embedding": state.vector(text)} for place, text in enumerate(texts)]
            self.reply(200, json.dumps({"data": data[::-1], "model": MODEL}).encode())
        finally:
            with state.lock:
                state.running -= 1

    def reply(self, code: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def is_gone(self) -> bool:
        """Whether the client has closed the connection."""
        import select
        import socket

        readable, _, _ = select.select([self.connection], [], [], 0)
        try:
            return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the client has gone
            self.close_connection = True
