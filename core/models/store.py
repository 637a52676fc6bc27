"""Model files on this machine that go by their names, and where those came from that were fetched.

Owned here: the directory of models: `NAME.gguf`, and beside a fetched file its record, `NAME.json`.
"""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from scent.errors import ModelError

_ENDING: Final = ".gguf"


@dataclass(frozen=True, slots=True)
class Record:
    """Where a fetched file came from.

    `url` is the address that was asked for; `repository`, `revision` (a commit) and `file` are empty for a file from no
    hub; `size` is in bytes; `sha256`, in hex, is that of the file as it was written; `vouched` says who gave the same
    digest before: `catalogue`, `hub`, both, or nobody (empty).
    """

    url: str
    repository: str
    revision: str
    file: str
    size: int
    sha256: str
    vouched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """A model file in the directory; `record` is None for one that somebody else put there."""

    name: str
    path: Path
    size: int
    record: Record | None


def stored(directory: Path) -> list[Stored]:
    """Every model file in the directory, by name; none where there is no such directory."""
    found = []
    for path in sorted(directory.glob(f"*{_ENDING}")):
        with suppress(OSError):  # it has gone meanwhile
            size = path.stat().st_size
            found.append(Stored(path.stem, path, size, _record(path, size)))
    return found


def place(directory: Path, name: str) -> Path:
    """Where the file of that name lies, whether or not it is there."""
    return directory / f"{name}{_ENDING}"


def install(file: Path, record: Record, target: Path) -> None:
    """Give a whole and proven file its name, at once, its record first: so what has a name and was fetched has one.

    Raises:
        OSError: it cannot be written.
    """
    draft = file.with_suffix(".json")
    draft.write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
    _synchronise(draft)
    _synchronise(file)
    draft.replace(target.with_suffix(".json"))
    file.replace(target)
    _synchronise(target.parent)


def remove(model: Stored) -> None:
    """Remove a fetched file and its record.

    Raises:
        ModelError: nobody fetched it.
        OSError: it cannot be removed.
    """
    if model.record is None:
        raise ModelError(f"{model.path} was not fetched by scent", hint="Remove it by hand if you want it gone.")
    model.path.unlink(missing_ok=True)
    model.path.with_suffix(".json").unlink(missing_ok=True)


def _record(path: Path, size: int) -> Record | None:
    """What is recorded of a file of `size` bytes; None where nothing is, or not of this file."""
    try:
        content = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        record = Record(**{**content, "vouched": tuple(content["vouched"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return record if record.size == size else None


def _synchronise(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
