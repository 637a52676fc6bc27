"""Find out which model an index uses, make sure that its file is still the same, and load it.

The only module that opens a model file for the rest of scent. A file that the user names is probed
in a process of its own before it is opened here for the first time: see
`scent.core.inference.probe`. Afterwards its SHA-256 identifies it.
"""

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import scent
from scent.core.config import ModelIdentity
from scent.errors import MismatchError, ModelError

if TYPE_CHECKING:
    from scent.core.inference.card import ModelCard
    from scent.core.inference.model import Model
    from scent.core.inference.preload import Preload

BUNDLED = Path(scent.__file__).parent / "models" / "all-MiniLM-L6-v2-Q8_0.gguf"


@dataclass(frozen=True, slots=True)
class ModelSource:
    """The model of an index: the path of its file, and what the file contains.

    `path` is None for the bundled file, wherever scent is installed. `stamp` is the file's size in
    bytes and mtime in nanoseconds when `identity` was read from it; the file is not read again
    while both are unchanged.
    """

    path: Path | None
    stamp: tuple[int, int]
    identity: ModelIdentity

    @property
    def file(self) -> Path:
        """The model file."""
        return self.path or BUNDLED


def identify(path: Path | None, known: ModelSource | None = None) -> ModelSource:
    """Identify the model in a file (None: the bundled one).

    Returns `known` without reading the file if the file has not changed since.

    Raises:
        ModelError: the file is missing, damaged or not an embedding model.
    """
    stamp = _stamp(path or BUNDLED)
    if known is not None and (known.path, known.stamp) == (path, stamp):
        return known
    from scent.core.inference.model import Model

    model = Model.open_trusted(BUNDLED) if path is None else open_file(path)
    return ModelSource(path, stamp, model.identity)


def open_file(path: Path) -> "Model":
    """Open a model file that the user names; takes half a second for a small one, because the file is probed first.

    Raises:
        ModelError: the file is missing, damaged or not an embedding model.
    """
    from scent.core.inference.model import Model
    from scent.core.inference.probe import probe

    _stamp(path)  # raises the error of a missing file, with its hint
    return Model(path, probe(path))


def describe(path: Path | None) -> "ModelCard":
    """Read what a model file (None: the bundled one) says about itself, without loading it.

    Raises:
        ModelError: the file is missing, damaged or not an embedding model.
    """
    from scent.core.inference.card import read_card

    file = path or BUNDLED
    _stamp(file)  # raises the error of a missing file, with its hint
    return read_card(file)


def load(
    source: ModelSource, cache: Path | None = None, *, prepare: bool = False, preloaded: "Preload | None" = None
) -> "Model":
    """Load the model of an index, from the copy in `cache` whose weights suit this processor, if there is one.

    Args:
        source: the model, as the index remembers it.
        cache: the cache directory; None to use the file itself.
        prepare: make the copy if it is missing. It costs half a second, which pays off for a run
            that embeds many passages, but not for one query.
        preloaded: weights that a thread is loading; they are used if they are those of this model.

    Raises:
        ModelError: the file is missing, damaged or not an embedding model.
        MismatchError: the file contains another model now.
    """
    from scent.core.inference import weights
    from scent.core.inference.model import Model

    digest = source.identity.digest
    check(source)
    copy = weights.make_copy(source.file, digest, cache) if prepare else weights.find_copy(digest, cache)
    if preloaded and preloaded.path == (copy or source.file) and (loaded := preloaded.take()):
        model = Model(preloaded.path, *loaded)
    else:
        try:
            model = Model.open_trusted(copy or source.file)
        except ModelError:
            if copy is None:
                raise
            model = Model.open_trusted(source.file)  # the copy is damaged
    if tuning := weights.read_tuning(digest, cache):
        model.packed = tuning.packed
    return model


def check(source: ModelSource) -> None:
    """Make sure that the file still contains the model of an index: by its size and mtime, or else by its content.

    Raises:
        ModelError: the file is missing, damaged or not an embedding model.
        MismatchError: the file contains another model now.
    """
    if identify(source.path, source).identity.digest != source.identity.digest:
        message = f"{source.file} is not the file that the index was made with"
        raise MismatchError(message, hint="put the old file back, or index again with --reindex")


def preload(source: ModelSource, cache: Path | None) -> "Preload | None":
    """Start loading, in a thread, the file that `load` will use; None if that file has changed or cannot be read."""
    from scent.core.inference import weights
    from scent.core.inference.preload import Preload

    file = weights.find_copy(source.identity.digest, cache) or source.file
    try:
        changed = file == source.path and _stamp(file) != source.stamp
    except ModelError:
        return None
    return None if changed else Preload(file)


def _stamp(path: Path) -> tuple[int, int]:
    """The size and mtime of a model file; zeros if they cannot be read, which opening the file will explain.

    Raises:
        ModelError: there is no such file; the hint says how to get the model.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        raise _missing(path) from None
    except OSError:
        return 0, 0
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise ModelError(f"{path} is a pipe or a device, not a model file")  # opening a pipe would wait for a writer
    return status.st_size, status.st_mtime_ns


def _missing(path: Path) -> ModelError:
    from scent.core.models import catalogue

    name = path.name.removesuffix(".gguf")
    message = f"the model {name} is not here" if catalogue.entry(name) else f"there is no model file {path}"
    hint = catalogue.hint(name) or "run scent models for known names, or give the path of a GGUF file"
    return ModelError(message, hint=hint)
