"""Says how documents are prepared: what a process that does it is told."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from scent.core.config import ChunkSettings
from scent.core.embedding.embedder import Embedder
from scent.core.embedding.provisional import ProvisionalVectors
from scent.core.indexing.preparing.preparer import ExactVectors, Preparer, Sizes
from scent.core.model_place import parse_place
from scent.core.models.source import open_tokenizer, reopen


@dataclass(frozen=True, slots=True)
class PreparingJob:
    """How documents are prepared.

    Attributes:
        model: The place of the model, which was identified, as `place_text` gives it.
        digest: The digest of its identity, by which its table of static vectors is found.
        dims: Length of a vector.
        sizes: The longest chunks.
        cache: The cache directory, which may have a table of the model.
        exact: Whether vectors are the model's own, and not provisional ones.
    """

    model: str
    digest: str
    dims: int
    sizes: Sizes
    cache: Path | None = None
    exact: bool = False

    @classmethod
    def from_argument(cls, argument: str) -> Self:
        """The job of a process from its argument, as in `command`."""
        values = json.loads(argument)
        cache = values["cache"] and Path(values["cache"])
        return cls(**values | {"sizes": Sizes(**values["sizes"]), "cache": cache})

    @property
    def command(self) -> tuple[str, ...]:
        """The command line of a process that does this job."""
        argument = json.dumps(asdict(self), default=os.fspath)
        return (sys.executable, "-P", "-m", "scent.core.indexing.preparing.worker", argument)

    def preparer(self, embedder: Embedder) -> Preparer:
        """Do this job in the process of the run, with an embedder of its model.

        Raises:
            ModelError: The table of static vectors in the package is damaged.
        """
        if self.exact:
            return Preparer(embedder.model.tokenizer, self.sizes, ExactVectors(embedder))
        return Preparer(embedder.model.tokenizer, self.sizes, self._provisional)

    def open(self) -> Preparer:
        """Do this job in another process.

        Raises:
            ModelError: The model is not there any more, or the table in the package is damaged.
        """
        place = parse_place(self.model)
        if not self.exact:
            return Preparer(open_tokenizer(place), self.sizes, self._provisional)
        settings = ChunkSettings(chunk_tokens=self.sizes.chunk_tokens, dims=self.dims)
        return self.preparer(Embedder(reopen(place, self.digest, self.cache), settings))

    @property
    def _provisional(self) -> ProvisionalVectors:
        return ProvisionalVectors.of_model(self.digest, self.dims, self.cache)
