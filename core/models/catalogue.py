"""Which published models are worth having, and where their files lie.

Owned here: reading `catalogue.toml`, which holds the facts and their sources.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scent.core.inference.families import Family, find_family


@dataclass(frozen=True, slots=True)
class Entry:
    """A published model.

    `repository`, `revision` and `file` say where it lies on the hub; `size` is in bytes, `sha256` in hex, both None
    where no source gives them; `context` is what the file gives, in tokens; `dims` is the length of a vector,
    `matryoshka` holds shorter ones that it was trained for; `pooling` is mean, cls or last.
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
        """Its prompts and the length that it was trained on."""
        return find_family([self.name])


@cache
def entries() -> tuple[Entry, ...]:
    """Every entry, in the order of the file: from small to large."""
    import tomllib  # here, as few runs look

    content = tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))
    return tuple(Entry(name, **_frozen(facts)) for name, facts in content.items())


def _frozen(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}


def entry(name: str) -> Entry | None:
    """The entry of that name, whatever its case; None if there is none."""
    return next((each for each in entries() if each.name.lower() == name.lower()), None)


def hint(name: str) -> str:
    """What to say to somebody who named a model that is not here: how to get it, or what was meant; may be empty."""
    known = entry(name)
    if known:
        return f"get it with: scent models pull {known.name}"
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), [each.name for each in entries()], n=1)
    return f"did you mean {near[0]!r}? run scent models for known names" if near else ""
