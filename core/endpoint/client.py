"""Asks a server for the vectors of texts: tries again where that may help, and sends less where it is too much."""

import json
import random
import socket
import ssl
import time
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import numpy as np

import scent
from scent.arrays import Vectors
from scent.closing import Closing
from scent.core.endpoint import answer
from scent.core.endpoint.connection import Connection, NoAnswerError, Reply, TransportError
from scent.core.endpoint.keys import api_key
from scent.core.endpoint.named_servers import is_named
from scent.core.model_place import Address
from scent.errors import ModelError, UnreachableError

# Statuses that mean: later. 429 is "too many requests".
_LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_TOO_MUCH: Final = frozenset({400, 413, 422, 500})
_REFUSED: Final = frozenset({401, 403})
_TOO_MANY: Final = 429
_REDIRECTS: Final = range(300, 400)
_DONE: Final = 200
# How servers say that a text, or all texts together, are more than the model can take.
_SIGNS_OF_LENGTH: Final = ("too long", "too large", "too many", "context", "exceed", "maximum", "batch size")
_NO_LIMIT: Final = 1 << 16  # texts
_SHORTEST: Final = 40  # characters; a shorter text is not too long
# The waits between tries, in seconds, before what a server itself asks for.
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 60.0
_ANSWERS_NOT: Final = "start the server, or name the address where it runs with --model"


class Patience(NamedTuple):
    """How long to wait for a server.

    A request is tried so many times. All waits between take so many `seconds` together, and each answer at
    most `answer` seconds. With `lasting`, a server that is not there is tried again, and one that takes too long is
    sent half as many texts.
    """

    tries: int
    seconds: float
    answer: float
    lasting: bool = False


# A server may have to load the model first, which takes Ollama up to a minute. In a long run, it may be started
# again meanwhile. A person who searches rather hears of it.
FIRST = Patience(tries=3, seconds=4.0, answer=120.0)
SHORT = Patience(tries=3, seconds=4.0, answer=30.0)
LONG = Patience(tries=6, seconds=180.0, answer=120.0, lasting=True)


class _SlowError(Exception):
    """A server had no time for so many texts."""


