"""Turn a BERT as its makers publish it, in the files of sentence-transformers, into one GGUF file.

Makers publish weights as safetensors: a length (8 bytes, little-endian), a header in JSON, raw
values. Matrices are written as F16, which is what small models run with, and all else as F32. A
dense layer after the pooling becomes the fields that `scent.core.inference.gguf.projection` reads. A
fetched file is not trusted: whatever does not fit together is an error.

The files, by their names in a repository:

    config.json                 the shape
    vocab.txt                   the word pieces, one a line
    model.safetensors           the weights
    2_Dense/model.safetensors   `linear.weight` and `linear.bias`, in models that end with this layer
"""

import json
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scent.core.inference.gguf.card import PROJECTION_BIAS, PROJECTION_WEIGHT
from scent.core.inference.gguf.writer import Field, TensorData, write_gguf
from scent.errors import ModelError

CONFIG: Final = "config.json"
VOCABULARY: Final = "vocab.txt"
WEIGHTS: Final = "model.safetensors"
DENSE: Final = "2_Dense/model.safetensors"

# Numbers of llama.cpp: the poolings, the kinds of tokens, and files whose matrices are F16.
_POOLINGS: Final[Mapping[str, int]] = {"mean": 1, "cls": 2}
_NORMAL, _CONTROL = 1, 3
_MOSTLY_F16: Final = 1
_F32, _F16 = 0, 1
_DTYPES: Final[Mapping[str, str]] = {"F32": "<f4", "F16": "<f2"}

# The pooler is for next-sentence prediction, and the ids are 0, 1, 2, …
_UNUSED: Final = ("pooler.", "embeddings.position_ids")
# llama.cpp adds these tables row by row, and needs them in full precision.
_FULL_PRECISION: Final = frozenset({"position_embd.weight", "token_types.weight"})
_OF_MODEL: Final[Mapping[str, str]] = {
    "embeddings.word_embeddings": "token_embd",
    "embeddings.position_embeddings": "position_embd",
    "embeddings.token_type_embeddings": "token_types",
    "embeddings.LayerNorm": "token_embd_norm",
}
_OF_LAYER: Final[Mapping[str, str]] = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
_LAYER: Final = re.compile(r"encoder\.layer\.(\d{1,3})\.(.+)")

_Tensors = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Description:
    """What the files do not say: the name of the model, its maker's address, its pooling, its prompts and its length.

    `trained_tokens` is the longest input that it was trained on.
    """

    name: str
    licence: str
    address: str
    pooling: str
    trained_tokens: int
    query_prompt: str
    document_prompt: str


def convert(files: Mapping[str, bytes], about: Description, target: Path) -> None:
    """Write the model in these files as a GGUF file; the same files give the same bytes.

    Args:
        files: the content of each file, by its name in the repository.
        about: what the files do not say.
        target: the file to write.

    Raises:
        ModelError: the files are not those of a BERT with word pieces.
        OSError: the file cannot be written.
    """
    try:
        tensors = list(_tensors(_read_safetensors(files[WEIGHTS])))
        fields = _description(about) | _shape(json.loads(files[CONFIG]), about.pooling)
        fields |= _vocabulary(files[VOCABULARY].decode()) | _projection(files)
        write_gguf(target, fields, tensors)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error) as error:
        raise ModelError(
            f"the files of {about.name} are not those of a BERT that scent knows ({error})",
            hint="nothing was installed; try again, or check the mirror or proxy that they came through",
        ) from error


