"""Find out which model an index uses, make sure that its file is still the same, and load it.

The only module that opens a model file for the rest of scent. A file that the user names is probed
in a process of its own before it is opened here for the first time: see
`scent.core.inference.probe`. Afterwards its SHA-256 identifies it.
"""

import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import scent
from scent.core.config import ModelIdentity
from scent.errors import MismatchError, ModelError, ScentError

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
    from scent.core.inference.copies import file_state
    from scent.core.inference.model import Model
    from scent.core.inference.probe import probe
    from scent.core.models import trust

    _stamp(path)  # raises the error of a missing file, with its hint
    state: list[int] = []
    with suppress(OSError):  # opening the file explains it
        state = file_state(path)
    model = Model(path, probe(path))
    trust.remember(path, state, model.digest)
    return model


def describe(path: Path | None) -> "ModelCard":
    """Read what a model file (None: the bundled one) says about itself, without loading it.

    Raises:
        ModelError: the file is missing, damaged or not an embedding model.
    """
    from scent.core.inference.card import read_card

    file = path or BUNDLED
    _stamp(file)  # raises the error of a missing file, with its hint
    return read_card(file)


def load(source: ModelSource, cache: Path | None = None, *, preloaded: "Preload | None" = None) -> "Model":
    """Load the model of an index, from the copy in `cache` whose weights suit this processor.

    The copy is made if it is missing, which costs half a second: the file itself gives slightly other vectors, and
    the same search would print other scores.

    Args:
        source: the model, as the index remembers it.
        cache: the cache directory; None to use the file itself.
        preloaded: weights that a thread is loading; they are used if they are those of this model.

    Raises:
        ModelError: the file is missing, damaged or not an embedding model.
        MismatchError: the file contains another model now.
    """
    from scent.core.inference import weights
    from scent.core.inference.model import Model

    digest = source.identity.digest
    check(source)
    file = weights.find_copy(digest, cache)
    if file is None:
        _ensure_tried(source, cache)
        file = weights.make_copy(source.file, digest, cache) or source.file
    if preloaded and preloaded.path == file and (loaded := preloaded.take()):
        model = Model(file, *loaded)
    else:
        model = Model.open_trusted(file)
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
        raise _mismatch(source)


def best_file(source: ModelSource, cache: Path | None) -> Path:
    """The file that `load` would use now: a copy in the cache, or the model file itself."""
    from scent.core.inference import weights

    return weights.find_copy(source.identity.digest, cache) or source.file


def _ensure_tried(source: ModelSource, cache: Path | None) -> None:
    """Make sure that the file of a source was tried, and contains the model that the source says.

    Raises:
        ModelError: the file is not an embedding model.
        MismatchError: the file contains another model.
    """
    if source.path is None:
        return  # scent's own file
    from scent.core.models import trust

    try:
        digest = trust.ensure_tried(source.path, cache)
    except OSError as error:
        raise ModelError(f"{source.path} cannot be read: {error.strerror or error}") from error
    if digest != source.identity.digest:
        raise _mismatch(source)


def _mismatch(source: ModelSource) -> MismatchError:
    message = f"{source.file} is not the file that the index was made with"
    return MismatchError(message, hint="put the old file back, or index again with --reindex")


def preload(source: ModelSource, cache: Path | None) -> "Preload | None":
    """Start loading, in a thread, the file that `load` will use; None if that file has changed or cannot be read."""
    from scent.core.inference.preload import Preload

    file = best_file(source, cache)
    if file == source.path:
        try:
            if _stamp(file) != source.stamp:
                return None
            _ensure_tried(source, cache)
        except ScentError:
            return None
    return Preload(file)


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
