"""Identify, check and load a model of any kind; which kind it is, its place tells.

Another kind of models goes here: a module with the functions of `_Kind`, and a line in `_kind_of`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scent.core.model_place import Address, Place
from scent.core.models import gguf_file
from scent.core.models.gguf_file import open_file
from scent.core.models.model_source import BUNDLED, ModelSource

if TYPE_CHECKING:
    from scent.core.inference.embedding_model import EmbeddingModel, TextTokenizer
    from scent.core.inference.gguf.card import ModelCard
    from scent.core.inference.preload import Preload

__all__ = [
    "BUNDLED",
    "ModelSource",
    "can_be_tuned",
    "check",
    "describe",
    "files_in_use",
    "identify",
    "is_instant",
    "load",
    "load_vocabulary",
    "open_file",
    "open_tokenizer",
    "preload",
    "reopen",
    "verify",
]


class _Kind(Protocol):
    """The functions of a module that serves one kind of models; those of this module say what each does."""

    def identify(
        self,
        place: Place | None,
        known: ModelSource | None = None,
        *,
        again: bool = False,
        cache: Path | None = None,
    ) -> ModelSource: ...
    def describe(self, place: Place | None) -> "ModelCard": ...
    def check(self, source: ModelSource) -> None: ...
    def verify(self, source: ModelSource) -> None: ...
    def load(
        self,
        source: ModelSource,
        cache: Path | None = None,
        *,
        preloaded: "Preload | None" = None,
        patient: bool = False,
    ) -> "EmbeddingModel": ...
    def load_vocabulary(self, source: ModelSource, cache: Path | None = None) -> "EmbeddingModel": ...
    def preload(self, source: ModelSource, cache: Path | None) -> "Preload | None": ...
    def files_in_use(self, source: ModelSource, cache: Path | None) -> tuple[Path, ...]: ...
    def can_be_tuned(self, source: ModelSource) -> bool: ...
    def is_instant(self, source: ModelSource) -> bool: ...
    def open_tokenizer(self, place: Place) -> "TextTokenizer": ...
    def reopen(self, place: Place, digest: str, cache: Path | None) -> "EmbeddingModel": ...


def _kind_of(place: Place | None) -> _Kind:
    """The module that serves the model at a place."""
    if isinstance(place, Address):
        from scent.core.models import endpoint  # here, as few have one

        return endpoint
    if isinstance(place, Path) and not gguf_file.serves(place):
        from scent.core.models import static_files  # imported here: it loads NumPy

        if static_files.serves(place):
            return static_files
    return gguf_file


def identify(
    place: Place | None, known: ModelSource | None = None, *, again: bool = False, cache: Path | None = None
) -> ModelSource:
    """Identify the model at a place (None: the bundled one).

    Returns `known` without looking at the model if it is the same as far as its place tells; with `again`,
    only if it is the same. The cache directory, if given, may tell what need not be read again.

    Raises:
        ModelError: it is missing, damaged or not an embedding model.
    """
    return _kind_of(place).identify(place, known, again=again, cache=cache)


def describe(place: Place | None) -> "ModelCard":
    """Read what a model (None: the bundled one) says about itself, without loading it.

    Raises:
        ModelError: it is missing, damaged or not an embedding model.
    """
    return _kind_of(place).describe(place)


def check(source: ModelSource) -> None:
    """Make sure that the model of an index is still the same, as far as that takes no time.

    Raises:
        ModelError: it is missing, damaged or not an embedding model.
        MismatchError: it is another model now.
    """
    _kind_of(source.place).check(source)


def verify(source: ModelSource) -> None:
    """Make sure that the model of an index is still the same and can be run, before much work depends on it.

    Raises:
        ModelError: it is missing, damaged or not an embedding model.
        MismatchError: it is another model now.
    """
    _kind_of(source.place).verify(source)


def load(
    source: ModelSource,
    cache: Path | None = None,
    *,
    preloaded: "Preload | None" = None,
    patient: bool = False,
) -> "EmbeddingModel":
    """Load the model of an index.

    Args:
        source: the model, as the index remembers it.
        cache: the cache directory; None to use none.
        preloaded: what `preload` returned; it is used if it is this model.
        patient: whether much depends on it, so that it is worth waiting where others would give up.

    Raises:
        ModelError: it is missing, damaged or not an embedding model.
        MismatchError: it is another model now.
    """
    return _kind_of(source.place).load(source, cache, preloaded=preloaded, patient=patient)


def load_vocabulary(source: ModelSource, cache: Path | None = None) -> "EmbeddingModel":
    """Load as much of the model of an index as cuts texts into chunks. Arguments and errors: see `load`."""
    return _kind_of(source.place).load_vocabulary(source, cache)


def preload(source: ModelSource, cache: Path | None) -> "Preload | None":
    """Start loading, in a thread, what `load` will use; None if it has changed, cannot be read, or loads at once."""
    return _kind_of(source.place).preload(source, cache)


def files_in_use(source: ModelSource, cache: Path | None) -> tuple[Path, ...]:
    """The files that `load` would use now: where others are, or one has changed, the model must be loaded again."""
    return _kind_of(source.place).files_in_use(source, cache)


def can_be_tuned(source: ModelSource) -> bool:
    """Whether `scent.core.embedding.tune` can choose the type of its weights."""
    return _kind_of(source.place).can_be_tuned(source)


def is_instant(source: ModelSource) -> bool:
    """Whether its vectors take less time than anything else in an index run, so that it needs no provisional ones."""
    return _kind_of(source.place).is_instant(source)


def reopen(place: Place, digest: str, cache: Path | None) -> "EmbeddingModel":
    """Load a model that this run has loaded, with this digest, in another process of the run.

    Raises:
        ModelError: the model is not there any more.
    """
    return _kind_of(place).reopen(place, digest, cache)


def open_tokenizer(place: Place) -> "TextTokenizer":
    """The tokenizer of a model that this run has identified, in another process of the run.

    Raises:
        ModelError: the model is not there any more.
    """
    return _kind_of(place).open_tokenizer(place)
