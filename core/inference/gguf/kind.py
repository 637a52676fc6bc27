"""Tells which kind of model a GGUF file has, from its header."""

from pathlib import Path
from typing import Final

from scent.core.inference.gguf.generator_card import make_generator_card, why_silent
from scent.core.inference.gguf.header import read_header
from scent.core.inference.gguf.reranker_card import make_reranker_card

EMBEDDING: Final = "embedding"
RERANKER: Final = "reranker"
GENERATOR: Final = "generator"


def kind_of(path: Path) -> str:
    """The kind of a model: one of the three.

    Raises:
        ModelError: the file cannot be read, is damaged, or is of no known kind.
    """
    header = read_header(path)
    if not why_silent(header):
        make_generator_card(header, path.name)
        return GENERATOR
    return EMBEDDING if make_reranker_card(header, path.name) is None else RERANKER
