"""The published models that scent knows by name, read from `catalogue.toml`, which also names their sources."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scent.core.inference.families import Family, find_family


@dataclass(frozen=True, slots=True)
class Entry:
    """A published model.

    `repository`, `revision` and `file` locate it on the hub. `size` is in bytes and `sha256` in
    hex; both are None if no source gives them. `context` is the context length in the file, in
    tokens. `dims` is the length of a vector, and `matryoshka` lists the shorter lengths that the
    model was trained for. `pooling` is mean, cls or last.
    """

    name: str
    repository: str
    file: str
    licence: str
    context: int
    dims: int
    languages: str
    pooling: str
    good_at: str
    sources: tuple[str, ...]
    revision: str = "main"
    size: int | None = None
    sha256: str | None = None
    matryoshka: tuple[int, ...] = ()

    @property
    def family(self) -> Family:
        """The model's prompts and trained length."""
        return find_family([self.name])


@cache
def entries() -> tuple[Entry, ...]:
    """All entries in the order of the file, from small models to large ones."""
    import tomllib  # here, because few runs read the catalogue

    content = tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))
    return tuple(Entry(name, **_with_tuples(facts)) for name, facts in content.items())


def _with_tuples(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}


def entry(name: str) -> Entry | None:
    """The entry of that name, in any case; None if there is none."""
    return next((entry for entry in entries() if entry.name.lower() == name.lower()), None)


def hint(name: str) -> str:
    """How to get the model of that name, or the name that was probably meant; empty if no name is similar."""
    known = entry(name)
    if known:
        return f"get it with: scent models pull {known.name}"
    from difflib import get_close_matches

    similar = get_close_matches(name.lower(), [entry.name for entry in entries()], n=1)
    return f"did you mean {similar[0]!r}? run scent models for known names" if similar else ""
