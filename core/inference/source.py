"""Which model file an index uses, and whether it is still the one that made its vectors.

Owned here: the bundled model's place, and knowing a file again.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import scent
from scent.core.config import ModelIdentity
from scent.errors import MismatchError, ModelError

if TYPE_CHECKING:
    from scent.core.inference.llama import Model
    from scent.core.inference.preload import Preload

BUNDLED = Path(scent.__file__).parent / "models" / "all-MiniLM-L6-v2-Q8_0.gguf"


@dataclass(frozen=True, slots=True)
class ModelSource:
    """The model of an index: where its file is, and what it is.

    `path` is None for the bundled file, wherever scent is installed. `stamp` is the file's size in bytes and mtime in
    nanoseconds when `identity` was established: while they hold, the file is not read again.
    """

    path: Path | None
    stamp: tuple[int, int]
    identity: ModelIdentity

    @property
    def file(self) -> Path:
        """The model file."""
        return self.path or BUNDLED


def source(path: Path | None, known: ModelSource | None = None) -> ModelSource:
    """Establish what the model in a file is (None: the bundled one), believing `known` if the file has not changed.

    Raises:
        ModelError: the file is no embedding model.
    """
    stamp = _stamp(path or BUNDLED)
    if known is not None and (known.path, known.stamp) == (path, stamp):
        return known
    from scent.core.inference.llama import Model

    model = Model.open(path or BUNDLED, trusted=path is None)
    return ModelSource(path, stamp, model.identity)


def load(
    wanted: ModelSource, cache: Path | None = None, *, prepare: bool = False, preloaded: "Preload | None" = None
) -> "Model":
    """The model that an index was made with, from its rewritten copy in `cache` if there is one.

    `prepare` makes that copy: worth its half second for a run that embeds many passages, not for a query. What
    `preloaded` has loaded is taken over if it is this model.

    Raises:
        ModelError: the file is gone, or no embedding model any more.
        MismatchError: it is another model now.
    """
    from scent.core.inference import weights
    from scent.core.inference.llama import Model

    digest = wanted.identity.digest
    check(wanted)
    copy = weights.make(wanted.file, digest, cache) if prepare else weights.find(digest, cache)
    if preloaded and preloaded.path == (copy or wanted.file) and (loaded := preloaded.take()):
        model = Model(preloaded.path, *loaded)
    else:
        try:
            model = Model.open(copy or wanted.file, trusted=True)
        except ModelError:
            if copy is None:
                raise
            model = Model.open(wanted.file, trusted=True)  # a damaged copy is as good as none
    if choice := weights.chosen(digest, cache):
        model.packed = choice.packed
    return model


def check(wanted: ModelSource) -> None:
    """Make sure that a model's file still is that model: by its size and time, else by its content.

    Raises:
        ModelError: the file is gone, or no embedding model any more.
        MismatchError: it is another model now.
    """
    if source(wanted.path, wanted).identity.digest != wanted.identity.digest:
        message = f"{wanted.file} is not the file that the index was made with"
        raise MismatchError(message, hint="Put the old file back, or index again with --reindex.")


def preload(wanted: ModelSource, cache: Path | None) -> "Preload":
    """Begin to load, in a thread, the file that `load` will open if all is well."""
    from scent.core.inference import weights
    from scent.core.inference.preload import Preload

    return Preload(weights.find(wanted.identity.digest, cache) or wanted.file)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0  # opening it will say what is wrong
    return status.st_size, status.st_mtime_ns
