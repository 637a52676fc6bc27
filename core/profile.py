"""The profile of an index: its model, how documents are cut and embedded, and which files are indexed.

The manifest keeps it as JSON, so a later run needs no options to work in the same way.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from scent.core import config
from scent.core.config import ChunkSettings, ModelIdentity, Strategy
from scent.core.files.walk import WalkSettings
from scent.core.model_place import Place, parse_place, place_text
from scent.core.models import source as model_source
from scent.core.models.source import ModelSource
from scent.errors import DamageError, NoIndexError
from scent.formats.index import manifest_file
from scent.formats.index.manifest import Manifest

if TYPE_CHECKING:
    from scent.core.embedding.text_embedder import TextEmbedder

_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Profile:
    """The settings that an index is made with."""

    model: ModelSource
    chunks: ChunkSettings
    walk: WalkSettings

    @property
    def fingerprint(self) -> str:
        """Equal for indexes whose vectors can be compared; see `scent.core.config.fingerprint`."""
        return config.fingerprint(self.model.identity, self.chunks)

    @property
    def dims(self) -> int:
        """The number of dimensions of the index's vectors."""
        return self.chunks.dims or self.model.identity.dims

    @property
    def is_bundled(self) -> bool:
        """Whether the model is the bundled one, with whole vectors, of which all is known."""
        return self.model.place is None and not self.chunks.dims

    def settings(self) -> dict[str, Any]:
        """The profile as plain JSON values, as the manifest keeps it."""
        place, proof = self.model.place, self.model.proof
        file: dict[str, Any] = {"path": None if place is None else place_text(place), "stamp": list(self.model.stamp)}
        file |= {"proof": proof} if proof else {}
        return {**config.identity(self.model.identity, self.chunks), "file": file, "walk": asdict(self.walk)}

    @classmethod
    def from_manifest(cls, manifest: Manifest) -> Self:
        """Restore the profile of an index from the value of `settings()` in its manifest.

        Raises:
            DamageError: The values are not those of a profile.
        """
        settings = manifest.settings
        try:
            file, chunks = settings["file"], settings["chunks"]
            identity = ModelIdentity(**settings["model"])
            _check_identity(identity)
            size, mtime = file["stamp"]
            place, proof = None if file["path"] is None else parse_place(file["path"]), file.get("proof", "")
            if not isinstance(proof, str):
                raise TypeError("proof")  # noqa: TRY301  # as the errors of the other values
            model = ModelSource(place, (size, mtime), identity, proof)
            chunk_settings = ChunkSettings(**{**chunks, "strategy": Strategy(chunks["strategy"])})
            _check_chunks(chunks, chunk_settings)
            profile = cls(model, chunk_settings, _walk_settings(settings["walk"]))
            _check_dims(profile, manifest)
        except (KeyError, TypeError, ValueError) as error:
            message = f"the settings in the manifest are invalid ({error})"
            raise DamageError(message, hint="remove the index and index again") from error
        return profile


def _check_identity(identity: ModelIdentity) -> None:
    """Check that the values can be those of a model; TypeError or ValueError if not.

    The cache has files that are named after the digest, so that a manifest must not choose any other name.
    """
    _check_types(identity)
    if not _SHA256.fullmatch(identity.digest):
        raise ValueError("digest")


def _check_types(settings: ModelIdentity | ChunkSettings) -> None:
    """Check that each value has the type of its field; TypeError or ValueError if one has not, or is negative."""
    for field in fields(settings):
        value = getattr(settings, field.name)
        if type(value) is not field.type and not (field.type is float and type(value) is int):
            raise TypeError(field.name)
        if isinstance(value, int | float) and not 0 <= value < 1 << 31:
            raise ValueError(field.name)


def _check_chunks(values: dict[str, Any], chunks: ChunkSettings) -> None:
    """Check the settings of chunks, made of `values`; KeyError, TypeError or ValueError if one cannot be right."""
    for field in fields(chunks):
        values[field.name]  # all are written
    _check_types(chunks)
    if chunks.chunk_tokens == 0 or chunks.late_weight > 1:
        raise ValueError("chunk_tokens" if chunks.chunk_tokens == 0 else "late_weight")


