"""Read what the file of a language model says about itself, and reject what writes no text.

Such a model is called a *writer* where users choose one.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scent.core.inference.families import ranking_prompt
from scent.core.inference.gguf.card import ENCODER_DECODER, RANK_POOLING, checked_context, damaged, names_of
from scent.core.inference.gguf.header import Header, read_header
from scent.errors import ModelError

_TEMPLATE: Final = "tokenizer.chat_template"
_RANKING_TEMPLATE: Final = "tokenizer.chat_template.rerank"
_POOLINGS_OF_VECTORS: Final = frozenset({1, 2, 3})
_BYTES_OF_A_NUMBER: Final = 2  # keys and values are kept as 16-bit floats
# No model keeps more for a token: 512 layers of 32,768 numbers each, for keys and for values.
_MOST_BYTES_OF_A_TOKEN: Final = 1 << 26

_OTHER: Final = "choose a chat model in GGUF format, such as Qwen2.5-1.5B-Instruct"


@dataclass(frozen=True, slots=True)
class GeneratorCard:
    """A language model as its file describes it.

    `template` is its chat template, in Jinja; empty for a model that was not trained to chat. `context_tokens` is the
    longest text that it has positions for, and `token_bytes` what it keeps in memory of each token of that text.
    """

    name: str
    architecture: str
    template: str
    context_tokens: int
    token_bytes: int


def read_generator_card(path: Path) -> GeneratorCard:
    """Read and check the header of a model file.

    Raises:
        ModelError: the file cannot be read, is damaged, or is not a model that writes text.
    """
    return make_generator_card(read_header(path), path.name)


def make_generator_card(header: Header, file: str) -> GeneratorCard:
    """Make the card of a language model from its header; `file` is the name of the file in errors. Pure.

    Raises:
        ModelError: see `read_generator_card`.
    """
    architecture = header.text("general.architecture")
    if not architecture:
        raise damaged(file, "it does not name its architecture")
    if reason := why_silent(header):
        raise ModelError(f"{file} is {reason}, and writes no text", hint=_OTHER)
    names = names_of(header)
    return GeneratorCard(
        name=names[0] if names else Path(file).stem,
        architecture=architecture,
        template=header.text(_TEMPLATE) or "",
        context_tokens=checked_context(header, architecture, file),
        token_bytes=_token_bytes(header, architecture),
    )


def why_silent(header: Header) -> str:
    """What a model is instead of one that writes text; empty if it is one."""
    architecture = header.text("general.architecture") or ""
    pooling = header.number(f"{architecture}.pooling_type")
    if pooling == RANK_POOLING or header.text(_RANKING_TEMPLATE) or ranking_prompt(names_of(header)):
        return "a reranker: it scores pairs of texts"
    if pooling in _POOLINGS_OF_VECTORS:
        return "an embedding model: it makes vectors"
    if architecture in ENCODER_DECODER:
        return f"an encoder-decoder model ({architecture})"
    if header.flag(f"{architecture}.attention.causal") is False:
        return f"an encoder ({architecture}): it reads whole texts"
    return ""


def _token_bytes(header: Header, architecture: str) -> int:
    """What the keys and the values of one token take, in bytes; a guess from above where the layers differ."""
    layers = header.number(f"{architecture}.block_count") or 1
    width = header.number(f"{architecture}.embedding_length") or 1
    heads = header.number(f"{architecture}.attention.head_count")
    groups = header.number(f"{architecture}.attention.head_count_kv") or heads
    if not heads or not groups:
        return min(2 * layers * width * _BYTES_OF_A_NUMBER, _MOST_BYTES_OF_A_TOKEN)
    sizes = [header.number(f"{architecture}.attention.{part}_length") or width // heads for part in ("key", "value")]
    return max(1, min(layers * groups * sum(sizes) * _BYTES_OF_A_NUMBER, _MOST_BYTES_OF_A_TOKEN))
