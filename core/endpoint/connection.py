"""One connection to a server: posts a body and returns the reply, by a deadline, and can be cut off meanwhile.

Nothing follows a redirect, so neither a text nor a key goes to another host than the one that was named.
A proxy is used only for https, as HTTPS_PROXY (or ALL_PROXY) and NO_PROXY say: it then sees the name of
the host and nothing else. Through a proxy for http, every text would pass in the clear.
"""

import base64
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from scent.closing import Closing
from scent.errors import ModelError

_CONNECT_SECONDS: Final = 10.0
# Far more than the vectors of any request: a server that goes on and on is cut off.
_MOST_BYTES: Final = 256 << 20
_PIECE_BYTES: Final = 1 << 16

# What goes wrong on the way, and may go well the next time. `TimeoutError` is an `OSError`.
TransportError = (OSError, http.client.HTTPException)


class Reply(NamedTuple):
    """What a server answered: the status of HTTP, its headers in lower case, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NoAnswerError(TimeoutError):
    """A server was reached, and has not answered in time."""


class Connection(Closing):
    """A connection to the host of a URL, which opens when it is needed and stays open. For one thread at a time."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._connection: http.client.HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self.cancelled = threading.Event()

    def post(self, body: bytes, headers: Mapping[str, str], seconds: float) -> Reply:
        """Post a body, and return the reply if it is complete within so many seconds.

        Raises:
            ModelError: the proxy cannot be used.
            NoAnswerError: the server takes too long.
            TransportError: it cannot be reached, or breaks off.
        """
        began = time.monotonic()
        watchdog = threading.Timer(seconds, self._cut_off)
        watchdog.daemon = True
        watchdog.start()
        try:
            return self._post(body, headers, seconds)
        except (*TransportError, ValueError, AttributeError) as error:
            # Whoever reads from a connection that was cut off sees it break in any of these ways.
            self._drop()
            # The time tells, not who noticed first: the watchdog and the socket's own limit end together.
            if time.monotonic() - began >= seconds:
                raise NoAnswerError(f"no answer within {seconds:g} seconds") from error
            if isinstance(error, TransportError):
                raise
            raise http.client.HTTPException(str(error)) from error
        finally:
            watchdog.cancel()

    def cancel(self) -> None:
        """Cut off a reply that another thread waits for; nothing can be posted afterwards."""
        self.cancelled.set()
        self._cut_off()

    def close(self) -> None:
        """Close the connection."""
        self._drop()

    def _post(self, body: bytes, headers: Mapping[str, str], seconds: float) -> Reply:
        if self._connection is None:
            self._connection = _connection(self._url)
            self._connection.connect()
            self._socket = self._connection.sock
            self._socket.settimeout(seconds)
        if self.cancelled.is_set():
            raise ConnectionAbortedError("cancelled")
        connection = self._connection
        target = (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")
        connection.request("POST", target, body, dict(headers))
        response = connection.getresponse()
        content = bytearray()
        while piece := response.read1(_PIECE_BYTES):
            content += piece
            if len(content) > _MOST_BYTES:
                raise http.client.HTTPException(f"the answer is longer than {_MOST_BYTES >> 20} MiB")
        if response.length:  # `read1` says nothing of an answer that is shorter than its header says
            raise http.client.IncompleteRead(b"", response.length)
        response.close()
        reply = Reply(response.status, {key.lower(): value for key, value in response.getheaders()}, bytes(content))
        if response.will_close:
            self._drop()
        return reply

    def _cut_off(self) -> None:
        if (opened := self._socket) is not None:
            with suppress(OSError):  # not that of `SSLSocket`, which is not for another thread
                socket.socket.shutdown(opened, socket.SHUT_RDWR)

    def _drop(self) -> None:
        connection, self._connection, self._socket = self._connection, None, None
        if connection is not None:
            with suppress(OSError):
                connection.close()


def _connection(url: SplitResult) -> http.client.HTTPConnection:
    """A connection that is not open yet, through a proxy if the environment names one."""
    host, port = str(url.hostname), url.port
    if url.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=_CONNECT_SECONDS)
    context = ssl.create_default_context()
    proxy = _proxy(host)
    if proxy is None:
        return http.client.HTTPSConnection(host, port, timeout=_CONNECT_SECONDS, context=context)
    tunnel = http.client.HTTPSConnection(proxy.hostname or "", proxy.port, timeout=_CONNECT_SECONDS, context=context)
    tunnel.set_tunnel(host, port or 443, _authorization(proxy))
    return tunnel


def _proxy(host: str) -> SplitResult | None:
    """The proxy for https that the environment names for a host."""
    proxies = getproxies_environment()
    named = proxies.get("https") or proxies.get("all")
    if not named or is_loopback(host) or proxy_bypass(host):
        return None
    proxy = urlsplit(named if "://" in named else f"http://{named}")
    if proxy.scheme != "http" or not proxy.hostname:
        raise ModelError(
            f"the proxy in HTTPS_PROXY has an address that begins with {proxy.scheme}://, and only http:// can be used",
            hint="name another proxy, or leave this host out of it with NO_PROXY",
        )
    return proxy


def _authorization(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    words = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {base64.b64encode(words).decode('ascii')}"}


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, as far as its name tells: localhost, 127.0.0.0/8 or ::1."""
    from ipaddress import ip_address

    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
