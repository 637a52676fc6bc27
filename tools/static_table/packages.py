"""Fetches packages from their registries, with the registries' own clients, and finds the files of a source."""

import hashlib
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).with_name("sources.toml")


@dataclass(frozen=True, slots=True)
class Source:
    """A package of texts; `files` are globs in it, and `share` is its part of all tokens, not normalised."""

    package: str
    registry: str
    version: str
    licence: str
    files: Sequence[str]
    reader: str
    share: float

    @property
    def folder(self) -> str:
        """A name for the package's folder."""
        return self.package.lstrip("@").replace("/", "-")


def sources() -> list[Source]:
    """All sources, in the order of `sources.toml`."""
    return [Source(**entry) for entry in tomllib.loads(SOURCES.read_text(encoding="utf-8"))["source"]]


def files(source: Source, work: Path) -> Iterator[Path]:
    """The files of a source in an order that its names decide, after the package was fetched into `work`."""
    folder = work / "packages" / source.folder
    if not (folder / ".done").exists():
        _fetch(source, folder)
        (folder / ".done").touch()
    found = {path for pattern in source.files for path in folder.glob(pattern) if path.is_file()}
    yield from sorted(found, key=lambda path: hashlib.sha256(str(path.relative_to(folder)).encode()).digest())


def _fetch(source: Source, folder: Path) -> None:
    """Download and unpack a package."""
    folder.mkdir(parents=True, exist_ok=True)
    name = source.package
    match source.registry:
        case "debian":
            _run(["apt-get", "download", "--quiet", f"{name}={source.version}"], folder)
            _run(["dpkg-deb", "--extract", str(next(folder.glob("*.deb"))), str(folder)], folder)
        case "npm":
            _run(["npm", "pack", "--silent", f"{name}@{source.version}"], folder)
            _run(["tar", "--extract", "--gzip", "--file", str(next(folder.glob("*.tgz")))], folder)
        case _:
            pinned = f"{name}=={source.version}"
            _run([sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-deps", pinned], folder)
            _run(
                [sys.executable, "-P", "-m", "zipfile", "--extract", str(next(folder.glob("*.whl"))), str(folder)],
                folder,
            )


def _run(command: Sequence[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - commands of this module
