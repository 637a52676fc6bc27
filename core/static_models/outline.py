"""Recognises static models, and reads from their first bytes what they are."""

from pathlib import Path
from typing import Final, NamedTuple

from scent.core.static_models import fasttext, folders, word_vectors
from scent.errors import ModelError
from scent.regular_files import open_regular

_SAMPLE: Final = 1 << 16
_GGUF: Final = b"GGUF"


class Outline(NamedTuple):
    """What a static model is: `kind` is model2vec, fasttext, word2vec or glove."""

    kind: str
    dims: int


def is_static(path: Path) -> bool:
    """Whether a path leads to a static model, by its first bytes; a directory can be nothing else."""
    if path.is_dir():
        return True
    try:
        start = _start(path)
    except OSError:
        return False  # opening it as another model explains it
    return not start.startswith(_GGUF) and (start.startswith(fasttext.MAGIC) or word_vectors.layout(start) is not None)


def files(path: Path) -> tuple[Path, ...]:
    """The files of a static model.

    Raises:
        ModelError: a directory has none.
    """
    return folders.find(path).files if path.is_dir() else (path,)


def outline(path: Path) -> Outline:
    """What the static model at a path is.

    Raises:
        ModelError: there is none, or it cannot be read.
        OSError: a file cannot be read.
    """
    if path.is_dir():
        return Outline("model2vec", folders.dims(folders.find(path)))
    start = _start(path)
    if start.startswith(fasttext.MAGIC):
        return Outline("fasttext", fasttext.dims(start, path.name))
    if found := word_vectors.layout(start):
        return Outline("word2vec" if found.words else "glove", found.dims)
    raise ModelError(f"{path} is not a static model any more", hint="put the old file back, or name another model")


def _start(path: Path) -> bytes:
    with open_regular(path) as file:
        return file.read(_SAMPLE)
