"""What a server answers, read and checked: vectors, or what is wrong. Pure."""

import base64
import binascii
import json
from typing import Any, Final

import numpy as np

from scent.arrays import Vectors

_MOST_DIMS: Final = 1 << 16
_MOST_WORDS: Final = 200


class BadAnswerError(ValueError):
    """A server has answered with something else than the vectors that it was asked for."""


def vectors(body: bytes, count: int) -> Vectors:
    """The vectors in the answer to a request for `count` texts, in the order of the texts: float32 (count, dims).

    Numbers may come as a list or, in base64, as little-endian floats of 32 bits.

    Raises:
        BadAnswerError: the answer is not that.
    """
    try:
        items = json.loads(body)["data"]
        placed = {_index(item, place): _numbers(item["embedding"]) for place, item in enumerate(items)}
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        raise BadAnswerError("it does not answer with vectors, as in OpenAI's form") from None
    if sorted(placed) != list(range(count)) or len(items) != count:
        raise BadAnswerError(f"it answers with {len(items):,} vectors to {count:,} texts")
    dims = {len(each) for each in placed.values()}
    if len(dims) != 1 or not 1 <= min(dims) <= _MOST_DIMS:
        raise BadAnswerError(f"it answers with vectors of {' and '.join(map(str, sorted(dims)))} dimensions")
    stacked = np.stack([placed[place] for place in range(count)])
    if not np.isfinite(stacked).all():
        raise BadAnswerError("it answers with a vector that is not a number")
    return stacked


def explanation(body: bytes, secret: str = "") -> str:
    """What a server says of an error, in one line, cut short and without the `secret`; empty if it says nothing."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = body.decode("utf-8", errors="replace")
    words = " ".join(_message(told).split())
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words)
    shown = shown.replace(secret, "…") if secret else shown
    return shown if len(shown) <= _MOST_WORDS else shown[: _MOST_WORDS - 1] + "…"


def _message(told: Any) -> str:  # noqa: ANN401  # from JSON
    """The sentence in an error, wherever servers put it."""
    for key in ("error", "message", "detail"):
        if isinstance(told, dict) and key in told:
            return _message(told[key])
    if isinstance(told, list) and told:
        return _message(told[0])
    if isinstance(told, dict):
        return str(told.get("msg", ""))
    return told if isinstance(told, str) and not told.lstrip().startswith("<") else ""


def _index(item: Any, place: int) -> int:  # noqa: ANN401  # from JSON
    """The number of the text that a vector belongs to; that of its place if the server does not say."""
    index = item.get("index", place)
    if type(index) is not int:
        raise BadAnswerError("not a number of a text")
    return index


def _numbers(embedding: Any) -> Vectors:  # noqa: ANN401  # from JSON
    if isinstance(embedding, str):
        try:
            return np.frombuffer(base64.b64decode(embedding, validate=True), "<f4").astype(np.float32)
        except binascii.Error:
            raise BadAnswerError("not base64") from None
    if not isinstance(embedding, list) or not all(type(number) in {float, int} for number in embedding):
        raise BadAnswerError("not a list of numbers")
    with np.errstate(over="ignore"):
        return np.array(embedding, np.float32)
