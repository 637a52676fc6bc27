"""Models in GGUF files: identify the model in a file, make sure that it is still the same, and load it.

The only module that opens a model file for the rest of scent. A file that the user names is probed
in a process of its own before it is opened here for the first time: see
`scent.core.inference.probe`. Afterwards its SHA-256 identifies it.

One of the kinds of models that `scent.core.models.source` chooses from.
"""

import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from scent.core.model_place import Place
from scent.core.models.model_source import BUNDLED, ModelSource
from scent.errors import MismatchError, ModelError, ScentError
from scent.regular_files import open_regular

if TYPE_CHECKING:
    from scent.core.inference.gguf.card import ModelCard
    from scent.core.inference.model import Model
    from scent.core.inference.preload import Preload
    from scent.core.inference.tokenizer import Tokenizer

_MAGIC = b"GGUF"


def serves(path: Path) -> bool:
    """Whether a file begins as GGUF files do."""
    try:
        with open_regular(path) as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def identify(
    place: Place | None,
    known: ModelSource | None = None,
    *,
    again: bool = False,  # noqa: ARG001  # a file that changes has another stamp
    cache: Path | None = None,  # noqa: ARG001  # the file is opened in any case
) -> ModelSource:
    """Identify the model in a file (None: the bundled one).

    Returns `known` without reading the file if the file has not changed since.

    Raises:
        ModelError: the file is missing, damaged or not an embedding model.
    """
    path = _file(place)
    stamp = _stamp(path or BUNDLED)
    if known is not None and (known.place, known.stamp) == (path, stamp):
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


def check_is_there(path: Path) -> None:
    """Make sure that there is a model file.

    Raises:
        ModelError: there is none; the hint says how to get the model.
    """
    _stamp(path)


def describe(place: Place | None) -> "ModelCard":
    """Read what a model file (None: the bundled one) says about itself, without loading it.

    Raises:
        ModelError: the file is missing, damaged or not an embedding model.
    """
    from scent.core.inference.gguf.card import read_card

    file = _file(place) or BUNDLED
    _stamp(file)  # raises the error of a missing file, with its hint
    return read_card(file)


def load(
    source: ModelSource,
    cache: Path | None = None,
    *,
    preloaded: "Preload | None" = None,
    patient: bool = False,  # noqa: ARG001  # a file is there or is not
) -> "Model":
    """Load the model of an index, from the copy in `cache` whose weights suit this processor.

    The copy is made if it is missing, which costs half a second: the file itself gives slightly other vectors, and
    the same search would print other scores.

    Args:
        source: the model, as the index remembers it.
        cache: the cache directory; None to use the file itself.
        preloaded: weights that a thread is loading; they are used if they are those of this model.
        patient: means nothing here.

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
        _check_bundled(source)  # another model's index would find this copy under that model's digest
        file = weights.make_copy(source.file, digest, cache) or source.file
    if preloaded and preloaded.path == file and (loaded := preloaded.take()):
        model = Model(file, *loaded)
    else:
        model = Model.open_trusted(file)
    if tuning := weights.read_tuning(digest, cache):
        model.packed = tuning.packed
    return model


def load_vocabulary(source: ModelSource, cache: Path | None = None) -> "Model":
    """Load the model of an index without its weights, to cut texts into chunks. Arguments and errors: see `load`."""
    from scent.core.inference.model import Model

    check(source)
    _ensure_tried(source, cache)
    return Model.open_vocabulary(source.file, source.identity.dims)


def check(source: ModelSource) -> None:
    """Make sure that the file still contains the model of an index: by its size and mtime, or else by its content.

    Raises:
        ModelError: the file is missing, damaged or not an embedding model.
        MismatchError: the file contains another model now.
    """
    if identify(source.place, source).identity.digest != source.identity.digest:
        raise _mismatch(source)


def verify(_source: ModelSource) -> None:
    """Do nothing: loading the file finds whatever is wrong with it."""


def files_in_use(source: ModelSource, cache: Path | None) -> tuple[Path, ...]:
    """The file that `load` would use now, a copy in the cache or the model file itself, and the model file."""
    from scent.core.inference import weights

    return weights.find_copy(source.identity.digest, cache) or source.file, source.file


def can_be_tuned(_source: ModelSource) -> bool:
    """Always: llama.cpp runs several types of weights."""
    return True


def is_instant(_source: ModelSource) -> bool:
    """Never: a model reads some thousands of tokens a second."""
    return False


def reopen(place: Place, digest: str, cache: Path | None) -> "Model":
    """Load a model that this run has tried, in another process of the run; arguments and errors: see `load`."""
    from scent.core.inference import weights
    from scent.core.inference.model import Model

    return Model.open_trusted(weights.find_copy(digest, cache) or _file(place) or BUNDLED)


def open_tokenizer(place: Place) -> "Tokenizer":
    """Load the vocabulary of a file that this run has tried, in another process of the run.

    Raises:
        ModelError: the file is not there any more.
    """
    from scent.core.inference.tokenizer import Tokenizer

    return Tokenizer.open_trusted(_file(place) or BUNDLED)


def _file(place: Place | None) -> Path | None:
    """The file at a place of this kind; None for the bundled one, wherever it is named."""
    if isinstance(place, Path | None):
        return None if place == BUNDLED else place
    raise TypeError(f"{place} is not a file")


def _ensure_tried(source: ModelSource, cache: Path | None) -> None:
    """Make sure that the file of a source was tried, and contains the model that the source says.

    Raises:
        ModelError: the file is not an embedding model.
        MismatchError: the file contains another model.
    """
    path = _file(source.place)
    if path is None:
        return  # scent's own file
    from scent.core.models import trust

    try:
        digest = trust.ensure_tried(path, cache)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}") from error
    if digest != source.identity.digest:
        raise _mismatch(source)


def _check_bundled(source: ModelSource) -> None:
    """Make sure that an index with the bundled model has its digest, which a manifest may say wrong (20 ms).

    Raises:
        ModelError: the file cannot be read.
        MismatchError: it contains another model.
    """
    if source.place is not None:
        return
    import hashlib  # imported here: it loads OpenSSL, which takes 4 ms

    try:
        with open_regular(BUNDLED) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{BUNDLED} cannot be read: {error.strerror or error}") from error
    if digest != source.identity.digest:
        raise _mismatch(source)


def _mismatch(source: ModelSource) -> MismatchError:
    message = f"{source.file} is not the file that the index was made with"
    return MismatchError(message, hint="put the old file back, or index again with --reindex")


def preload(source: ModelSource, cache: Path | None) -> "Preload | None":
    """Start loading, in a thread, the file that `load` will use; None if that file has changed or cannot be read."""
    from scent.core.inference.preload import Preload

    file, _ = files_in_use(source, cache)
    if file == source.place:
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
