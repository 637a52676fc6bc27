"""What a model file says about itself, and whether scent can serve it: judged before a C library sees the file.

Owned here: the meaning of a GGUF header.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scent.core.inference.families import family
from scent.core.inference.gguf import Header, read_header
from scent.errors import ModelError

# `<arch>.pooling_type`, as llama.h numbers them.
_POOLINGS: Final = {1: "mean", 2: "cls", 3: "last"}
_NO_POOLING: Final = 0
_RANK: Final = 4

# Models of two halves, of which an embedding would need to know which one to read.
_ENCODER_DECODER: Final = frozenset({"t5"})
# The projections that finish a vector of EmbeddingGemma.
_GEMMA: Final = "gemma-embedding"
_GEMMA_DENSE: Final = ("dense_2.weight", "dense_3.weight")

# Above any published model, below what would exhaust memory before llama.cpp finds that the tensors do not match.
_MOST_LAYERS: Final = 512
_LARGEST_WIDTH: Final = 1 << 17
_LONGEST_CONTEXT: Final = 1 << 24

_OTHER_MODEL: Final = "Choose an embedding model in GGUF format, such as all-MiniLM-L6-v2, bge or nomic-embed-text."


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model as its file describes it.

    `pooling` is mean, cls or last; `causal` models see only what stands before a token; `context_tokens` is the longest
    input that the model has positions for, `trained_tokens` the longest it was trained on, special tokens included.
    """

    name: str
    architecture: str
    pooling: str
    causal: bool
    context_tokens: int
    trained_tokens: int
    query_prompt: str
    document_prompt: str


def read_card(path: Path) -> ModelCard:
    """Read and judge a model file's header.

    Raises:
        ModelError: The file is no model that gives embeddings of text, or is damaged.
    """
    return judge(read_header(path), path.name)


def judge(header: Header, file: str) -> ModelCard:
    """Make the card of a model from its header; `file` names it in errors. Pure.

    Raises:
        ModelError: The header is not one of a model that gives embeddings of text, or makes no sense.
    """
    architecture = header.text("general.architecture")
    if not architecture:
        raise _damaged(file, "it does not say what architecture it has")
    pooling = _pooling(header, architecture, file)
    _check_tokenizer(header, file)
    _check_shape(header, architecture, file)
    _check_projections(header, architecture, file)
    context = _within(header, f"{architecture}.context_length", _LONGEST_CONTEXT, file)
    names = [name for key in ("general.name", "general.basename") if (name := header.text(key))]
    known = family(names)
    trained = header.number("scent.trained_tokens") or known.trained_tokens or context
    query, document = header.text("scent.prompt.query"), header.text("scent.prompt.document")
    causal = header.flag(f"{architecture}.attention.causal")
    return ModelCard(
        name=names[0] if names else Path(file).stem,
        architecture=architecture,
        pooling=pooling,
        causal=True if causal is None else causal,
        context_tokens=context,
        trained_tokens=max(1, min(trained, context)),
        query_prompt=known.query_prompt if query is None else query,
        document_prompt=known.document_prompt if document is None else document,
    )


def _pooling(header: Header, architecture: str, file: str) -> str:
    """How the model makes one vector of many, or why it does not."""
    kind = header.number(f"{architecture}.pooling_type")
    if architecture in _ENCODER_DECODER:
        raise ModelError(
            f"{file} is an encoder-decoder model ({architecture}), made to rewrite text", hint=_OTHER_MODEL
        )
    if kind == _RANK:
        raise ModelError(
            f"{file} is a reranker: it scores pairs of texts and gives no vectors to search", hint=_OTHER_MODEL
        )
    if kind is None or kind == _NO_POOLING:
        raise ModelError(
            f"{file} is a generative {architecture} model: it does not say how to make one vector of a text",
            hint=_OTHER_MODEL,
        )
    if kind not in _POOLINGS:
        raise ModelError(f"{file} pools in a way that is not known here (type {kind})", hint=_OTHER_MODEL)
    return _POOLINGS[kind]


def _check_tokenizer(header: Header, file: str) -> None:
    model = header.text("tokenizer.ggml.model")
    tokens = header.length("tokenizer.ggml.tokens")
    if not tokens or model in {None, "none", "no_vocab"}:
        raise ModelError(
            f"{file} has no tokenizer, so no text can be put into it",
            hint="Convert the model again, with its tokenizer, or choose another file.",
        )
    for name in ("scores", "token_type"):
        length = header.length(f"tokenizer.ggml.{name}")
        if length not in {0, tokens}:
            raise _damaged(file, f"it has {tokens} tokens and {length} values of tokenizer.ggml.{name}")


def _check_shape(header: Header, architecture: str, file: str) -> None:
    """Refuse numbers with which a C library would divide by zero, or ask for more memory than there is."""
    _within(header, f"{architecture}.block_count", _MOST_LAYERS, file)
    width = _within(header, f"{architecture}.embedding_length", _LARGEST_WIDTH, file)
    key = f"{architecture}.attention.head_count"
    if header.length(key):
        return  # one number a layer, in models of mixed layers
    heads = _within(header, key, width, file)
    if header.number(f"{architecture}.attention.key_length") is None and width % heads:
        raise _damaged(file, f"{width} dimensions cannot be shared among {heads} heads")
    grouped = header.number(f"{architecture}.attention.head_count_kv")
    if grouped is not None and (grouped < 1 or heads % grouped):
        raise _damaged(file, f"{heads} heads cannot be shared among {grouped} groups")


def _within(header: Header, key: str, most: int, file: str) -> int:
    value = header.number(key)
    if value is None or not 1 <= value <= most:
        raise _damaged(file, f"{key} is {'missing' if value is None else value}")
    return value


def _check_projections(header: Header, architecture: str, file: str) -> None:
    """Refuse an EmbeddingGemma without its last two layers.

    Many such files are about. They load, and give vectors that are not the model's: worse answers, for no reason that
    anybody could see.
    """
    if architecture == _GEMMA and not all(name in header.tensors for name in _GEMMA_DENSE):
        raise ModelError(
            f"{file} was converted without the two projections that finish a vector of EmbeddingGemma",
            hint="Use a file that has dense_2 and dense_3 (convert with --sentence-transformers-dense-modules).",
        )


def _damaged(file: str, reason: str) -> ModelError:
    return ModelError(f"{file} is damaged: {reason}", hint="Download or copy the file again.")
