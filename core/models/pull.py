"""Fetch a model: download its file, or the files that it is made of, verify them, and install it under its name.

The file grows below `.part` in the directory of models, in a directory named after the server's
version of the file. An interrupted download therefore resumes where it was, and two versions are
never mixed.
"""

import hashlib
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scent.core.inference.probe import probe, probe_any
from scent.core.models import catalogue, hub, store
from scent.core.models.catalogue import Entry
from scent.core.models.conversion.sentence_transformers import WEIGHTS, Description, convert
from scent.core.models.hub import OnProgress, RemoteFile
from scent.core.models.names import PullTarget, parse_target
from scent.errors import ModelError, UsageError

_PARTS: Final = ".part"
_HUB: Final = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class PullResult:
    """The installed model; `downloaded` is False if it was installed before."""

    model: store.InstalledModel
    downloaded: bool


def pull(argument: str, directory: Path, on_progress: OnProgress) -> PullResult:
    """Fetch the model that `argument` names (see `names.parse_target`) into a directory, unless it is there.

    Raises:
        UsageError: the argument does not name a model file.
        ModelError: the file cannot be downloaded, is not the expected one, or is not a model. Nothing
            is installed then.
    """
    known = catalogue.entry(argument)
    if known and known.package:
        raise UsageError(
            f"{known.name} is not fetched: scent makes it from the package {known.package.name}",
            hint=catalogue.hint(argument),
        )
    target = parse_target(argument, hub.endpoint())
    with hub.translate_errors(target, directory), store.locked(directory):
        if not target.name:
            target = hub.choose_file(target)
        if model := _find_installed(target, directory):
            return PullResult(model, downloaded=False)
        if known and known.parts:
            part, record = _make(known, directory, on_progress)
        else:
            part, remote = _download(target, directory, on_progress)
            record = _verify(part, target, remote)
        path = store.model_path(directory, target.name)
        store.install(part, record, path)
        for empty in (part.parent, directory / _PARTS):
            with suppress(OSError):  # it also contains other downloads
                empty.rmdir()
    return PullResult(store.InstalledModel(target.name, path, record.size, record), downloaded=True)


def _find_installed(target: PullTarget, directory: Path) -> store.InstalledModel | None:
    """The installed model, if this file was downloaded before.

    Raises:
        ModelError: another file has its name.
    """
    model = store.find_model(directory, target.name)
    if model is None:
        return None
    record = model.record
    if record is None:
        raise ModelError(f"{model.path} exists and was not fetched by scent", hint="move it away or rename it")
    origin = record.url if target.url else (record.repository, record.file)
    same = origin == (target.url or (target.repository, target.file))
    if not same or target.sha256 not in {None, record.sha256}:
        raise ModelError(
            f"another model is installed as {target.name}, from {record.repository or record.url}",
            hint=f"remove it first: scent models remove {target.name}",
        )
    return model


def _download(target: PullTarget, directory: Path, on_progress: OnProgress) -> tuple[Path, RemoteFile]:
    """The complete file, not yet verified, and where it came from.

    Raises:
        ModelError: the server cannot be used, or has another file than the catalogue lists.
    """
    if hub.offline():
        part = _part_path(target, None, directory)
        if remote := hub.copy_from_cache(target, part):
            return part, remote
        raise ModelError(f"{target.name} is not here, and HF_HUB_OFFLINE forbids fetching it", hint="unset it")
    remote = hub.locate(target)
    for listed, actual in ((target.sha256, remote.sha256), (target.size, remote.size)):
        if None not in {listed, actual} and listed != actual:
            raise ModelError(
                f"{target.repository} has another {target.file} than the catalogue lists ({actual}, not {listed})",
                hint=f"to get it anyway: scent models pull {target.repository}:{target.file}",
            )
    part = _part_path(target, remote, directory)
    hub.download(remote, part, target, on_progress)
    return part, remote


def _part_path(target: PullTarget, remote: RemoteFile | None, directory: Path) -> Path:
    """The path of the growing file.

    It has the model's own name, because errors show it. A file that cannot be resumed is removed:
    its version is unknown, or it is longer than the server's.
    """
    etag = remote.etag if remote else None
    key = hashlib.sha256(f"{etag} {target.url or target.repository} {target.file}".encode()).hexdigest()[:16]
    part = directory / _PARTS / key / f"{target.name}{store.SUFFIX}"
    part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    size = remote.size if remote else None
    if part.exists() and (etag is None or (size is not None and part.stat().st_size > size)):
        part.unlink()
    return part


def _make(entry: Entry, directory: Path, on_progress: OnProgress) -> tuple[Path, store.DownloadRecord]:
    """Fetch the files of a model's makers, and make one GGUF file of them, which is probed.

    Files that have arrived are kept until the model is made, so that nothing is fetched twice.

    Raises:
        ModelError: a file cannot be fetched or is not the expected one, or they do not make a model.
    """
    fetched: dict[str, Path] = {}
    for name, sha256 in entry.parts.items():
        target = PullTarget(entry.name, "", entry.repository, entry.revision, name, None, sha256 or None)
        part, remote = _download(target, directory, on_progress)
        _check_digest(part, target, remote)
        fetched[name] = part
    page = f"{_HUB}/{entry.repository}"
    family = entry.family
    about = Description(
        entry.name,
        entry.licence,
        page,
        entry.pooling,
        family.trained_tokens,
        family.query_prompt,
        family.document_prompt,
    )
    draft = directory / _PARTS / "made" / f"{entry.name}{store.SUFFIX}"
    draft.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        convert({name: part.read_bytes() for name, part in fetched.items()}, about, draft)
        probe(draft)
    except ModelError:
        shutil.rmtree(draft.parent)
        raise
    finally:
        for part in fetched.values():
            shutil.rmtree(part.parent, ignore_errors=True)
    with draft.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = draft.stat().st_size
    return draft, store.DownloadRecord(
        f"{hub.endpoint()}/{entry.repository}", entry.repository, entry.revision, WEIGHTS, size, digest, ()
    )


def _verify(part: Path, target: PullTarget, remote: RemoteFile) -> store.DownloadRecord:
    """Check the digest of a downloaded file and probe it; remove the file if it is not the expected one.

    Raises:
        ModelError: the file is not the expected one, or is not a model.
    """
    digest, vouched = _check_digest(part, target, remote)
    try:
        probe_any(part)
    except ModelError:
        _discard(part)
        raise
    return store.DownloadRecord(
        url=remote.url,
        repository=target.repository,
        revision=remote.revision,
        file=target.file,
        size=part.stat().st_size,
        sha256=digest,
        vouched=vouched,
    )


def _check_digest(part: Path, target: PullTarget, remote: RemoteFile) -> tuple[str, tuple[str, ...]]:
    """The SHA-256 of a downloaded file in hex, and who gave the same; removes the file if somebody gave another.

    Raises:
        ModelError: somebody gave another.
    """
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    expected = {who: sha256 for who, sha256 in (("catalogue", target.sha256), ("hub", remote.sha256)) if sha256}
    if wrong := next((who for who, sha256 in expected.items() if sha256 != digest), None):
        _discard(part)
        raise ModelError(
            f"the downloaded file is not the {target.name} that the {wrong} lists: its SHA-256 is {digest}",
            hint="nothing was installed; try again, or check the mirror or proxy that the file came through",
        )
    return digest, tuple(expected)


def _discard(part: Path) -> None:
    part.unlink()
    part.parent.rmdir()
