"""Read what a model file says about itself, and reject what scent cannot serve, before a C library sees the file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scent.core.inference.families import find_family, listed_name
from scent.core.inference.gguf.header import Header, read_header
from scent.errors import ModelError

# `<arch>.pooling_type`, numbered as in llama.h.
_POOLINGS: Final = {1: "mean", 2: "cls", 3: "last"}
_NO_POOLING: Final = 0
RANK_POOLING: Final = 4

# Models with an encoder and a decoder: an embedding would have to choose one of the two.
ENCODER_DECODER: Final = frozenset({"t5"})
# The projections that finish a vector of EmbeddingGemma.
_GEMMA: Final = "gemma-embedding"
_GEMMA_DENSE: Final = ("dense_2.weight", "dense_3.weight")
_BERT: Final = "bert"

# The layer that scent applies itself: see `scent.core.inference.gguf.projection`.
PROJECTION_WEIGHT: Final = "scent.projection.weight"
PROJECTION_BIAS: Final = "scent.projection.bias"

# Above any published model, and below what would exhaust memory before llama.cpp notices that the
# tensors do not match.
_MAX_LAYERS: Final = 512
_MAX_WIDTH: Final = 1 << 17
_MAX_CONTEXT: Final = 1 << 24

_OTHER_MODEL: Final = "choose an embedding model in GGUF format, such as all-MiniLM-L6-v2, bge or nomic-embed-text"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model as its file describes it.

    `pooling` is mean, cls or last, or static: see `EmbeddingModel`. In a `causal` model, a token sees
    only the tokens before it. `context_tokens` is the longest input that the model has positions for,
    `trained_tokens` the longest input that it was trained on; both include special tokens. `projected`
    is the length of a vector after the projection that scent applies itself, 0 if there is none.
    """

    name: str
    architecture: str
    pooling: str
    causal: bool
    context_tokens: int
    trained_tokens: int
    query_prompt: str
    document_prompt: str
    projected: int = 0


def read_card(path: Path) -> ModelCard:
    """Read and check the header of a model file.

    Raises:
        ModelError: the file cannot be read, is damaged or is not an embedding model.
    """
    return make_card(read_header(path), path.name)


def make_card(header: Header, file: str) -> ModelCard:
    """Make the card of a model from its header; `file` is the name of the file in errors. Pure.

    Raises:
        ModelError: the header is damaged, or is not that of an embedding model.
    """
    architecture = header.text("general.architecture")
    if not architecture:
        raise damaged(file, "it does not name its architecture")
    pooling = _pooling(header, architecture, file)
    context = checked_context(header, architecture, file)
    _check_projections(header, architecture, file)
    names = names_of(header)
    family = find_family(names)
    if family.projected and not header.floats(PROJECTION_BIAS):
        raise ModelError(
            f"{file} was converted without the projection at the end of the model",
            hint=f"get the whole model with: scent models pull {listed_name(names)}",
        )
    trained = header.number("scent.trained_tokens") or family.trained_tokens or context
    query, document = header.text("scent.prompt.query"), header.text("scent.prompt.document")
    causal = header.flag(f"{architecture}.attention.causal")
    return ModelCard(
        name=names[0] if names else Path(file).stem,
        architecture=architecture,
        pooling=pooling,
        causal=True if causal is None else causal,
        context_tokens=context,
        trained_tokens=max(1, min(trained, context)),
        query_prompt=family.query_prompt if query is None else query,
        document_prompt=family.document_prompt if document is None else document,
        projected=_projected(header, architecture, file),
    )


def names_of(header: Header) -> list[str]:
    """What the file calls the model, the best name first."""
    return [name for key in ("general.name", "general.basename") if (name := header.text(key))]


def checked_context(header: Header, architecture: str, file: str) -> int:
    """The longest input that the model has positions for, after a check of its vocabulary and its numbers.

    Raises:
        ModelError: they could crash a C library, or the model has no vocabulary.
    """
    _check_tokenizer(header, file)
    _check_shape(header, architecture, file)
    return _bounded_number(header, f"{architecture}.context_length", _MAX_CONTEXT, file)


