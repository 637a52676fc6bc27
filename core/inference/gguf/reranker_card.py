"""Read what the file of a reranker says about itself, and reject what would give wrong scores.

A reranker reads a query together with a passage and says how well the passage answers. Two kinds are known. A
*cross-encoder* has a head that gives a score for a pair of texts. A *generative* reranker is a language model that is
asked whether the passage answers, and whose next token is "yes" or "no"; its file has a head with the rows of these
two tokens, or the whole vocabulary. llama.cpp calls the pooling of both heads "rank".
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scent.core.inference.families import ranking_prompt
from scent.core.inference.gguf.card import RANK_POOLING, checked_context, damaged, names_of
from scent.core.inference.gguf.header import Header, read_header
from scent.errors import ModelError

# The prompt in a file, as llama.cpp's converter writes it.
_PROMPT: Final = "tokenizer.chat_template.rerank"
_QUERY: Final = "{query}"
_PASSAGE: Final = "{document}"
_HEAD: Final = "cls.weight"
_HEAD_OUTPUT: Final = "cls.output.weight"
# Their heads are a layer, tanh, and the layer that gives the score.
_TWO_LAYERS: Final = "bert"
_WORD_PIECES: Final = "bert"  # as `tokenizer.ggml.model` names them
_POOLINGS_OF_VECTORS: Final = frozenset({1, 2, 3})

_OTHER: Final = "use a cross-encoder such as bge-reranker-v2-m3, a Qwen3-Reranker, or an embedding model"


@dataclass(frozen=True, slots=True)
class RerankerCard:
    """A reranker as its file describes it.

    `prompt` asks a generative reranker about a query and a passage, which it names `{query}` and `{document}`; it is
    empty for a cross-encoder. `has_head` says whether rank pooling gives the score, or the two of yes and no.
    `context_tokens` is the longest input that it has positions for. `segments` says that the two texts of a pair have
    vectors of their own that are added to their tokens', as BERT has.
    """

    name: str
    architecture: str
    prompt: str
    has_head: bool
    context_tokens: int
    segments: bool


def read_reranker_card(path: Path) -> RerankerCard | None:
    """Read and check the header of a model file; None if it is that of an embedding model.

    Raises:
        ModelError: the file cannot be read, is damaged, or is neither a reranker nor an embedding model.
    """
    return make_reranker_card(read_header(path), path.name)


def make_reranker_card(header: Header, file: str) -> RerankerCard | None:
    """Make the card of a reranker from its header; `file` is the name of the file in errors. Pure.

    Raises:
        ModelError: see `read_reranker_card`.
    """
    architecture = header.text("general.architecture")
    if not architecture:
        raise damaged(file, "it does not name its architecture")
    names = names_of(header)
    pooling = header.number(f"{architecture}.pooling_type")
    prompt = header.text(_PROMPT) or ranking_prompt(names)
    if pooling in _POOLINGS_OF_VECTORS and not prompt:
        return None
    context = checked_context(header, architecture, file)
    ranks = pooling == RANK_POOLING
    if prompt:
        _check_prompt(prompt, file)
    elif ranks and header.flag(f"{architecture}.attention.causal") is False:
        _check_head(header, architecture, file)
    else:
        raise ModelError(
            f"{file} is a generative {architecture} model without a prompt that asks whether a passage answers",
            hint=_OTHER,
        )
    types = header.tensors.get("token_types.weight")
    return RerankerCard(
        name=names[0] if names else Path(file).stem,
        architecture=architecture,
        prompt=prompt,
        has_head=not prompt or (ranks and _HEAD_OUTPUT in header.tensors),
        context_tokens=context,
        segments=header.text("tokenizer.ggml.model") == _WORD_PIECES and types is not None and types.shape[-1] > 1,
    )


def _check_prompt(prompt: str, file: str) -> None:
    if prompt.count(_QUERY) != 1 or prompt.count(_PASSAGE) != 1:
        raise ModelError(
            f"the prompt for ranking in {file} does not name {_QUERY} and {_PASSAGE} once each",
            hint="convert the model again with a current llama.cpp, or choose another file",
        )


def _check_head(header: Header, architecture: str, file: str) -> None:
    """Reject a cross-encoder whose head is not whole, or gives more than one score.

    llama.cpp's converter drops the pooler of BERT's sequence classifiers, the first of the two layers of their head.
    Such a file loads, but its scores are not those of the model.
    """
    first, last = header.tensors.get(_HEAD), header.tensors.get(_HEAD_OUTPUT)
    if first is None and last is None:
        raise ModelError(f"{file} says that it is a reranker, but has no layer that gives a score", hint=_OTHER)
    classes = header.array_length(f"{architecture}.classifier.output_labels") or (last.shape[-1] if last else 1)
    if classes != 1:
        raise ModelError(f"{file} sorts pairs of texts into {classes} classes, and gives no score", hint=_OTHER)
    if architecture == _TWO_LAYERS and (first is None or last is None):
        raise ModelError(
            f"{file} was converted without the pooler of its head, so its scores are not those of the model",
            hint="use a file whose head is whole (cls and cls.output), such as those of bge-reranker",
        )
    width = header.number(f"{architecture}.embedding_length")
    if any(tensor is not None and tensor.shape[0] != width for tensor in (first, last)):
        raise damaged(file, f"its head does not read vectors of {width} numbers")
