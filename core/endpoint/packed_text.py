"""The tokens of a model on a server: a text packed into numbers, from which it can be read again.

What the real tokens are, only the server knows. An index keeps the tokens of a passage until its vector
is made, so these give the text back exactly. Each stands for up to four characters, about as many as
a real token does: so lengths in tokens mean here what they mean elsewhere.

A number has its kind in its highest three bits, and characters in the other 28: four or three of ASCII
(7 bits each), two below U+4000 (14 bits each), or any one.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from scent.arrays import Tokens

_KIND_BITS: Final = 28
_FOUR, _THREE, _TWO, _ONE = (kind << _KIND_BITS for kind in range(1, 5))
_ASCII_BITS: Final = 7
_WIDE_BITS: Final = 14
_ASCII_END: Final = 1 << _ASCII_BITS
_WIDE_END: Final = 1 << _WIDE_BITS
_PAYLOAD: Final = (1 << _KIND_BITS) - 1
_GROUP: Final = re.compile("[\0-\x7f]{3,4}|[\0-\u3fff]{1,2}|.", re.DOTALL)
_FIRST_INVALID: Final = 0x110000
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


class PackedText:
    """The tokenizer of every model on a server."""

    size = 5 << _KIND_BITS

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """Pack each text: int32 (tokens,); none for white space alone."""
        return [_pack(text) if not text.isspace() else np.empty(0, np.int32) for text in texts]

    def reads(self, language: str) -> bool:  # noqa: ARG002  # as other tokenizers have it
        """True: nobody knows what the model on a server reads."""
        return True


def unpack(tokens: Tokens) -> str:
    """The text that was packed. A number that none was packed into, as in a damaged index, gives U+FFFD."""
    return "".join(map(_characters, tokens.tolist()))


def _pack(text: str) -> Tokens:
    if len(text) > 1 and text.isascii():
        return _pack_ascii(text)
    return np.fromiter(map(_number, _GROUP.findall(text)), np.int32)


def _pack_ascii(text: str) -> Tokens:
    """The same for a text of ASCII, several times as fast."""
    fours, rest = divmod(len(text), 4)
    letters = np.frombuffer(text.encode("ascii"), np.uint8, fours * 4).astype(np.int32).reshape(fours, 4)
    packed = _FOUR | letters[:, 0] << 21 | letters[:, 1] << 14 | letters[:, 2] << 7 | letters[:, 3]
    if not rest:
        return packed
    return np.concatenate([packed, np.fromiter(map(_number, _GROUP.findall(text[-rest:])), np.int32)])


@lru_cache(1 << 14)
def _number(group: str) -> int:
    """The number for the characters of a group."""
    codes = [ord(character) for character in group]
    match codes:
        case [a, b, c, d]:
            return _FOUR | a << 21 | b << 14 | c << 7 | d
        case [a, b, c]:
            return _THREE | a << 14 | b << 7 | c
        case [a, b]:
            return _TWO | a << _WIDE_BITS | b
        case _:
            return _ONE | codes[0]


@lru_cache(1 << 16)  # groups of letters come again and again
def _characters(number: int) -> str:
    """The characters that a number stands for."""
    payload, low = number & _PAYLOAD, _ASCII_END - 1
    match number & ~_PAYLOAD:
        case kind if kind == _FOUR:
            return "".join(map(chr, (payload >> 21, payload >> 14 & low, payload >> 7 & low, payload & low)))
        case kind if kind == _THREE:
            return "".join(map(chr, (payload >> 14 & low, payload >> 7 & low, payload & low)))
        case kind if kind == _TWO:
            return chr(payload >> _WIDE_BITS) + chr(payload & _WIDE_END - 1)
    return chr(payload) if number >= _ONE and payload < _FIRST_INVALID else _REPLACEMENT
