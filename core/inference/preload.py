"""Load a model's weights in a thread, while other modules are imported.

A search spends 60 ms on its model, 40 of them in C without the interpreter's lock. Importing numpy
takes as long, and this module does not import it.
"""

import os
from pathlib import Path
from threading import Thread
from typing import Any

from scent.core.inference.gguf.card import ModelCard, read_card
from scent.core.inference.native import library
from scent.errors import ModelError

# llama.cpp and numpy set these variables, to these values, in C while they load. C's setenv may
# move the environment while another thread reads it, which crashed one search in some 300. If they
# are set before the thread starts, the environment stays in its place.
_SET_WHILE_LOADING = {"KMP_BLOCKTIME": "200", "OPENBLAS_MAIN_FREE": "1"}


class Preload:
    """A model file that a thread is loading. The caller must call `take` or `close`."""

    def __init__(self, path: Path) -> None:
        """Start loading. The file must have been probed: see `scent.core.models.source`."""
        self.path = path
        self._loaded: tuple[ModelCard, Any] | None = None
        for name, value in _SET_WHILE_LOADING.items():
            os.environ.setdefault(name, value)
        self._thread = Thread(target=self._load, name="preload", daemon=True)
        self._thread.start()

    def take(self) -> tuple[ModelCard, Any] | None:
        """Wait, and hand over the model's card and weights; None if it could not be loaded.

        The caller must free the weights. If loading failed, opening the file again raises the
        error.
        """
        self._thread.join()
        loaded, self._loaded = self._loaded, None
        return loaded

    def close(self) -> None:
        """Free the weights, unless they were taken."""
        if loaded := self.take():
            library().api.llama_model_free(loaded[1])

    def _load(self) -> None:
        try:
            card = read_card(self.path)
            self._loaded = card, library().load_weights(self.path)
        except ModelError:
            self._loaded = None