def _read_safetensors(data: bytes) -> _Tensors:
    """The tensors of a safetensors file, by name. Values of other types than F32 and F16 are an error."""
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    values = memoryview(data)[8 + length :]
    return {
        name: np.frombuffer(values[slice(*entry["data_offsets"])], _DTYPES[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__" and not name.startswith(_UNUSED)
    }


def _tensors(tensors: _Tensors) -> Iterator[TensorData]:
    """The tensors under their names in GGUF files, sorted."""
    for name, values in sorted((_gguf_name(name), values) for name, values in tensors.items()):
        half = values.ndim > 1 and name not in _FULL_PRECISION
        data = np.ascontiguousarray(values, "<f2" if half else "<f4")
        yield TensorData(name, data.shape, _F16 if half else _F32, memoryview(data.tobytes()))


def _gguf_name(name: str) -> str:
    part, _, kind = name.rpartition(".")
    if match := _LAYER.fullmatch(part):
        return f"blk.{int(match[1])}.{_OF_LAYER[match[2]]}.{kind}"
    return f"{_OF_MODEL[part]}.{kind}"


def _description(about: Description) -> dict[str, Field]:
    return {
        "general.architecture": "bert",
        "general.type": "model",
        "general.name": about.name,
        "general.basename": about.name,
        "general.license": about.licence,
        "general.url": about.address,
        "general.description": "F16, made by scent from the files of its makers",
        "general.file_type": _MOSTLY_F16,
        "general.quantization_version": 2,
        "scent.trained_tokens": about.trained_tokens,
        "scent.prompt.query": about.query_prompt,
        "scent.prompt.document": about.document_prompt,
    }


def _shape(config: Mapping[str, Any], pooling: str) -> dict[str, Field]:
    return {
        "bert.vocab_size": int(config["vocab_size"]),
        "bert.context_length": int(config["max_position_embeddings"]),
        "bert.embedding_length": int(config["hidden_size"]),
        "bert.feed_forward_length": int(config["intermediate_size"]),
        "bert.block_count": int(config["num_hidden_layers"]),
        "bert.attention.head_count": int(config["num_attention_heads"]),
        "bert.attention.layer_norm_epsilon": float(config["layer_norm_eps"]),
        "bert.attention.causal": False,
        "bert.pooling_type": _POOLINGS[pooling],
    }


def _vocabulary(text: str) -> dict[str, Field]:
    """The word pieces in llama.cpp's spelling: `▁` starts a word; BERT marks the rest with `##`."""
    pieces = text.removesuffix("\n").split("\n")
    kinds = np.array([_CONTROL if _is_control(piece) else _NORMAL for piece in pieces], "<i4")
    ids = {
        "bos": "[CLS]",
        "eos": "[SEP]",
        "unknown": "[UNK]",
        "seperator": "[SEP]",  # the specification's own spelling
        "padding": "[PAD]",
        "mask": "[MASK]",
    }
    return {
        "tokenizer.ggml.model": "bert",
        "tokenizer.ggml.token_type_count": 2,
        "tokenizer.ggml.tokens": [_spelled(piece).encode() for piece in pieces],
        "tokenizer.ggml.token_type": kinds,
        **{f"tokenizer.ggml.{name}_token_id": pieces.index(piece) for name, piece in ids.items()},
    }


def _is_control(piece: str) -> bool:
    """Whether a piece is one of BERT's own (`[CLS]`, `[unused7]`)."""
    return piece.startswith("[") and piece.endswith("]") and len(piece) > len("[]")


def _spelled(piece: str) -> str:
    if _is_control(piece):
        return piece
    return piece[2:] if piece.startswith("##") else f"\u2581{piece}"


def _projection(files: Mapping[str, bytes]) -> dict[str, Field]:
    """The fields of the layer after the pooling; none if the model has no such layer."""
    if DENSE not in files:
        return {}
    dense = _read_safetensors(files[DENSE])
    weight, bias = dense["linear.weight"], dense["linear.bias"]
    if weight.ndim != 2 or bias.shape != weight.shape[:1]:  # noqa: PLR2004  # a matrix
        raise ValueError("its dense layer has no matrix")
    return {
        PROJECTION_WEIGHT: weight.astype("<f4").ravel(),
        PROJECTION_BIAS: bias.astype("<f4"),
    }
