"""The messages between a search and a search server: JSON objects over a Unix socket.

This is not the protocol of the processes that read documents, which is `core.reading.protocol`. Imports nothing heavy.

The server greets, the client asks, the server answers, and both close the connection:

    server  {"scent": "0.1.0", "protocol": 9}
    client  {"index": ..., "cache": ..., "query": ..., "limit": 10, "mode": "hybrid", "min_score": null,
             "scope": {"paths": [...], ...}, "files": null, "listing": {"per_file": -1, ...},
             "context": 0, "conditions": {"required": [...], ...}, "combination": {"both": [...], ...},
             "rerank": {"model": "", ...}, "exact_seconds": 0.3}
    server  {"hits": [...], "warnings": [...]}   or   {"refused": "why"}

A message is its length (4 bytes, big-endian), followed by that many bytes of ASCII JSON. File names that are not UTF-8
contain lone surrogates. After a greeting of another version, or `refused`, the client searches without the server.
"""

import json
import socket
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from scent import __version__
from scent.core.types import (
    EVERYTHING,
    EXACT_SECONDS,
    FIELDS,
    MOST_EXACT_SECONDS,
    MOST_RERANKED,
    NO_CONDITIONS,
    NOT_COMBINED,
    NOT_RERANKED,
    USUAL_LISTING,
    Combination,
    Conditions,
    Hit,
    Listing,
    Reasons,
    Rerank,
    Scope,
)

if TYPE_CHECKING:
    from scent.core.search.searcher import Searcher

GREETING: Final = {"scent": __version__, "protocol": 9}
MOST_REQUEST_BYTES: Final = 1 << 20
MOST_ANSWER_BYTES: Final = 64 << 20
SOCKET: Final = "scent.sock"

_LENGTH: Final = struct.Struct(">I")
# struct ucred of Linux (pid, uid, gid); struct xucred of macOS and BSD begins with version and uid.
_UCRED: Final = struct.Struct("3i")
_XUCRED: Final = struct.Struct("2I")
_XUCRED_BYTES: Final = 76
_SOL_LOCAL, _LOCAL_PEERCRED = 0, 1
_TEXTS: Final = ("index", "cache", "query", "mode")
_PARTS: Final = ("scope", "listing", "conditions", "combination", "rerank")


class Request(NamedTuple):
    """A search. `cache` is the cache directory; `client.ask` makes all paths absolute."""

    index: Path  # type: ignore[assignment]  # hides the method `tuple.index`
    cache: Path
    query: str
    limit: int
    mode: str
    min_score: float | None = None
    scope: Scope = EVERYTHING
    files: tuple[bytes, ...] | None = None
    listing: Listing = USUAL_LISTING
    context: int = 0
    conditions: Conditions = NO_CONDITIONS
    combination: Combination = NOT_COMBINED
    rerank: Rerank = NOT_RERANKED
    exact_seconds: float = EXACT_SECONDS

    def hits(self, searcher: "Searcher") -> list[Hit]:
        """What a searcher finds, here or in a server; it collects the warnings.

        Raises:
            ValueError: there is no such mode.
            ScentError: as `Searcher.search` does.
        """
        from scent.core.search.ranking.query import Mode  # with NumPy, which a client does not need

        return searcher.search(
            self.query,
            limit=self.limit,
            mode=Mode(self.mode),
            scope=self.scope,
            files=self.files,
            min_score=self.min_score,
            listing=self.listing,
            context=self.context,
            conditions=self.conditions,
            combination=self.combination,
            rerank=self.rerank,
            exact_seconds=self.exact_seconds,
        )

    def to_json(self) -> dict[str, Any]:
        """The message of the request."""
        parts = {name: getattr(self, name)._asdict() for name in _PARTS}
        return {name: _plain(value) for name, value in {**self._asdict(), **parts}.items()}

    @classmethod
    def from_json(cls, message: dict[str, Any]) -> "Request":
        """The request of a message.

        Raises:
            ValueError: the message is not a well-formed request.
        """
        texts = [message.get(name) for name in _TEXTS]
        limit, least, files = message.get("limit"), message.get("min_score"), message.get("files")
        context, seconds = message.get("context"), message.get("exact_seconds")
        well_formed = (
            all(isinstance(text, str) for text in texts)
            and (files is None or _is_texts(files))
            and type(limit) is int
            and (least is None or type(least) in {int, float})
            and type(seconds) in {int, float}
            and 0 <= float(seconds or 0) <= MOST_EXACT_SECONDS
            and set(message) == {*_TEXTS, *_PARTS, "files", "limit", "min_score", "context", "exact_seconds"}
        )
        if not (well_formed and isinstance(limit, int) and limit >= 1 and type(context) is int and context >= 0):
            raise ValueError("not a request")
        index, cache, query, mode = (str(text) for text in texts)
        names = None if files is None else tuple(map(_bytes, files))
        scope, listing = _scope(message["scope"]), _listing(message["listing"])
        conditions, combination = _conditions(message["conditions"]), _combination(message["combination"])
        narrowed = scope, names, listing, context, conditions, combination, _rerank(message["rerank"])
        return cls(Path(index), Path(cache), query, limit, mode, least, *narrowed, float(message["exact_seconds"]))


def _scope(fields: object) -> Scope:
    if not isinstance(fields, dict) or set(fields) != set(_NO_SCOPE):
        raise ValueError("not a scope")
    for name, value in fields.items():
        of_type = type(value) in {int, type(None)} if name in _TIMES else type(value) is type(_NO_SCOPE[name])
        if not of_type or (isinstance(value, list) and not _is_texts(value)):
            raise ValueError(f"not a scope: {name}")
    plain: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    exact = {"paths": tuple(map(_bytes, plain["paths"])), "seen_from": _bytes(plain["seen_from"])}
    return Scope(**{**plain, **exact})