def _pooling(header: Header, architecture: str, file: str) -> str:
    """How the model makes one vector from many; raises ModelError if it does not."""
    kind = header.number(f"{architecture}.pooling_type")
    if architecture in ENCODER_DECODER:
        message = f"{file} is an encoder-decoder model ({architecture}), made to rewrite text"
    elif kind == RANK_POOLING:
        message = f"{file} is a reranker: it scores pairs of texts and makes no vectors"
        raise ModelError(message, hint="use it with scent search --rerank, beside an embedding model")
    elif kind is None or kind == _NO_POOLING:
        message = f"{file} is a generative {architecture} model: it does not say how to make one vector of a text"
    elif kind not in _POOLINGS:
        message = f"{file} has an unknown pooling (type {kind})"
    else:
        return _POOLINGS[kind]
    raise ModelError(message, hint=_OTHER_MODEL)


def _check_tokenizer(header: Header, file: str) -> None:
    model = header.text("tokenizer.ggml.model")
    tokens = header.array_length("tokenizer.ggml.tokens")
    if not tokens or model in {None, "none", "no_vocab"}:
        raise ModelError(
            f"{file} has no tokenizer, so it cannot read text",
            hint="convert the model again, with its tokenizer, or choose another file",
        )
    for name in ("scores", "token_type"):
        length = header.array_length(f"tokenizer.ggml.{name}")
        if length not in {0, tokens}:
            raise damaged(file, f"it has {tokens} tokens and {length} values of tokenizer.ggml.{name}")


def _check_shape(header: Header, architecture: str, file: str) -> None:
    """Reject numbers that would make a C library divide by zero or ask for more memory than there is."""
    _bounded_number(header, f"{architecture}.block_count", _MAX_LAYERS, file)
    width = _bounded_number(header, f"{architecture}.embedding_length", _MAX_WIDTH, file)
    key = f"{architecture}.attention.head_count"
    if header.array_length(key):
        return  # one number per layer, in models whose layers differ
    heads = _bounded_number(header, key, width, file)
    if header.number(f"{architecture}.attention.key_length") is None and width % heads:
        raise damaged(file, f"{width} dimensions cannot be divided among {heads} heads")
    groups = header.number(f"{architecture}.attention.head_count_kv")
    if groups is not None and (groups < 1 or heads % groups):
        raise damaged(file, f"{heads} heads cannot be divided among {groups} groups")


def _bounded_number(header: Header, key: str, most: int, file: str) -> int:
    value = header.number(key)
    if value is None or not 1 <= value <= most:
        raise damaged(file, f"{key} is {'missing' if value is None else value}")
    return value


def _check_projections(header: Header, architecture: str, file: str) -> None:
    """Reject an EmbeddingGemma file without its last two layers.

    Many such files are published. They load, but their vectors are not those of the model: answers
    get worse, and nobody can see why.
    """
    if architecture == _GEMMA and not all(name in header.tensors for name in _GEMMA_DENSE):
        raise ModelError(
            f"{file} was converted without the two projections at the end of EmbeddingGemma",
            hint="use a file that has dense_2 and dense_3 (convert with --sentence-transformers-dense-modules)",
        )


def _projected(header: Header, architecture: str, file: str) -> int:
    """The length of a vector after the projection in the file, 0 if the model has none.

    Raises:
        ModelError: the projection is damaged, or of a kind that neither llama.cpp nor scent applies.
    """
    if architecture == _BERT and any(name.startswith("dense_") for name in header.tensors):
        # llama.cpp would reject the file for a wrong number of tensors.
        raise ModelError(
            f"{file} ends with a layer that this scent's llama.cpp does not apply",
            hint="use the file that scent models pull makes, if the model is in the list of scent models",
        )
    bias, weight = header.floats(PROJECTION_BIAS), header.floats(PROJECTION_WEIGHT)
    if bias is None and weight is None:
        return 0
    width = header.number(f"{architecture}.embedding_length")
    if bias is None or weight is None or not bias.length or weight.length != bias.length * (width or 0):
        raise damaged(file, "the sizes of its projection do not match")
    return bias.length


def damaged(file: str, reason: str) -> ModelError:
    """The error for a file whose parts do not fit together."""
    return ModelError(f"{file} is damaged: {reason}", hint="download or copy the file again")
