"""Models as their makers publish them, in the files of sentence-transformers: safetensors, a vocabulary, a shape.

Owned here: such files of the bundled model, made of its GGUF file, and of a tiny model of the same architecture.
"""

import json
from collections.abc import Mapping

import numpy as np
import tiny_models
from gguf import GGUFReader
from gguf.quants import dequantize
from numpy.typing import NDArray

from scent.core.models.conversion.sentence_transformers import CONFIG, DENSE, VOCABULARY, WEIGHTS
from scent.core.models.source import BUNDLED

_OF_MODEL = {
    "token_embd": "embeddings.word_embeddings",
    "position_embd": "embeddings.position_embeddings",
    "token_types": "embeddings.token_type_embeddings",
    "token_embd_norm": "embeddings.LayerNorm",
}
_OF_LAYER = {
    "attn_q": "attention.self.query",
    "attn_k": "attention.self.key",
    "attn_v": "attention.self.value",
    "attn_output": "attention.output.dense",
    "attn_output_norm": "attention.output.LayerNorm",
    "ffn_up": "intermediate.dense",
    "ffn_down": "output.dense",
    "layer_output_norm": "output.LayerNorm",
}


def safetensors(tensors: Mapping[str, NDArray[np.float32]]) -> bytes:
    """A file of these float32 tensors."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name, values in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [offset, offset + values.nbytes]}
        offset += values.nbytes
    head = json.dumps(header).encode()
    return len(head).to_bytes(8, "little") + head + b"".join(values.tobytes() for values in tensors.values())


def dense(dims: int, width: int) -> dict[str, NDArray[np.float32]]:
    """A layer after the pooling."""
    weight, bias = ((dims, width), "projection.weight"), ((dims,), "projection.bias")
    return {f"linear.{name.partition('.')[2]}": tiny_models.values(name, shape) for shape, name in (weight, bias)}


def of_bundled() -> dict[str, bytes]:
    """The files of the bundled model, with what is left of its weights after 8 bits."""
    return _files(GGUFReader(BUNDLED))


def of_tiny(reader: GGUFReader, *, projected: int = 0) -> dict[str, bytes]:
    """The files of the tiny BERT that a GGUF file holds, with a layer after the pooling if `projected` is not 0."""
    files = _files(reader)
    if projected:
        files[DENSE] = safetensors(dense(projected, tiny_models.WIDTH))
    return files


def _files(reader: GGUFReader) -> dict[str, bytes]:
    tensors = {"pooler.dense.bias": np.zeros(3, np.float32)}  # makers leave it in the file
    for tensor in reader.tensors:
        tensors[_published(tensor.name)] = np.asarray(dequantize(tensor.data, tensor.tensor_type), np.float32)
    pieces = reader.fields["tokenizer.ggml.tokens"].contents()
    layers = int(reader.fields["bert.block_count"].contents())
    config = {
        "vocab_size": len(pieces),
        "max_position_embeddings": int(reader.fields["bert.context_length"].contents()),
        "hidden_size": int(reader.fields["bert.embedding_length"].contents()),
        "intermediate_size": int(reader.fields["bert.feed_forward_length"].contents()),
        "num_hidden_layers": layers,
        "num_attention_heads": int(reader.fields["bert.attention.head_count"].contents()),
        "layer_norm_eps": 1e-12,
    }
    vocabulary = "".join(f"{_piece(piece)}\n" for piece in pieces)
    return {CONFIG: json.dumps(config).encode(), VOCABULARY: vocabulary.encode(), WEIGHTS: safetensors(tensors)}


def _published(name: str) -> str:
    part, _, kind = name.rpartition(".")
    if part.startswith("blk."):
        _, layer, rest = part.split(".")
        return f"encoder.layer.{layer}.{_OF_LAYER[rest]}.{kind}"
    return f"{_OF_MODEL[part]}.{kind}"


def _piece(spelled: str) -> str:
    if spelled.startswith("\u2581"):
        return spelled[1:]
    return spelled if spelled.startswith("[") and len(spelled) > len("[]") else f"##{spelled}"
