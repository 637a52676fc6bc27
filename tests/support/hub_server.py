"""A model hub on the loopback interface, as far as a client sees one: files by repository, revision and name.

Owned here: the HTTP interface that huggingface_hub uses: `HEAD` and `GET` on `/OWNER/NAME/resolve/REVISION/FILE` with
the hub's headers, a redirect of large files to another host, ranges, the list of a repository's files, the codes of its
errors; and the ways in which networks fail.
"""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class File:
    """A file of a repository: what is sent, and what is said of it (the truth, unless a test lies)."""

    content: bytes
    sha256: str = ""
    size: int = 0

    def __post_init__(self) -> None:
        self.sha256 = self.sha256 or hashlib.sha256(self.content).hexdigest()
        self.size = self.size or len(self.content)


@dataclass
class Request:
    """What was asked: `host` is the name under which, and `range_` the first byte asked for, 0 for all."""

    method: str
    path: str
    host: str
    range_: int
    token: str
    agent: str


@dataclass
class Hub:
    """`files` by `OWNER/NAME/FILE`; `gated` needs a token. `cuts` are the bytes after which the next answers break off.

    `stall` keeps connections open after the cut instead, until the test ends.
    """

    files: dict[str, File] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    cuts: list[int] = field(default_factory=list)
    stall: bool = False
    status: int = 0
    requests: list[Request] = field(default_factory=list)
    port: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def fetched(self) -> list[int]:
        """The first byte of every answer with bytes of a file."""
        return [request.range_ for request in self.requests if request.path.startswith("/cdn/")]


@contextmanager
def running() -> Iterator[Hub]:
    hub = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *args: _Handler(hub, *args))
    server.daemon_threads = True
    hub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, hub: Hub, *args: Any) -> None:  # noqa: ANN401 - what the server gives
        self.hub = hub
        super().__init__(*args)

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        host = self.headers.get("Host", "").partition(":")[0]
        first = int(asked[1]) if asked else 0
        self.hub.requests.append(
            Request(self.command, self.path, host, first, token, self.headers.get("User-Agent", ""))
        )
        if self.hub.status:
            self._send(self.hub.status)
        elif match := re.fullmatch(r"/api/models/([^/]+/[^/]+)/revision/[^/]+|/api/models/([^/]+/[^/]+)", self.path):
            self._list(match[1] or match[2])
        elif match := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", self.path):
            self._resolve(match[1], match[2], match[3], token)
        elif match := re.fullmatch(r"/(?:cdn|plain)/(.+)", self.path):
            self._content(match[1], first)
        else:
            self._send(404)

    def _list(self, repository: str) -> None:
        names = [name.removeprefix(f"{repository}/") for name in self.hub.files if name.startswith(f"{repository}/")]
        if not names:
            self._send(404, {"X-Error-Code": "RepoNotFound"})
            return
        about = {"id": repository, "sha": COMMIT, "siblings": [{"rfilename": name} for name in names]}
        self._send(200, {"Content-Type": "application/json"}, json.dumps(about).encode())

    def _resolve(self, repository: str, revision: str, name: str, token: str) -> None:
        if not any(key.startswith(f"{repository}/") for key in self.hub.files):
            self._send(404, {"X-Error-Code": "RepoNotFound"})
        elif repository in self.hub.gated and not token:
            self._send(401, {"X-Error-Code": "GatedRepo"})
        elif revision == "gone":
            self._send(404, {"X-Error-Code": "RevisionNotFound"})
        elif (file := self.hub.files.get(f"{repository}/{name}")) is None:
            self._send(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
        else:
            headers = {"X-Repo-Commit": COMMIT, "X-Linked-Etag": f'"{file.sha256}"', "X-Linked-Size": str(file.size)}
            # Another name of this machine, as large files lie on another host than the hub.
            headers["Location"] = f"http://localhost:{self.hub.port}/cdn/{repository}/{name}"
            self._send(302, headers)

    def _content(self, key: str, first: int) -> None:
        file = self.hub.files[key]
        rest = file.content[first:]
        headers = {"ETag": f'"{file.sha256}"', "Accept-Ranges": "bytes", "Content-Length": str(len(rest))}
        if first:
            headers["Content-Range"] = f"bytes {first}-{len(file.content) - 1}/{len(file.content)}"
        self.send_response(206 if first else 200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        cut = self.hub.cuts.pop(0) if self.hub.cuts else len(rest)
        with suppress(ConnectionError):
            self.wfile.write(rest[:cut])
            self.wfile.flush()
        if cut < len(rest):
            if self.hub.stall:
                self.hub.ended.wait(60)
            self.close_connection = True

    def _send(self, status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
