"""Rerankers in GGUF files: tells whether a file is one, tries it before it is loaded here, and loads it.

As with embedding models, a file that the user names is probed in a process of its own (`scent.core.inference.probe`).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from scent.core.model_place import Place
from scent.core.models import gguf_file
from scent.errors import ModelError

if TYPE_CHECKING:
    from scent.core.inference.reranker import Reranker


def is_reranker(place: Place) -> bool:
    """Whether a place is a file with a reranker rather than an embedding model.

    Raises:
        ModelError: it is a GGUF file that is neither, or is damaged.
    """
    if not isinstance(place, Path) or not gguf_file.serves(place):
        return False
    from scent.core.inference.gguf.reranker_card import read_reranker_card

    return read_reranker_card(place) is not None


def open_reranker(path: Path, cache: Path | None) -> "tuple[Reranker, str]":
    """Load the reranker in a file, and tell the SHA-256 of its content in hex; the first time it is tried before.

    Raises:
        ModelError: the file is damaged or not a reranker.
    """
    from scent.core.inference.reranker_loading import open_trusted
    from scent.core.models import trust

    try:
        digest = trust.ensure_reranker_tried(path, cache)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}") from error
    return open_trusted(path), digest
