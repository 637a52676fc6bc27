"""The model of an index, as its manifest remembers it. Data only."""

from dataclasses import dataclass
from pathlib import Path

import scent
from scent.core.config import ModelIdentity
from scent.core.model_place import BUNDLED_NAME, Address, Place

BUNDLED = Path(scent.__file__).parent / "models" / "all-MiniLM-L6-v2-Q8_0.gguf"


def place_name(place: Place | None) -> str:
    """What a place is called where a model can be named: `bundled`, its path or its address."""
    return BUNDLED_NAME if place in {None, BUNDLED} else str(place)


@dataclass(frozen=True, slots=True)
class ModelSource:
    """The model of an index: where it is, and which it is.

    `place` is None for the bundled file, wherever scent is installed. `stamp` is the file's size in
    bytes and mtime in nanoseconds when `identity` was read from it; the file is not read again
    while both are unchanged. `proof` is what else a kind of models keeps to know its model again: of
    one on a server, what it answered (`scent.core.models.endpoint`).
    """

    place: Place | None
    stamp: tuple[int, int]
    identity: ModelIdentity
    proof: str = ""

    @property
    def address(self) -> str:
        """Where the server of the model is; empty for a model in a file."""
        return self.place.url if isinstance(self.place, Address) else ""

    @property
    def file(self) -> Path:
        """The model file, of a model in a file."""
        if isinstance(self.place, Address):
            raise TypeError(f"{self.place} is not a file")
        return self.place or BUNDLED
