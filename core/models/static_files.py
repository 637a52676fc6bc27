"""Static models: identify the one in a directory or a file, make sure that it is still the same, and load its table.

The files may come from anywhere. Before a model is used for the first time, another process copies its vectors into a
table in the cache; see `scent.core.static_models.stored`.

One of the kinds of models that `scent.core.models.source` chooses from.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from scent.core.config import ModelIdentity
from scent.core.model_place import Place
from scent.core.models.model_source import ModelSource
from scent.core.os_errors import explained
from scent.core.static_models.outline import files, is_static, outline
from scent.errors import MismatchError

if TYPE_CHECKING:
    from scent.core.inference.embedding_model import TextTokenizer
    from scent.core.inference.gguf.card import ModelCard
    from scent.core.inference.preload import Preload
    from scent.core.static_models.model import StaticModel


def serves(place: Place | None) -> bool:
    """Whether there is a static model at a place."""
    return isinstance(place, Path) and is_static(place)


def identify(
    place: Place | None,
    known: ModelSource | None = None,
    *,
    again: bool = False,  # noqa: ARG001  # a file that changes has another stamp
    cache: Path | None = None,
) -> ModelSource:
    """Identify the model in a directory or a file; `cache` may have a note of it, so that it need not be read.

    Returns `known` without reading the files if they have not changed since.

    Raises:
        ModelError: there is no static model, or it cannot be read.
    """
    from scent.core.static_models import stored

    path = _path(place)
    with explained():
        stamp = _stamp(path)
        if known is not None and (known.place, known.stamp) == (path, stamp):
            return known
        card, dims = describe(path), outline(path).dims
        digest = stored.digest(path, cache)
    identity = ModelIdentity(card.name, digest, card.architecture, card.pooling, dims, card.trained_tokens, "", "")
    return ModelSource(path, stamp, identity)


def describe(place: Place | None) -> "ModelCard":
    """Read what the files of a model say about it, from their first bytes.

    Raises:
        ModelError: there is no static model, or it cannot be read.
    """
    from scent.core.inference.gguf.card import ModelCard
    from scent.core.static_models.model import LONGEST, POOLING

    path = _path(place)
    with explained():
        kind = outline(path).kind
    return ModelCard(
        name=path.name if path.is_dir() else path.stem,
        architecture=kind,
        pooling=POOLING,
        causal=False,
        context_tokens=LONGEST,
        trained_tokens=LONGEST,
        query_prompt="",
        document_prompt="",
    )


def load(
    source: ModelSource,
    cache: Path | None = None,
    *,
    preloaded: "Preload | None" = None,  # noqa: ARG001  # there is none
    patient: bool = False,  # noqa: ARG001  # a file is there or is not
) -> "StaticModel":
    """Map the table of a model; it is made if `cache` does not have it, which takes seconds to minutes.

    Raises:
        ModelError: the files are missing or damaged, or there is no room for the table.
        MismatchError: they contain another model now.
    """
    from scent.core.static_models import stored
    from scent.core.static_models.model import StaticModel

    check(source)
    with explained():
        return StaticModel(stored.open_table(source.file, source.identity.digest, cache), source.identity.name)


def load_vocabulary(source: ModelSource, cache: Path | None = None) -> "StaticModel":
    """The same: the vectors cost nothing until they are used."""
    return load(source, cache)


def check(source: ModelSource) -> None:
    """Make sure that the files still contain the model of an index: by their sizes and mtimes, or by their content.

    Raises:
        ModelError: they are missing or damaged.
        MismatchError: they contain another model now.
    """
    if identify(source.place, source).identity.digest != source.identity.digest:
        message = f"{source.file} is not the model that the index was made with"
        raise MismatchError(message, hint="put the old files back, or index again with --reindex")


def verify(_source: ModelSource) -> None:
    """Do nothing: loading the table finds whatever is wrong with it."""


def preload(_source: ModelSource, _cache: Path | None) -> None:
    """Load nothing ahead: mapping a table takes a millisecond."""


def files_in_use(source: ModelSource, cache: Path | None) -> tuple[Path, ...]:
    """The table in the cache, and the files of the model."""
    from scent.core.static_models import stored

    table = (stored.table_path(source.identity.digest, cache),) if cache else ()
    return (*table, *files(source.file))


def can_be_tuned(_source: ModelSource) -> bool:
    """Never: there is nothing to compute."""
    return False


def is_instant(_source: ModelSource) -> bool:
    """Always: a million tokens take a second."""
    return True


def reopen(place: Place, digest: str, cache: Path | None) -> "StaticModel":
    """Map the table that this run has made, in another process of the run; arguments and errors: see `load`."""
    from scent.core.static_models import stored
    from scent.core.static_models.model import StaticModel

    path = _path(place)
    with explained():
        return StaticModel(stored.open_table(path, digest, cache), path.stem)


def open_tokenizer(place: Place) -> "TextTokenizer":
    """The tokenizer of a model, which takes as long as making its table without a cache."""
    from scent.core.static_models import stored

    path = _path(place)
    return reopen(path, stored.digest(path), None).tokenizer


def _path(place: Place | None) -> Path:
    """The path of a place of this kind."""
    if isinstance(place, Path):
        return place
    raise TypeError(f"{place} is not a static model")


def _stamp(path: Path) -> tuple[int, int]:
    """The sizes of a model's files together, and their latest mtime."""
    states = [file.stat() for file in files(path)]
    return sum(state.st_size for state in states), max(state.st_mtime_ns for state in states)
