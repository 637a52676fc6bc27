"""A model's weights, loaded in a thread while others import what they need.

Owned here: that thread. Of the 60 ms that a search's model takes, 40 are spent in C without the interpreter's lock;
numpy takes as long to import. Imports no numpy itself.
"""

import os
from pathlib import Path
from threading import Thread
from typing import Any

from scent.core.inference.card import ModelCard, read_card
from scent.core.inference.native import library
from scent.errors import ModelError

# Variables that llama.cpp and numpy set in C while they load, with the values that they give them. C's setenv may move
# the environment while another thread reads it, which crashed one search in some 300: so they are set beforehand.
_SET_WHILE_LOADING = {"KMP_BLOCKTIME": "200", "OPENBLAS_MAIN_FREE": "1"}


class Preload:
    """A model file on its way into memory, from the moment this is made."""

    def __init__(self, path: Path) -> None:
        """Begin."""
        self.path = path
        self._loaded: tuple[ModelCard, Any] | None = None
        for name, value in _SET_WHILE_LOADING.items():
            os.environ.setdefault(name, value)
        self._thread = Thread(target=self._load, name="preload", daemon=True)
        self._thread.start()

    def take(self) -> tuple[ModelCard, Any] | None:
        """Wait for the model's card and weights, whose owner is who takes them; None if there are none.

        Whoever then opens the file is told why it cannot be loaded.
        """
        self._thread.join()
        loaded, self._loaded = self._loaded, None
        return loaded

    def close(self) -> None:
        """Free what nobody has taken."""
        if loaded := self.take():
            library().api.llama_model_free(loaded[1])

    def _load(self) -> None:
        try:
            card = read_card(self.path)
            self._loaded = card, library().load(self.path)
        except ModelError:
            self._loaded = None
