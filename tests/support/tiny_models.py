"""Tiny random models in the GGUF format, for what the bundled model lacks: a few hundred kilobytes, made in no time.

Owned here: files that llama.cpp loads (or must not). The weights are noise from a fixed seed, so a model's vectors mean
nothing, and are the same each time.
"""

import itertools
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType, GGUFWriter, PoolingType, TokenType
from gguf.quants import dequantize, quantize
from numpy.typing import NDArray

WIDTH = 64
INNER = 128
HEADS = 4
HEAD = WIDTH // HEADS
LAYERS = 2
CONTEXT = 512
# Every sixth layer of EmbeddingGemma sees all of an input, and llama.cpp aborts where there is none that does.
GEMMA_LAYERS = 6
# What EmbeddingGemma's first projection widens to; the second one leads back.
WIDENED = 96

_WORDS = [
    "the",
    "a",
    "of",
    "and",
    "to",
    "in",
    "cat",
    "dog",
    "sat",
    "mat",
    "fog",
    "on",
    "how",
    "do",
    "i",
    "find",
    "my",
    "files",
    "by",
    "meaning",
    "hello",
    "world",
]
_LETTERS = [chr(code) for code in range(ord("!"), ord("~") + 1)]

Maker = Callable[[Path], Path]


def bert(
    path: Path,
    *,
    pooling: PoolingType | None = PoolingType.MEAN,
    tensors: Mapping[str, Sequence[int]] | None = None,
    **fields: object,
) -> Path:
    """A BERT with learned positions; `fields` override or add header fields, dots written as double underscores.

    `tensors` are the shapes of tensors that a BERT does not have.
    """
    shapes: dict[str, Sequence[int]] = {
        **(tensors or {}),
        "position_embd.weight": (CONTEXT, WIDTH),
        "token_types.weight": (2, WIDTH),
        **_norm("token_embd_norm"),
    }
    for layer in _layers():
        shapes |= {f"{layer}.attn_{part}.weight": (WIDTH, WIDTH) for part in ("q", "k", "v", "output")}
        shapes |= {f"{layer}.attn_{part}.bias": (WIDTH,) for part in ("q", "k", "v", "output")}
        shapes |= {f"{layer}.ffn_up.weight": (INNER, WIDTH), f"{layer}.ffn_up.bias": (INNER,)}
        shapes |= {f"{layer}.ffn_down.weight": (WIDTH, INNER), f"{layer}.ffn_down.bias": (WIDTH,)}
        shapes |= _norm(f"{layer}.attn_output_norm") | _norm(f"{layer}.layer_output_norm")
    own = {"bert.attention.causal": False, "bert.attention.layer_norm_epsilon": 1e-12}
    return _write(path, "bert", pooling, own | _wordpiece() | _named(fields), shapes)


def projected(path: Path, *, dims: int = WIDENED, **fields: object) -> Path:
    """A BERT that ends with a projection, as mdbr-leaf-ir does."""
    own = {
        "scent.projection.weight": values("projection.weight", (dims, WIDTH)).ravel().tolist(),
        "scent.projection.bias": values("projection.bias", (dims,)).tolist(),
    }
    return bert(path, **(own | _named(fields)))


def cross_encoder(
    path: Path,
    *,
    pooler: bool = True,
    classes: int = 1,
    extra: Mapping[str, Sequence[int]] | None = None,
    **fields: object,
) -> Path:
    """A BERT with the head of a sequence classifier: the pooler and a layer that gives the scores.

    `extra` are the shapes of tensors that it does not have; `fields` are as in `bert`.
    """
    tensors = {**_head(pooler=pooler, classes=classes), **(extra or {})}
    return bert(path, pooling=PoolingType.RANK, tensors=tensors, **fields)


def _head(*, pooler: bool = True, classes: int = 1) -> dict[str, Sequence[int]]:
    first = {"cls.weight": (WIDTH, WIDTH), "cls.bias": (WIDTH,)} if pooler else {}
    return {**first, "cls.output.weight": (classes, WIDTH), "cls.output.bias": (classes,)}