def _check_dims(profile: Profile, manifest: Manifest) -> None:
    if profile.dims != manifest.dims:
        raise ValueError("dims")


def _walk_settings(values: dict[str, Any]) -> WalkSettings:
    walk, default = WalkSettings(**values), WalkSettings()
    for name, value in asdict(walk).items():
        if type(value) is not type(getattr(default, name)):
            raise TypeError(name)
    return walk


def load_profile(index: Path, *, committed: bool = False) -> Profile | None:
    """The profile of the index in a directory; None if there is no index yet.

    With `committed`, None also before the first commit: until then nothing keeps an index to its settings.

    Raises:
        FormatError: A newer version of scent wrote the index.
        DamageError: The manifest is damaged.
    """
    try:
        manifest = manifest_file.load(index)
    except NoIndexError:
        return None
    return None if committed and not manifest.generation else Profile.from_manifest(manifest)


def open_text_embedder(index: Path, cache: Path | None, *, query: bool = False, workers: int = 0) -> "TextEmbedder":
    """What embeds texts with the model of an index, or with the bundled one if there is no index yet.

    Raises:
        ModelError: the model file is missing, damaged or not an embedding model.
        MismatchError: it contains another model now.
    """
    from scent.core.embedding.text_embedder import TextEmbedder

    profile = load_profile(index)
    if profile is None:
        return TextEmbedder.open(None, cache, query=query, workers=workers)
    model_source.check(profile.model)
    return TextEmbedder.open(
        profile.model.place, cache, dims=profile.chunks.dims, query=query, workers=workers, known=profile.model
    )


def resolve_profile(
    index: Path,
    model: Place | None = None,
    *,
    chunks: Mapping[str, Any] = MappingProxyType({}),
    walk: Mapping[str, Any] = MappingProxyType({}),
    again: bool = False,
) -> Profile:
    """The index's own profile, or the defaults for a new index, with the given settings in place of its own.

    Args:
        index: The index directory.
        model: The place of a model; None for the index's own model, or the bundled model for a new index.
        chunks: Fields of `ChunkSettings` to replace.
        walk: Fields of `WalkSettings` to replace.
        again: Look at a model on a server even if the index knows it: it may be another one now.

    Raises:
        ModelError: The file is not an embedding model.
        FormatError, DamageError: As for `load_profile`.
    """
    current = load_profile(index)
    current_model = current.model if current else None
    place = model or (current_model.place if current_model else None)
    new_model = model_source.identify(place, current_model, again=again)
    return Profile(
        new_model,
        replace(current.chunks if current else config.default_chunks(new_model.identity), **chunks),
        replace(current.walk if current else WalkSettings(), **walk),
    )


def differences(old: Profile, new: Profile) -> str:
    """Say in which settings two profiles differ, so that their vectors cannot be compared.

    Returns a text such as `strategy early (now late)`; empty if the vectors can be compared.
    """
    before, after = (config.identity(each.model.identity, each.chunks) for each in (old, new))

    def changed(part: str) -> list[tuple[str, Any, Any]]:
        values = before[part].items()
        return [(name, value, after[part][name]) for name, value in values if value != after[part][name]]

    model = changed("model")
    if any(name == "digest" for name, _, _ in model):  # another file: its name says more than all that differs
        model = [("model", old.model.identity.name, new.model.identity.name)]
        if old.model.address and old.model.identity.name == new.model.identity.name:
            model = [("vectors of", old.model.identity.name, "others")]
        changes = [*model, *changed("chunks")]
    else:
        changes = [*changed("chunks"), *model]
    if before["recipe"] != after["recipe"]:
        changes.insert(0, ("vector recipe", before["recipe"], after["recipe"]))
    return ", ".join(f"{name.replace('_', ' ')} {was} (now {now})" for name, was, now in changes)
