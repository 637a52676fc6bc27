"""Says how documents are prepared: what a process that does it is told."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from scent.core.embedding.provisional import ProvisionalVectors
from scent.core.indexing.preparing.preparer import Preparer, Sizes
from scent.core.inference.tokenizer import Tokenizer


@dataclass(frozen=True, slots=True)
class PreparingJob:
    """How documents are prepared.

    Attributes:
        model: The model's file, which was probed.
        digest: The SHA-256, in hex, by which its table of static vectors is found.
        dims: Length of a vector.
        sizes: The longest chunks.
        cache: The cache directory, which may have a table of the model.
    """

    model: Path
    digest: str
    dims: int
    sizes: Sizes
    cache: Path | None = None

    @classmethod
    def from_argument(cls, argument: str) -> Self:
        """The job of a process from its argument, as in `command`."""
        values = json.loads(argument)
        cache = values["cache"] and Path(values["cache"])
        return cls(**values | {"model": Path(values["model"]), "sizes": Sizes(**values["sizes"]), "cache": cache})

    @property
    def command(self) -> tuple[str, ...]:
        """The command line of a process that does this job."""
        argument = json.dumps(asdict(self), default=os.fspath)
        return (sys.executable, "-P", "-m", "scent.core.indexing.preparing.worker", argument)

    def preparer(self, tokenizer: Tokenizer) -> Preparer:
        """Do this job in this process, with the tokenizer of its model.

        Raises:
            ModelError: The table of static vectors in the package is damaged.
        """
        provisional = ProvisionalVectors.of_model(self.digest, self.dims, self.cache)
        return Preparer(tokenizer, self.sizes, provisional)
