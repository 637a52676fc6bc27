"""What an index is made with, remembered in its manifest, so that later runs need not be told again.

Owned here: the JSON form of an index's settings. Not here: where settings come from on the first run
(`scent.cli.settings`).
"""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from scent.core import config
from scent.core.config import ChunkSettings, ModelIdentity, Strategy
from scent.core.model.source import ModelSource
from scent.core.walk import WalkSettings
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


def remembered(index: Path) -> Profile | None:
    """The profile of the index in a directory; None if there is no index yet.

    Raises:
        FormatError: a newer scent wrote it.
        DamageError: it is not what was written.
    """
    try:
        return Profile.from_settings(manifest.load(index).settings)
    except NoIndexError:
        return None
