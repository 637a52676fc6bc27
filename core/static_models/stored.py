"""Finds the table of a static model in the cache, or makes it there.

A table is made once, in seconds to minutes, and mapped in milliseconds from then on. It lies below `static-models`,
named by the SHA-256 of what it was made from, with a checksum beside it. A note beside both says which files those
were, so that they are read again only if they have changed.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from scent.core import cache_files
from scent.core.inference import copies
from scent.core.static_models.conversion import REFUSED
from scent.core.static_models.outline import files
from scent.core.static_models.table import Table
from scent.errors import ModelError
from scent.json_files import read_json
from scent.regular_files import open_regular

_DIRECTORY: Final = "static-models"
_MAX_TABLES: Final = 4


def digest(path: Path, cache: Path | None = None) -> str:
    """The SHA-256 of a static model, in hex; of a directory, that of the digests of its files.

    Reads the files (a second per gigabyte) only if `cache` has no note of them.

    Raises:
        ModelError: a directory has no static model.
        OSError: a file cannot be read.
    """
    state = _state(path)
    for note in cache_files.matching(cache / _DIRECTORY, "*.json") if cache else ():
        with suppress(OSError, ValueError):
            if read_json(note) == state:
                return note.stem
    digests = []
    for each in files(path):
        with open_regular(each) as file:
            digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    return digests[0] if not path.is_dir() else hashlib.sha256("".join(digests).encode()).hexdigest()


def open_table(path: Path, model_digest: str, cache: Path | None) -> Table:
    """Map the table of the static model at `path`, with this digest; it is made if the cache does not have it.

    Raises:
        ModelError: the model is damaged, of another kind, or has another digest; or a library is not installed.
        OSError: there is no room for the table.
    """
    if cache is not None:
        table = table_path(model_digest, cache)
        if copies.is_sound(table):
            return Table.open(table)
        with suppress(PermissionError, NotADirectoryError, FileExistsError):
            parent = table.parent
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            copies.remove_abandoned(parent)
            with tempfile.TemporaryDirectory(dir=parent) as directory, copies.marked_in_use(Path(directory)):
                state = _state(path)
                draft = _made(path, model_digest, Path(directory))
                copies.install(draft, table)
                cache_files.replace(table.with_suffix(".json"), json.dumps(state).encode())
            _remove_old(parent)
            return Table.open(table)
    with tempfile.TemporaryDirectory() as directory:
        return Table.open(_made(path, model_digest, Path(directory)))  # what is mapped stays when its name goes


def table_path(model_digest: str, cache: Path) -> Path:
    """Where the cache has the table of a model."""
    return cache / _DIRECTORY / f"{model_digest}.table"


def forget(model_digest: str, cache: Path) -> int:
    """Remove the table of a model from the cache; returns the bytes that it took."""
    table = table_path(model_digest, cache)
    with suppress(OSError):
        freed = table.stat().st_size
        copies.remove(table)
        table.with_suffix(".json").unlink(missing_ok=True)
        return freed
    return 0


def _made(path: Path, model_digest: str, directory: Path) -> Path:
    """Make a table in `directory`, in a process of its own."""
    draft = directory / "draft.table"
    before = _state(path)
    command = [sys.executable, "-P", "-m", "scent.core.static_models.conversion", os.fspath(path), os.fspath(draft)]
    done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 - this interpreter, on a module of this package
    if done.returncode == REFUSED:
        message, _, hint = done.stdout.decode(errors="replace").rstrip("\n").partition("\n")
        raise ModelError(message, hint=hint)
    if done.returncode != 0:
        raise ModelError(
            f"the vectors of {path.name} could not be copied into the cache",
            hint="see that the disk has room for them; the model may also be damaged, or too large for this machine",
        )
    if digest(path) != model_digest or _state(path) != before:
        raise ModelError(f"{path} changed while it was read", hint="try again")
    return draft


def _state(path: Path) -> list[Any]:
    """The path of a model and the state of its files.

    Raises:
        ModelError: a directory has no static model.
        OSError: a file is missing.
    """
    return [os.path.realpath(path), *(copies.file_state(file) for file in files(path))]


def _remove_old(parent: Path) -> None:
    """Keep only the newest tables, so that the cache does not grow with every model that was tried."""
    with suppress(OSError):
        tables = sorted(parent.glob("*.table"), key=lambda file: file.stat().st_mtime_ns)
        for old in tables[:-_MAX_TABLES]:
            copies.remove(old)
            old.with_suffix(".json").unlink(missing_ok=True)
