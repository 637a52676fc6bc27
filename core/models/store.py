"""The directory of models: files named `NAME.gguf`, and the records, `NAME.json`, of those that scent put there."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from scent.errors import ModelError
from scent.formats.index.storage.lock import exclusive
from scent.json_files import read_json

SUFFIX: Final = ".gguf"
_LOCK: Final = ".lock"


@dataclass(frozen=True, slots=True)
class DownloadRecord:
    """Where a file came from that scent downloaded, or made of a package. The fields are the keys of its JSON file.

    `url` is the address that was requested, or that of the package. `repository`, `revision` (a
    commit) and `file` are empty for a file that is not from a hub. `size` is in bytes, and `sha256`,
    in hex, was computed from the file itself. `vouched` lists who gave the same digest: `catalogue`, `hub`, both or
    neither.
    """

    url: str
    repository: str
    revision: str
    file: str
    size: int
    sha256: str
    vouched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model file in the directory. `size` is in bytes; `record` is None unless scent got the file itself."""

    name: str
    path: Path
    size: int
    record: DownloadRecord | None


def installed_models(directory: Path) -> list[InstalledModel]:
    """All model files in the directory, sorted by name; empty if there is no such directory."""
    models = []
    for path in sorted(directory.glob(f"*{SUFFIX}")):
        with suppress(OSError):  # it was removed meanwhile
            size = path.stat().st_size
            models.append(InstalledModel(path.stem, path, size, _read_record(path, size)))
    return models


def find_model(directory: Path, name: str) -> InstalledModel | None:
    """The model of that name in the directory; None if there is none."""
    return next((model for model in installed_models(directory) if model.name == name), None)


def model_path(directory: Path, name: str) -> Path:
    """The path that the model of that name has, whether or not it is installed."""
    return directory / f"{name}{SUFFIX}"


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Make the directory if there is none, and let only this process put models there: two would write to one file.

    Raises:
        ModelError: another process is doing so.
        OSError: the directory cannot be made.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with exclusive(directory / _LOCK) as acquired:
        if not acquired:
            raise ModelError("another scent is fetching a model", hint="try again when it is done")
        yield


def install(file: Path, record: DownloadRecord, target: Path) -> None:
    """Move a complete and verified file to its path, atomically.

    The record is written first, so that every downloaded file has one.

    Raises:
        OSError: the file or its record cannot be written.
    """
    draft = file.with_suffix(".json")
    draft.write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
    _sync(draft)
    _sync(file)
    draft.replace(target.with_suffix(".json"))
    file.replace(target)
    _sync(target.parent)


def remove(model: InstalledModel) -> None:
    """Remove a file that scent has put there, and its record.

    Raises:
        ModelError: scent did not get the file.
        OSError: it cannot be removed.
    """
    if model.record is None:
        raise ModelError(f"{model.path} was not fetched by scent", hint="remove it by hand if you do not need it")
    model.path.unlink(missing_ok=True)
    model.path.with_suffix(".json").unlink(missing_ok=True)


def _read_record(path: Path, size: int) -> DownloadRecord | None:
    """The record of a file of `size` bytes; None if there is none, or it describes another file."""
    try:
        content = read_json(path.with_suffix(".json"))
        record = DownloadRecord(**{**content, "vouched": tuple(content["vouched"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return record if record.size == size else None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
