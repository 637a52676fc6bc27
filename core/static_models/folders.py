"""Reads folders of static models: those of Model2Vec, and of StaticEmbedding in sentence-transformers.

A folder has vectors in `model.safetensors` and a tokenizer in `tokenizer.json`. Model2Vec's also has `config.json`. Its
tensors are `embeddings` (rows, dims); maybe `weights`, which the vectors of tokens are multiplied with; and maybe
`mapping`, the row of each token. It leaves out tokens that the tokenizer does not know. That of sentence-transformers
is `embedding.weight`, and all tokens count. Sources: `persistence.py` and `model.py` of model2vec 0.10, and
`StaticEmbedding` of sentence-transformers 5.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from scent.core.static_models.word_vectors import MAX_DIMS, are_usable
from scent.errors import ModelError
from scent.regular_files import open_regular

INSTALL: Final = "pip install 'scent[static]'"
_VECTORS: Final = "model.safetensors"
_TOKENIZER: Final = "tokenizer.json"
_NESTED: Final = "0_StaticEmbedding"
_MAX_TOKENIZER: Final = 256 << 20
_MAX_CONFIG: Final = 1 << 20
_MAX_ROWS: Final = 1 << 26
_DTYPES: Final = ("F32", "F16", "F64", "I8")


class Folder(NamedTuple):
    """The files of a static model; `name` is what errors call it."""

    name: str
    vectors: Path
    tokenizer: Path
    config: Path | None

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that decide its vectors."""
        return (self.vectors, self.tokenizer)


class FolderContent(NamedTuple):
    """What a folder holds, see `scent.core.static_models.table`.

    `skips_unknown` says that tokens which the tokenizer does not know count for nothing.
    """

    vectors: npt.NDArray[Any]
    weights: npt.NDArray[np.float32] | None
    rows: npt.NDArray[np.int32] | None
    tokenizer: bytes
    skips_unknown: bool


def find(path: Path) -> Folder:
    """The files of the static model in a directory.

    Raises:
        ModelError: there are none.
    """
    for below in (path, path / _NESTED):
        vectors, tokenizer, config = below / _VECTORS, below / _TOKENIZER, below / "config.json"
        if vectors.is_file() and tokenizer.is_file():
            return Folder(path.name, vectors, tokenizer, config if config.is_file() else None)
    raise ModelError(
        f"the directory {path} has no static model: no {_VECTORS} with a {_TOKENIZER}",
        hint="give the folder of a Model2Vec model, a file of word vectors, or a GGUF file",
    )


def read(folder: Folder) -> FolderContent:
    """Read a folder; what is in its files is checked but for the tokenizer, which `pieces.open_tokenizer` does.

    Raises:
        ModelError: a file is damaged, or of another kind of model; or safetensors is not installed.
        OSError: a file cannot be read.
    """
    tensors = _tensors(folder)
    own = "embeddings" in tensors
    vectors = tensors["embeddings" if own else "embedding.weight"]
    if vectors.ndim != 2 or not 0 < vectors.shape[1] <= MAX_DIMS or not 0 < len(vectors) <= _MAX_ROWS:  # noqa: PLR2004
        raise _damaged(folder, f"its vectors have the shape {vectors.shape}")
    if vectors.dtype == np.float64:
        vectors = vectors.astype(np.float32)
    if not are_usable(vectors):
        raise _damaged(folder, "a vector has a number that is impossible")
    weights, rows = (tensors.get(name) if own else None for name in ("weights", "mapping"))
    if weights is not None and (weights.ndim != 1 or not are_usable(weights)):
        raise _damaged(folder, "its weights are not numbers, one for each token")
    if rows is not None and not _are_rows(rows, len(vectors)):
        raise _damaged(folder, "its mapping does not lead to its vectors")
    with open_regular(folder.tokenizer) as file:
        tokenizer = file.read(_MAX_TOKENIZER)
    return FolderContent(
        vectors,
        None if weights is None else weights.astype(np.float32),
        None if rows is None else rows.astype(np.int32),
        tokenizer,
        skips_unknown=own,
    )


def dims(folder: Folder) -> int:
    """The length of a folder's vectors, from the header of its file.

    Raises:
        ModelError: the file is damaged, or of another kind of model; or safetensors is not installed.
    """
    with _opened(folder) as file:
        shape = file.get_slice(_names(file, folder)[0]).get_shape()
    if len(shape) != 2 or not 0 < shape[1] <= MAX_DIMS:  # noqa: PLR2004
        raise _damaged(folder, f"its vectors have the shape {tuple(shape)}")
    return int(shape[1])


def _are_rows(rows: npt.NDArray[Any], count: int) -> bool:
    return bool(rows.ndim == 1 and rows.dtype.kind in "iu" and len(rows) and rows.min() >= 0 and rows.max() < count)


def _tensors(folder: Folder) -> dict[str, npt.NDArray[Any]]:
    """The tensors of a static model, copied from its file."""
    with _opened(folder) as file:
        names = _names(file, folder)
        for name in names:
            kind = file.get_slice(name).get_dtype()
            if kind not in _DTYPES and name != "mapping":
                raise ModelError(
                    f"{folder.name} has vectors of type {kind}, which scent does not read",
                    hint="save the model as float16 or float32",
                )
        return {name: file.get_tensor(name) for name in names}


@contextmanager
def _opened(folder: Folder) -> Iterator[Any]:
    """The vectors of a folder as `safetensors` opens them; its errors become ours."""
    try:
        from safetensors import SafetensorError, safe_open
    except ImportError:
        raise missing(folder.name, "safetensors") from None
    try:
        with safe_open(folder.vectors, "numpy") as file:
            yield file
    except (SafetensorError, ValueError, TypeError, KeyError, IndexError) as error:
        raise _damaged(folder, f"{_VECTORS} cannot be read ({error})") from error


def _names(file: Any, folder: Folder) -> list[str]:  # noqa: ANN401  # the library's own type
    """The tensors of a file that matter, that of the vectors first."""
    names = set(file.keys())
    if not {"embeddings", "embedding.weight"} & names:
        raise _another(folder)
    return [name for name in ("embeddings", "embedding.weight", "weights", "mapping") if name in names]


def _another(folder: Folder) -> ModelError:
    """The error for a folder whose vectors have no known name: mostly a model that computes."""
    kind = ""
    if folder.config:
        try:
            with open_regular(folder.config) as file:
                content = json.loads(file.read(_MAX_CONFIG))
            kind = str(content.get("model_type", "")) if isinstance(content, dict) else ""
        except (OSError, ValueError, RecursionError):
            kind = ""
    what = f"a {kind} model" if kind.isprintable() and 0 < len(kind) < 40 else "a model of another kind"  # noqa: PLR2004
    return ModelError(f"{folder.name} is {what}, not a static one", hint="convert it to GGUF, and give that file")


def missing(name: str, library: str) -> ModelError:
    """The error for a folder where a library that reads it is not installed."""
    return ModelError(f"reading {name} needs {library}, which is not installed", hint=f"install it with: {INSTALL}")


def _damaged(folder: Folder, reason: str) -> ModelError:
    return ModelError(f"{folder.name} is damaged: {reason}", hint="download or copy the folder again")