def _listing(fields: object) -> Listing:
    usual = USUAL_LISTING._asdict()
    if not isinstance(fields, dict) or {name: type(value) for name, value in fields.items()} != {
        name: type(value) for name, value in usual.items()
    }:
        raise ValueError("not a listing")
    return Listing(**fields)


def _conditions(fields: object) -> Conditions:
    if not isinstance(fields, dict) or set(fields) != set(NO_CONDITIONS._asdict()):
        raise ValueError("not conditions")
    texts, named = (fields["required"], fields["excluded"]), (fields["fields"], fields["other_fields"])
    pairs = [pair for pairs in named if isinstance(pairs, list) for pair in pairs]
    well_formed = (
        all(map(_is_texts, (*texts, *pairs)))
        and all(isinstance(each, list) for each in named)
        and all(len(pair) == 2 and pair[0] in FIELDS for pair in pairs)  # noqa: PLR2004  # a name and a value
        and isinstance(fields["seen_from"], str)
    )
    if not well_formed:
        raise ValueError("not conditions")
    required, excluded = map(tuple, texts)
    inside, outside = (tuple((name, value) for name, value in pairs) for pairs in named)
    return Conditions(required, excluded, inside, outside, _bytes(fields["seen_from"]))


def _combination(fields: object) -> Combination:
    if not isinstance(fields, dict) or set(fields) != set(NOT_COMBINED._asdict()):
        raise ValueError("not a combination")
    both, unlike, like, instruction, imagined = (fields[name] for name in NOT_COMBINED._asdict())
    well_formed = isinstance(like, list) and all(map(_is_texts, (both, unlike, [instruction, imagined])))
    if not well_formed or not all(map(_is_example, like)):
        raise ValueError("not a combination")
    examples = tuple((_bytes(path), None if lines is None else (lines[0], lines[1])) for path, lines in like)
    return Combination(tuple(both), tuple(unlike), examples, instruction, imagined)


def _rerank(fields: object) -> Rerank:
    usual = NOT_RERANKED._asdict()
    if not isinstance(fields, dict) or set(fields) != set(usual):
        raise ValueError("not a second look")
    model, best, seconds = (fields[name] for name in usual)
    if not isinstance(model, str) or type(best) is not int or type(seconds) not in {int, float}:
        raise ValueError("not a second look")
    if not 1 <= best <= MOST_RERANKED or not 0 <= seconds <= MOST_EXACT_SECONDS:
        raise ValueError("not a second look")
    return Rerank(model, best, float(seconds))


def _is_example(value: object) -> bool:
    """Whether a value of JSON is a file and its lines."""
    match value:
        case [str(), None]:
            return True
        case [str(), [int(first), int(last)]]:
            return 1 <= first <= last and not isinstance(first, bool) and not isinstance(last, bool)
    return False


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def hit_to_json(hit: Hit) -> dict[str, Any]:
    """Every field of a hit, in the types of JSON."""
    plain = {**hit._asdict(), "reasons": hit.reasons._asdict()}
    return {name: _plain(value) for name, value in plain.items()}


def hit_from_json(fields: dict[str, Any]) -> Hit:
    """The hit that `hit_to_json` described.

    Raises:
        TypeError, KeyError, AttributeError: the fields are not those of a hit.
    """
    texts = {"path": _bytes(fields["path"]), "member": _bytes(fields["member"])}
    reasons = fields["reasons"]
    whole = {
        "heading": tuple(fields["heading"]),
        "sentence": tuple(fields["sentence"]),
        "word_places": tuple(map(tuple, fields["word_places"])),
        "copy_paths": tuple(map(_bytes, fields["copy_paths"])),
        "reasons": Reasons(reasons["cosine"], reasons["term_coverage"], tuple(reasons["words"]), reasons["second"]),
    }
    return Hit(**{**fields, **texts, **whole})


def send(connection: socket.socket, message: dict[str, Any], most: int) -> None:
    """Send a message.

    Raises:
        ValueError: the message is longer than `most` bytes.
        OSError: the other side has closed the connection, or does not read in time.
    """
    data = json.dumps(message, separators=(",", ":")).encode("ascii")
    if len(data) > most:
        raise ValueError("the message is too long")
    connection.sendall(_LENGTH.pack(len(data)) + data)


def receive(connection: socket.socket, most: int) -> dict[str, Any]:
    """Receive a message.

    Raises:
        ValueError: the message is longer than `most` bytes, or not a JSON object.
        OSError: the other side has closed the connection, or does not send in time.
    """
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    if length > most:
        raise ValueError("the message is too long")
    try:
        message = json.loads(_exactly(connection, length))
    except RecursionError:
        raise ValueError("the message is nested too deeply") from None
    if not isinstance(message, dict):
        raise ValueError("the message is not an object")  # noqa: TRY004  # the value comes from outside
    return message


def peer_user(connection: socket.socket) -> int | None:
    """The user id of the process at the other end; None if the system does not report it."""
    try:
        if sys.platform == "linux":
            credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size)
            return int(_UCRED.unpack(credentials)[1])
        credentials = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED_BYTES)
        return int(_XUCRED.unpack_from(credentials)[1])
    except (OSError, struct.error):
        return None


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        piece = connection.recv(min(count - len(data), 1 << 16))
        if not piece:
            raise ConnectionResetError("the other side has closed the connection")
        data += piece
    return bytes(data)


def _plain(value: Any) -> Any:  # noqa: ANN401  # any field of a message
    """A value in the types of JSON."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return _text(value)
    return str(value) if isinstance(value, Path) else value


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


_NO_SCOPE: Final = _plain(EVERYTHING._asdict())
_TIMES = ("since_ns", "until_ns")  # None: no bound
