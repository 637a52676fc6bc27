"""What an index is made with, remembered in its manifest, so that later runs need not be told again.

Owned here: the JSON form of an index's settings.
"""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from scent.core import config
from scent.core.config import ChunkSettings, ModelIdentity, Strategy
from scent.core.files.walk import WalkSettings
from scent.core.models import source as model_source
from scent.core.models.source import ModelSource
from scent.errors import DamageError, NoIndexError
from scent.formats.index import manifest


@dataclass(frozen=True, slots=True)
class Profile:
    """The model, how documents are cut and embedded, and which files are taken."""

    model: ModelSource
    chunks: ChunkSettings
    walk: WalkSettings

    @property
    def fingerprint(self) -> str:
        """What vectors of this index may be compared with: see `scent.core.config.fingerprint`."""
        return config.fingerprint(self.model.identity, self.chunks)

    @property
    def dims(self) -> int:
        """The length of a vector in the index."""
        return self.chunks.dims or self.model.identity.dims

    def settings(self) -> dict[str, Any]:
        """The profile as the plain JSON values that a manifest keeps."""
        path = self.model.path
        file = {"path": None if path is None else os.fspath(path), "stamp": list(self.model.stamp)}
        return {**config.identity(self.model.identity, self.chunks), "file": file, "walk": asdict(self.walk)}

    @classmethod
    def from_settings(cls, settings: dict[str, Any]) -> Self:
        """The profile that `settings` gave.

        Raises:
            DamageError: they are of another shape.
        """
        try:
            file, chunks = settings["file"], settings["chunks"]
            identity = ModelIdentity(**settings["model"])
            size, mtime = file["stamp"]
            model = ModelSource(None if file["path"] is None else Path(file["path"]), (size, mtime), identity)
            chunked = ChunkSettings(**{**chunks, "strategy": Strategy(chunks["strategy"])})
            return cls(model, chunked, WalkSettings(**settings["walk"]))
        except (KeyError, TypeError, ValueError) as error:
            message = f"the manifest's settings make no sense ({error})"
            raise DamageError(message, hint="Remove the index and index again.") from error


def resolve_profile(
    index: Path,
    model: Path | None = None,
    *,
    chunks: Mapping[str, Any] = MappingProxyType({}),
    walk: Mapping[str, Any] = MappingProxyType({}),
) -> Profile:
    """What the index remembers, or the defaults of a new one, with what is said this time laid over it.

    Args:
        index: the directory of the index.
        model: the file of a model, None for the one that it has, or else the bundled one.
        chunks: fields of `ChunkSettings`.
        walk: fields of `WalkSettings`.

    Raises:
        ModelError: the file is no embedding model.
        FormatError, DamageError: as `load_profile`.
    """
    known = load_profile(index)
    before = known.model if known else None
    chosen = model_source.identify(model or (before.path if before else None), before)
    return Profile(
        chosen,
        replace(known.chunks if known else config.default_chunks(chosen.identity), **chunks),
        replace(known.walk if known else WalkSettings(), **walk),
    )


def differences(old: Profile, new: Profile) -> str:
    """What makes vectors of two profiles incomparable, in words: `strategy early (now late)`; empty if nothing does."""
    before, after = (config.identity(each.model.identity, each.chunks) for each in (old, new))
    pairs = [
        (name, before[part][name], after[part][name])
        for part in ("chunks", "model")
        for name in before[part]
        if before[part][name] != after[part][name]
    ]
    if before["recipe"] != after["recipe"]:
        pairs.insert(0, ("the way of an older scent", before["recipe"], after["recipe"]))
    if any(name == "digest" for name, _, _ in pairs):
        pairs = [
            ("model", old.model.identity.name, new.model.identity.name),
            *(p for p in pairs if p[0] in before["chunks"]),
        ]
    return ", ".join(f"{name.replace('_', ' ')} {was} (now {now})" for name, was, now in pairs)


def load_profile(index: Path) -> Profile | None:
    """The profile of the index in a directory; None if there is no index yet.

    Raises:
        FormatError: a newer scent wrote it.
        DamageError: it is not what was written.
    """
    try:
        return Profile.from_settings(manifest.load(index).settings)
    except NoIndexError:
        return None