def roberta_cross_encoder(path: Path) -> Path:
    """A RoBERTa with such a head, which ends the first of two texts twice."""
    return roberta(path, pooling=PoolingType.RANK, tensors=_head(), tokenizer__ggml__add_sep_token=True)


def roberta(
    path: Path,
    *,
    pooling: PoolingType = PoolingType.CLS,
    tensors: Mapping[str, Sequence[int]] | None = None,
    **own: object,
) -> Path:
    """A RoBERTa as granite-embedding-30m-english is one: a BERT that reads bytes and takes the first token's vector.

    `pooling`, `tensors` and other fields are as in `bert`.
    """
    fields = (
        dict.fromkeys(_wordpiece())
        | _bytes()
        | {
            "tokenizer.ggml.pre": "gpt-2",
            "tokenizer.ggml.token_type_count": 2,
            "tokenizer.ggml.bos_token_id": len(_bytes()["tokenizer.ggml.tokens"]) - 1,
            "tokenizer.ggml.add_bos_token": True,
            "tokenizer.ggml.add_eos_token": True,
        }
    )
    return bert(path, pooling=pooling, tensors=tensors, **(fields | own))


def nomic_bert(path: Path, *, pooling: PoolingType = PoolingType.MEAN) -> Path:
    """A long-context encoder with rotary positions."""
    tensors: dict[str, Sequence[int]] = {"token_types.weight": (2, WIDTH), **_norm("token_embd_norm")}
    for layer in _layers():
        tensors |= {f"{layer}.attn_qkv.weight": (3 * WIDTH, WIDTH), f"{layer}.attn_output.weight": (WIDTH, WIDTH)}
        tensors |= {f"{layer}.ffn_{part}.weight": (INNER, WIDTH) for part in ("up", "gate")}
        tensors |= {f"{layer}.ffn_down.weight": (WIDTH, INNER)}
        tensors |= _norm(f"{layer}.attn_output_norm") | _norm(f"{layer}.layer_output_norm")
    fields = {
        "nomic-bert.attention.causal": False,
        "nomic-bert.attention.layer_norm_epsilon": 1e-12,
        "nomic-bert.rope.freq_base": 1000.0,
        "nomic-bert.context_length": 2048,
    }
    return _write(path, "nomic-bert", pooling, fields | _wordpiece(), tensors)


def qwen3(
    path: Path,
    *,
    pooling: PoolingType | None = PoolingType.LAST,
    tensors: Mapping[str, Sequence[int] | NDArray[np.float32]] | None = None,
    **fields: object,
) -> Path:
    """A causal model, as Qwen3-Embedding is one: it pools the last token, which it puts there itself.

    `tensors` and `fields` are as in `bert`.
    """
    tensors = {**(tensors or {}), "output_norm.weight": (WIDTH,)}
    for layer in _layers():
        tensors |= _decoder_layer(layer) | {f"{layer}.attn_{part}_norm.weight": (HEAD,) for part in "qk"}
    own = _rotary("qwen3") | _bytes() | {"tokenizer.ggml.add_eos_token": True}
    return _write(path, "qwen3", pooling, own | _named(fields), tensors)


PROMPT = (
    "<|im_start|>Does it answer? yes or no\nQuery: {query}\nDocument: {document}<|im_end|>\n<think>\n\n</think>\n\n"
)


def generative_reranker(
    path: Path, *, head: bool = False, prompt: str | None = PROMPT, name: str = "", **fields: object
) -> Path:
    """A Qwen3 whose next token is to be yes or no, with the prompt in its file.

    With a head, the rows of both, as the vocabulary has them, are its classes. `fields` are as in `bert`.
    """
    letters = _bytes()
    words = ["ye", "yes", "no"]
    markers = ["<|im_start|>", "<|im_end|>", "<think>", "</think>"]
    own = {
        "tokenizer.ggml.tokens": [*letters["tokenizer.ggml.tokens"], *words, *markers],
        "tokenizer.ggml.merges": [*letters["tokenizer.ggml.merges"], "y e", "ye s", "n o"],
        "tokenizer.ggml.token_type": [
            *letters["tokenizer.ggml.token_type"],
            *[TokenType.NORMAL] * len(words),
            *[TokenType.CONTROL] * len(markers),
        ],
        "tokenizer.chat_template.rerank": prompt,
        "general.basename": name or None,
    }
    if head:
        own["qwen3.classifier.output_labels"] = ["yes", "no"]
        words = own["tokenizer.ggml.tokens"]
        vocabulary = values("token_embd.weight", (len(words), WIDTH))
        tensors = {"cls.output.weight": vocabulary[[words.index("yes"), words.index("no")]]}
        return qwen3(path, pooling=PoolingType.RANK, tensors=tensors, **(own | _named(fields)))
    return qwen3(path, pooling=None, **(own | _named(fields)))


