"""Fetching a model and giving it a name here, once it is whole, what was promised, and an embedding model.

Owned here: the order of things, and the part that grows meanwhile: below `.part` in the directory of models, under
what the server calls its version, so that a run that was broken off goes on where it was and never mixes two versions.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scent.core.inference.probe import probe
from scent.core.models import hub, store
from scent.core.models.hub import Report, Source
from scent.core.models.names import Wanted, wanted
from scent.errors import ModelError
from scent.formats.index.storage.lock import exclusive

_PARTS: Final = ".part"
_LOCK: Final = ".lock"


@dataclass(frozen=True, slots=True)
class Pulled:
    """A model file that is here now; `fresh` unless it was here before."""

    model: store.Stored
    fresh: bool


def pull(word: str, directory: Path, report: Report) -> Pulled:
    """Fetch the model that `word` means (see `wanted.wanted`) into a directory, unless it is there.

    Raises:
        UsageError: the word means no model file.
        ModelError: it cannot be fetched, is not what was promised, or no embedding model; nothing is installed then.
    """
    want = wanted(word, hub.endpoint())
    with hub.explained(want, directory), _alone(directory):
        if not want.name:
            want = hub.chosen(want)
        if found := _here(want, directory):
            return Pulled(found, fresh=False)
        part, source = _whole(want, directory, report)
        record = _proven(part, want, source)
        store.install(part, record, store.place(directory, want.name))
        for left in (part.parent, directory / _PARTS):
            with suppress(OSError):  # others may have parts there
                left.rmdir()
    return Pulled(next(each for each in store.stored(directory) if each.name == want.name), fresh=True)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """One fetch at a time: two would write into one part."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with exclusive(directory / _LOCK) as mine:
        if not mine:
            raise ModelError("another scent is fetching a model", hint="Try again when it is done.")
        yield


def _here(want: Wanted, directory: Path) -> store.Stored | None:
    """The file, if it is here.

    Raises:
        ModelError: another file has its name.
    """
    found = next((each for each in store.stored(directory) if each.name == want.name), None)
    if found is None:
        return None
    record = found.record
    if record is None:
        raise ModelError(f"{found.path} is there, and was not fetched by scent", hint="Move it away or rename it.")
    origin = record.url if want.url else (record.repository, record.file)
    same = origin == (want.url or (want.repository, want.file))
    if not same or want.sha256 not in {None, record.sha256}:
        raise ModelError(
            f"another model is here as {want.name}, from {record.repository or record.url}",
            hint=f"Remove it first: scent models remove {want.name}",
        )
    return found


def _whole(want: Wanted, directory: Path, report: Report) -> tuple[Path, Source]:
    """The file, all of it, and where it came from.

    Raises:
        ModelError: there is no way to it, or the server has another file than the catalogue knows.
    """
    if hub.offline():
        part = _part(want, None, directory)
        if source := hub.cached(want, part):
            return part, source
        raise ModelError(f"{want.name} is not here, and HF_HUB_OFFLINE forbids to fetch it", hint="Unset it.")
    source = hub.located(want)
    for ours, theirs in ((want.sha256, source.sha256), (want.size, source.size)):
        if None not in {ours, theirs} and ours != theirs:
            raise ModelError(
                f"{want.repository} has another {want.file} than the catalogue knows ({theirs}, not {ours})",
                hint=f"To take it as it is: scent models pull {want.repository}:{want.file}",
            )
    part = _part(want, source, directory)
    hub.fetch(source, part, want, report)
    return part, source


def _part(want: Wanted, source: Source | None, directory: Path) -> Path:
    """Where the file grows, under its own name, which messages show; empty where nobody can tell its version."""
    etag = source.etag if source else None
    key = hashlib.sha256(f"{etag} {want.url or want.repository} {want.file}".encode()).hexdigest()[:16]
    part = directory / _PARTS / key / f"{want.name}.gguf"
    part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    longest = source.size if source else None
    if part.exists() and (etag is None or (longest is not None and part.stat().st_size > longest)):
        part.unlink()
    return part


def _proven(part: Path, want: Wanted, source: Source) -> store.Record:
    """What is to be recorded of a whole file, which is removed if it is not what was promised.

    Raises:
        ModelError: it is another file, or no embedding model.
    """
    try:
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        promised = {"catalogue": want.sha256, "hub": source.sha256}
        vouched = tuple(who for who, expected in promised.items() if expected)
        if wrong := next((who for who in vouched if promised[who] != digest), None):
            raise ModelError(  # noqa: TRY301 - what follows is for any error
                f"what came is not the {want.name} that the {wrong} names: its SHA-256 is {digest}",
                hint="Nothing was installed. Try again; or look at the mirror or proxy that it came through.",
            )
        probe(part)
    except ModelError:
        part.unlink()
        part.parent.rmdir()
        raise
    return store.Record(source.url, want.repository, source.revision, want.file, part.stat().st_size, digest, vouched)
