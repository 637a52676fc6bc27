"""Remember which model files have been tried, by the SHA-256 of their content.

A model file is tried in a process of its own before this one loads it (`core.inference.probe`). An
index may come from somebody else: what its manifest says about a file (size, mtime, digest) proves
nothing. What was tried is therefore remembered in the user's own cache, by digest.
"""

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from scent.core import cache_files
from scent.core.inference.copies import file_state
from scent.core.inference.probe import probe, probe_generator, probe_reranker
from scent.errors import ModelError
from scent.json_files import read_json
from scent.regular_files import open_regular

# The folders of the cache that note which files were tried as embedding models, as rerankers, and as language models.
_EMBEDDING: Final = "tried"
_RERANKER: Final = "tried-rerankers"
_GENERATOR: Final = "tried-generators"
# The files that this process tried: folder, path -> state, digest.
_tried_here: dict[tuple[str, Path], tuple[list[int], str]] = {}
_WRITABLE_BY_OTHERS: Final = 0o022


def remember(path: Path, state: list[int], digest: str, kind: str = _EMBEDDING) -> None:
    """Note that this process tried a file with this state (`file_state`) and this SHA-256, as a model of a kind.

    Does nothing if the file has changed meanwhile: then it may not be what was tried.
    """
    with suppress(OSError):
        if file_state(path) == state:
            _tried_here[kind, path] = state, digest


def ensure_tried(path: Path, cache: Path | None) -> str:
    """Try a model file, unless its content was tried before, and return the SHA-256 of its content in hex.

    Reads the file (a second per gigabyte) only if it has changed since.

    Raises:
        OSError: the file cannot be read.
        ModelError: it is not an embedding model.
    """
    return _tried(path, cache, _EMBEDDING, probe)


def ensure_reranker_tried(path: Path, cache: Path | None) -> str:
    """The same for a reranker.

    Raises:
        OSError: the file cannot be read.
        ModelError: it is not a reranker.
    """
    return _tried(path, cache, _RERANKER, probe_reranker)


def ensure_generator_tried(path: Path, cache: Path | None) -> str:
    """The same for a language model.

    Raises:
        OSError: the file cannot be read.
        ModelError: it is not a model that writes text.
    """
    return _tried(path, cache, _GENERATOR, probe_generator)


def _tried(path: Path, cache: Path | None, kind: str, try_it: Callable[[Path], object]) -> str:
    state = file_state(path)
    if known := _tried_here.get((kind, path)):
        known_state, digest = known
        if known_state == state:
            _save(path, state, digest, cache, kind)
            return digest
    if cache is not None and (digest := _saved(path, state, cache / kind)):
        return digest
    with open_regular(path) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if cache is None or _read(_record(digest, cache / kind)) is None:
        try_it(path)
    if file_state(path) != state:
        raise ModelError(f"{path} changed while it was read", hint="try again")
    remember(path, state, digest, kind)
    _save(path, state, digest, cache, kind)
    return digest


def _saved(path: Path, state: list[int], folder: Path) -> str:
    """The digest of a file that was tried and has not changed since; empty if there is no such record."""
    for record in cache_files.matching(folder, "*.json"):
        if _read(record) == [os.fspath(path), *state]:
            return record.stem
    return ""


def _save(path: Path, state: list[int], digest: str, cache: Path | None, kind: str) -> None:
    entry = [os.fspath(path), *state]
    if cache is None or _read(_record(digest, cache / kind)) == entry:
        return
    with suppress(OSError):  # a cache that cannot be written: the file is tried again next time
        cache_files.replace(_record(digest, cache / kind), json.dumps(entry).encode())


def _record(digest: str, folder: Path) -> Path:
    return folder / f"{digest}.json"


def _read(record: Path) -> list[object] | None:
    """The path and the state in a record; None if there is none, or somebody else could have written it."""
    try:
        status = record.stat()
        if status.st_uid != os.geteuid() or status.st_mode & _WRITABLE_BY_OTHERS:
            return None
        content = read_json(record)
    except (OSError, ValueError):
        return None
    return content if isinstance(content, list) else None