class Client(Closing):
    """Asks for vectors, over one connection. For one thread at a time; `cancel` is for others."""

    def __init__(self, place: Address, patience: Patience = SHORT) -> None:
        self._place, self._patience = place, patience
        self._connection = Connection(place.url)
        self._host = urlsplit(place.url).netloc
        self._key: str | None = None
        # How many texts the server has time for, and how many answers in a row have not come in time.
        self._most, self._late = _NO_LIMIT, 0

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, at least one: float32 (texts, dims), as the server gives them.

        A text that the server finds too long is sent in parts; its vector is then their weighted mean.

        Raises:
            UnreachableError: the server does not answer, or has no time, also after several tries.
            ModelError: it refuses the key or the request, or does not answer with vectors.
        """
        vectors: list[Vectors] = []
        sent = 0
        while sent < len(texts):
            some = texts[sent:][: self._most]
            try:
                vectors.append(self._vectors(some))
            except _SlowError:
                self._most = len(some) // 2
                continue
            sent += len(some)
        return self._joined(vectors)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts that are sent together; `_SlowError` if fewer are to be."""
        reply = self._reply([text.encode("utf-8", errors="replace").decode() for text in texts])
        self._late = 0
        if reply.status == _DONE:
            try:
                return answer.vectors(reply.body, len(texts))
            except answer.BadAnswerError as error:
                raise self._error(f"cannot be used: {error}", "see docs/models.md for addresses that can") from None
        return self._of_parts(texts, reply)

    def cancel(self) -> None:
        """Let a call that runs in another thread end now, with a `ModelError`."""
        self._connection.cancel()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _reply(self, texts: Sequence[str]) -> Reply:
        """The reply to a request: one that succeeded, or one that says that it was too much at once."""
        body = json.dumps({"model": self._place.name, "input": list(texts)}).encode()
        left, wait = self._patience.seconds, _FIRST_WAIT
        for number in range(1, self._patience.tries + 1):
            reply, problem, may_pass = self._try(body, are_many=len(texts) > 1)
            if reply is not None and (reply.status == _DONE or _is_too_much(reply)):
                return reply
            if reply is not None and reply.status not in _LATER:
                raise self._refusal(reply)
            pause = _asked_wait(reply) if reply is not None else None
            pause = wait * random.uniform(1, 1.25) if pause is None else pause  # noqa: S311  # so that clients part
            if not may_pass or number == self._patience.tries or pause > left:
                break
            left, wait = left - pause, min(wait * 2, _LONGEST_WAIT)
            if self._connection.cancelled.wait(pause):
                break
        if self._connection.cancelled.is_set():
            raise ModelError(f"the request to {self._host} was given up")
        if reply is not None:
            raise self._unavailable(reply)
        raise UnreachableError(f"the server of {self._place.name} at {self._host} {problem}", hint=_ANSWERS_NOT)

    def _try(self, body: bytes, *, are_many: bool) -> tuple[Reply | None, str, bool]:
        """The reply, or why there is none; and whether to try again, if it is not what was asked for.

        Raises:
            _SlowError: none came in time, and fewer than these texts may be answered.
        """
        try:
            return self._connection.post(body, self._headers(), self._patience.answer), "", True
        except ssl.SSLCertVerificationError as error:
            raise self._error(
                f"has a certificate that is not trusted: {error.verify_message}",
                "a certificate of your own is named by SSL_CERT_FILE",
            ) from error
        except TransportError as error:
            self._late += isinstance(error, NoAnswerError)
            is_patient = self._patience.lasting and self._late < self._patience.tries
            if isinstance(error, NoAnswerError) and are_many and is_patient and not self._connection.cancelled.is_set():
                raise _SlowError from error
            is_broken = not isinstance(error, TimeoutError | ConnectionRefusedError | socket.gaierror)
            return None, _problem(error), is_broken or is_patient

    def _headers(self) -> dict[str, str]:
        if self._key is None:
            self._key = api_key(self._place.url) if is_named(self._place.url) else ""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        headers["User-Agent"] = f"scent/{scent.__version__}"
        return headers | ({"Authorization": f"Bearer {self._key}"} if self._key else {})

    def _of_parts(self, texts: Sequence[str], reply: Reply) -> Vectors:
        """The vectors of texts that were too much for one request."""
        if len(texts) > 1:
            middle = len(texts) // 2
            return self._joined([self._vectors(texts[:middle]), self._vectors(texts[middle:])])
        (text,) = texts
        if len(text) <= _SHORTEST:
            raise self._refusal(reply)
        halves = _halves(text)
        weights = np.array([len(half) for half in halves], np.float32)[:, None]
        vectors = self.vectors(halves)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray((weights * vectors / np.where(lengths == 0, 1, lengths)).sum(axis=0, keepdims=True))

    def _joined(self, parts: Sequence[Vectors]) -> Vectors:
        """The vectors of several answers, which the model may have changed between."""
        dims = sorted({part.shape[1] for part in parts})
        if len(dims) > 1:
            told = f"cannot be used: it answers with vectors of {' and '.join(map(str, dims))} dimensions"
            raise self._error(told, "see docs/models.md for addresses that can")
        return np.concatenate(parts)

    def _refusal(self, reply: Reply) -> ModelError:
        """Why a request was refused for good. What a server says of a key may contain parts of it."""
        if reply.status in _REFUSED:
            what = "does not accept the key" if self._key else "asks for a key"
            hint = "put the key into SCENT_API_KEY, or into a file (see docs/models.md)"
            return self._error(f"{what} (HTTP {reply.status})", hint)
        if reply.status in _REDIRECTS:
            elsewhere = urlsplit(reply.headers.get("location", "")).netloc or "another address"
            return self._error(f"sends on to {elsewhere}, which is not followed", "name the right address with --model")
        told = answer.explanation(reply.body, self._key or "")
        hint = "the address of most servers ends in /v1/embeddings, and the name after # must be one that it knows"
        return self._error(f"refuses (HTTP {reply.status}){f': {told}' if told else ''}", hint)

    def _unavailable(self, reply: Reply) -> UnreachableError:
        told = answer.explanation(reply.body, self._key or "")
        what = "asks for fewer requests" if reply.status == _TOO_MANY else "cannot answer now"
        message = f"the server of {self._place.name} at {self._host} {what} (HTTP {reply.status})"
        return UnreachableError(f"{message}: {told}" if told else message, hint="try again later")

    def _error(self, message: str, hint: str) -> ModelError:
        return ModelError(f"the server of {self._place.name} at {self._host} {message}", hint=hint)


def _is_too_much(reply: Reply) -> bool:
    """Whether a server says that it cannot take so much at once."""
    if reply.status not in _TOO_MUCH:
        return False
    told = answer.explanation(reply.body).lower()
    return any(sign in told for sign in _SIGNS_OF_LENGTH)


def _asked_wait(reply: Reply) -> float | None:
    """How many seconds a server asks to wait: a number, or until a date."""
    asked = reply.headers.get("retry-after", "").strip()
    if not asked:
        return None
    try:
        seconds = float(asked) if asked.replace(".", "", 1).isdigit() else _until(asked)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def _until(date: str) -> float:
    return parsedate_to_datetime(date).timestamp() - time.time()


def _halves(text: str) -> list[str]:
    """A text in two, at white space near its middle if there is any."""
    middle = len(text) // 2
    space = text.find(" ", middle)
    at = space if 0 < space < len(text) * 3 // 4 else middle
    return [text[:at], text[at:]]


def _problem(error: Exception) -> str:
    """What went wrong with a connection, as the end of a sentence."""
    match error:
        case OSError() if str(error).startswith("Tunnel"):  # http.client's words
            return f"cannot be reached through the proxy: {str(error).rpartition(': ')[2]}"
        case TimeoutError():
            return f"does not answer: {error}" if str(error) and error.errno is None else "does not answer in time"
        case ConnectionRefusedError():
            return "does not answer: the connection was refused"
        case OSError() if error.errno is not None or isinstance(error, ssl.SSLError):
            return f"cannot be reached: {error.strerror or error}"
    return "broke off its answer"