CHATML = "{% for m in messages %}<|im_start|>{{m.role}}\n{{m.content}}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"


def writer(path: Path, template: str = CHATML, **fields: object) -> Path:
    """A model that answers messages in this template, with long inputs; `fields` are as in `bert`."""
    own = {"tokenizer__chat_template": template, "qwen3__context_length": 4096}
    return generative_reranker(path, prompt=None, name="", **(own | fields))


def scripted(path: Path, pieces: Sequence[str], template: str = CHATML) -> Path:
    """A model that answers any messages with these pieces of text, each different from the others.

    Each piece is a token. The layers add nothing, so the next token depends on the last one alone: the line end of the
    template is followed by the first piece, a piece by the next, and the last one by the end.
    """
    plain = _bytes()
    spelt = {byte: plain["tokenizer.ggml.tokens"][number] for number, byte in enumerate(_byte_order())}
    markers = ["<|im_start|>", "<|im_end|>"]
    script = ["".join(spelt[byte] for byte in piece.encode()) for piece in pieces]
    tokens = [*plain["tokenizer.ggml.tokens"], *script, *markers]
    kinds = [*plain["tokenizer.ggml.token_type"], *[TokenType.NORMAL] * len(script), *[TokenType.CONTROL] * 2]
    rows = np.random.default_rng(0).standard_normal((len(tokens), WIDTH)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    chain = [tokens.index(spelt[ord("\n")]), *map(tokens.index, script), tokens.index("<|endoftext|>")]
    following = np.zeros_like(rows)
    for token, after in itertools.pairwise(chain):
        following[after] = rows[token]
    shapes: dict[str, Any] = {"output_norm.weight": np.ones(WIDTH, np.float32), "output.weight": following}
    for layer in _layers():
        sizes = _decoder_layer(layer) | {f"{layer}.attn_{part}_norm.weight": (HEAD,) for part in "qk"}
        shapes |= {name: np.zeros(size, np.float32) for name, size in sizes.items()}
    own = {
        **_rotary("qwen3"),
        **plain,
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.chat_template": template or None,
        "qwen3.context_length": 4096,
    }
    return _write(path, "qwen3", None, own, {**shapes, "token_embd.weight": rows})


def llama(path: Path) -> Path:
    """A generative model without a template for messages, which somebody may take for an embedding model."""
    tensors: dict[str, Sequence[int]] = {"output_norm.weight": (WIDTH,)}
    for layer in _layers():
        tensors |= _decoder_layer(layer)
    return _write(path, "llama", None, _rotary("llama") | _pieces(), tensors)


def gemma(path: Path, *, dense: bool = True, layers: int = GEMMA_LAYERS, prompt: str | None = None) -> Path:
    """An EmbeddingGemma, with or without the two projections that finish its vectors; `prompt` asks it to rank."""
    tensors: dict[str, Sequence[int]] = {"output_norm.weight": (WIDTH,)}
    for layer in _layers(layers):
        tensors |= _decoder_layer(layer) | {f"{layer}.attn_{part}_norm.weight": (HEAD,) for part in "qk"}
        tensors |= {f"{layer}.post_{part}_norm.weight": (WIDTH,) for part in ("attention", "ffw")}
    fields: dict[str, Any] = _rotary("gemma-embedding") | _pieces() | {"gemma-embedding.block_count": layers}
    fields |= {"gemma-embedding.attention.sliding_window": 64, "gemma-embedding.attention.causal": False}
    if prompt:
        fields |= _pieces(["\u2581y", "\u2581ye", "\u2581yes", "\u2581n", "\u2581no"]) | {
            "tokenizer.chat_template.rerank": prompt
        }
    if dense:
        tensors |= {"dense_2.weight": (WIDENED, WIDTH), "dense_3.weight": (WIDTH, WIDENED)}
        sizes = {"2_feat_in": WIDTH, "2_feat_out": WIDENED, "3_feat_in": WIDENED, "3_feat_out": WIDTH}
        fields |= {f"gemma-embedding.dense_{name}": size for name, size in sizes.items()}
    return _write(path, "gemma-embedding", PoolingType.MEAN, fields, tensors)


def words_of_bert() -> int:
    """The size of the vocabulary of a tiny BERT."""
    return len(_wordpiece()["tokenizer.ggml.tokens"])


def values(name: str, shape: Sequence[int]) -> NDArray[np.float32]:
    """The tensor `name` of any tiny model: noise, but for norms, which scale by about 1."""
    noise = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(shape, np.float32)
    if "norm" in name:
        return noise * np.float32(0.1) + np.float32(name.endswith(".weight"))
    return noise * np.float32(shape[-1] ** -0.5)


def _write(
    path: Path, architecture: str, pooling: PoolingType | None, fields: Mapping[str, Any], shapes: Mapping[str, Any]
) -> Path:
    """Write a model; an architecture's usual numbers come first, `fields` override them."""
    common: dict[str, Any] = {
        f"{architecture}.context_length": CONTEXT,
        f"{architecture}.embedding_length": WIDTH,
        f"{architecture}.feed_forward_length": INNER,
        f"{architecture}.block_count": LAYERS,
        f"{architecture}.attention.head_count": HEADS,
    }
    if pooling is not None:
        common[f"{architecture}.pooling_type"] = int(pooling)
    writer = GGUFWriter(path, architecture)
    writer.add_name(path.stem)
    fields = common | dict(fields)
    for key, value in fields.items():
        if value is not None:
            _add(writer, key, value)
    vocabulary = len(fields["tokenizer.ggml.tokens"] or ["none"])
    for name, shape in ({"token_embd.weight": (vocabulary, WIDTH)} | dict(shapes)).items():
        writer.add_tensor(name, shape if isinstance(shape, np.ndarray) else values(name, shape))
    return finished(writer, path)


def finished(writer: GGUFWriter, path: Path) -> Path:
    """The file, with what the writer was given."""
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add(writer: GGUFWriter, key: str, value: object) -> None:
    match value:
        case bool():
            writer.add_bool(key, value)
        case int():
            writer.add_uint32(key, value)
        case float():
            writer.add_float32(key, value)
        case str():
            writer.add_key_value(key, value, GGUFValueType.STRING)
        case _:
            writer.add_array(key, value)


def _named(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key.replace("__", "."): value for key, value in fields.items()}


def _layers(count: int = LAYERS) -> list[str]:
    return [f"blk.{number}" for number in range(count)]


def _norm(name: str) -> dict[str, Sequence[int]]:
    return {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}


def _decoder_layer(layer: str) -> dict[str, Sequence[int]]:
    """A layer as Llama has it; its kin add norms."""
    shapes: dict[str, Sequence[int]] = {
        f"{layer}.attn_{part}.weight": (WIDTH, WIDTH) for part in ("q", "k", "v", "output")
    }
    shapes |= {f"{layer}.ffn_{part}.weight": (INNER, WIDTH) for part in ("gate", "up")}
    return shapes | {
        f"{layer}.ffn_down.weight": (WIDTH, INNER),
        f"{layer}.attn_norm.weight": (WIDTH,),
        f"{layer}.ffn_norm.weight": (WIDTH,),
    }


def _rotary(architecture: str) -> dict[str, Any]:
    return {
        f"{architecture}.attention.head_count_kv": HEADS,
        f"{architecture}.attention.key_length": HEAD,
        f"{architecture}.attention.value_length": HEAD,
        f"{architecture}.attention.layer_norm_rms_epsilon": 1e-6,
        f"{architecture}.rope.dimension_count": HEAD,
        f"{architecture}.rope.freq_base": 10000.0,
    }


def _wordpiece() -> dict[str, Any]:
    """A BERT vocabulary: words, and letters that open a word or go on with one."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = dict.fromkeys([f"\u2581{word}" for word in [*_WORDS, *_LETTERS]] + _LETTERS)
    return {
        "tokenizer.ggml.model": "bert",
        "tokenizer.ggml.token_type_count": 2,
        "tokenizer.ggml.tokens": special + list(words),
        "tokenizer.ggml.token_type": [TokenType.CONTROL] * len(special) + [TokenType.NORMAL] * len(words),
        "tokenizer.ggml.padding_token_id": 0,
        "tokenizer.ggml.unknown_token_id": 1,
        "tokenizer.ggml.bos_token_id": 2,
        "tokenizer.ggml.seperator_token_id": 3,  # the specification's own spelling
        "tokenizer.ggml.mask_token_id": 4,
    }


def _pieces(more: Sequence[str] = ()) -> dict[str, Any]:
    """A SentencePiece vocabulary: words, of which there may be more, letters, and every byte."""
    special = ["<pad>", "<eos>", "<bos>", "<unk>"]
    letters = dict.fromkeys([f"\u2581{word}" for word in _WORDS] + ["\u2581", *_LETTERS, *more])
    raw = [f"<0x{byte:02X}>" for byte in range(256)]
    count = len(special) + len(letters) + len(raw)
    kinds = [TokenType.CONTROL] * 3 + [TokenType.UNKNOWN] + [TokenType.NORMAL] * len(letters)
    return {
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": [*special, *letters, *raw],
        "tokenizer.ggml.scores": [-float(number) for number in range(count)],
        "tokenizer.ggml.token_type": kinds + [TokenType.BYTE] * len(raw),
        "tokenizer.ggml.padding_token_id": 0,
        "tokenizer.ggml.eos_token_id": 1,
        "tokenizer.ggml.bos_token_id": 2,
        "tokenizer.ggml.unknown_token_id": 3,
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.add_eos_token": True,
    }


def _byte_order() -> list[int]:
    """The bytes in the order of the vocabulary: those that stand for themselves first."""
    plain = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [*plain, *(byte for byte in range(256) if byte not in plain)]


def _bytes() -> dict[str, Any]:
    """A byte-level vocabulary as GPT-2 spells it: printable bytes stand for themselves, others move above 255."""
    plain = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    moved = len(set(range(256)) - set(plain))
    letters = [chr(code) for code in plain] + [chr(256 + number) for number in range(moved)]
    tokens = [*letters, "th", "the", "<|endoftext|>"]
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "qwen2",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.merges": ["t h", "th e"],
        "tokenizer.ggml.token_type": [TokenType.NORMAL] * (len(tokens) - 1) + [TokenType.CONTROL],
        "tokenizer.ggml.eos_token_id": len(tokens) - 1,
        "tokenizer.ggml.padding_token_id": len(tokens) - 1,
        "tokenizer.ggml.add_bos_token": False,
    }


def unquantized(source: Path, path: Path, kind: GGMLQuantizationType) -> Path:
    """The model in `source` with its Q8_0 matrices written as `kind` (F32, F16 or BF16): the same weights."""
    reader = GGUFReader(source)
    writer = GGUFWriter(path, str(reader.fields["general.architecture"].contents()))
    for name, field in reader.fields.items():
        if not name.startswith("GGUF.") and name != "general.architecture":
            subtype = field.types[-1] if len(field.types) > 1 else None
            writer.add_key_value(name, field.contents(), field.types[0], subtype)
    for tensor in reader.tensors:
        if tensor.tensor_type == GGMLQuantizationType.Q8_0:
            plain = quantize(dequantize(tensor.data, tensor.tensor_type), kind)
            writer.add_tensor(tensor.name, plain, raw_dtype=kind)
        else:
            writer.add_tensor(tensor.name, tensor.data)
    return finished(writer, path)
