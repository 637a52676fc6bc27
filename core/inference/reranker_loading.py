"""Load a reranker of the kind that its file has."""

from pathlib import Path

from scent.core.inference.cross_encoder import CrossEncoder
from scent.core.inference.gguf.reranker_card import read_reranker_card
from scent.core.inference.reranker import Reranker
from scent.core.inference.yes_no import YesNo
from scent.errors import ModelError


def open_trusted(path: Path) -> Reranker:
    """Load a reranker from a file that was probed and has not changed since.

    Raises:
        ModelError: the file is missing, damaged or not a reranker.
    """
    card = read_reranker_card(path)
    if card is None:
        raise ModelError(f"{path.name} is an embedding model, not a reranker")
    return YesNo(path, card) if card.prompt else CrossEncoder(path, card)
