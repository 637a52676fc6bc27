"""What a manifest from somebody else says about its settings is checked before it is used."""

from typing import Any

import pytest

from scent.core.config import ChunkSettings
from scent.core.files.walk import WalkSettings
from scent.core.models import source
from scent.core.profile import Profile
from scent.errors import DamageError
from scent.formats.index.manifest import Manifest

DIMS = 384


def settings() -> dict[str, Any]:
    return Profile(source.identify(None), ChunkSettings(), WalkSettings()).settings()


def restored(changed: dict[str, Any], dims: int = DIMS) -> Profile:
    return Profile.from_manifest(Manifest(0, "", changed, dims))


def test_a_profile_is_restored_from_its_settings() -> None:
    assert restored(settings()).settings() == settings()


@pytest.mark.parametrize("value", ["yes", None, [], {}, 2.5])
@pytest.mark.parametrize(
    ("part", "name"),
    [
        *(("walk", name) for name in ("hidden", "follow", "max_size")),
        *(("chunks", name) for name in ("strategy", "chunk_tokens", "window_tokens", "late_weight", "dims")),
        *(("model", name) for name in ("dims", "trained_tokens")),
    ],
)
def test_a_setting_of_another_type_or_size_is_damage(part: str, name: str, value: object) -> None:
    changed = settings()
    changed[part][name] = value
    with pytest.raises(DamageError):
        restored(changed)


@pytest.mark.parametrize("name", ["chunk_tokens", "window_tokens", "late_weight", "dims"])
def test_a_missing_or_negative_setting_of_chunks_is_damage(name: str) -> None:
    changed = settings()
    changed["chunks"][name] = -1
    with pytest.raises(DamageError):
        restored(changed)
    del changed["chunks"][name]
    with pytest.raises(DamageError):
        restored(changed)


def test_vectors_of_another_length_than_the_settings_give_are_damage() -> None:
    with pytest.raises(DamageError):
        restored(settings(), DIMS - 1)


@pytest.mark.parametrize("digest", ["", "x" * 64, "../../../../planted", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_a_digest_that_is_none_is_damage(digest: str) -> None:
    """Files of the cache are named after it, so that another name could lie anywhere."""
    changed = settings()
    changed["model"]["digest"] = digest
    with pytest.raises(DamageError):
        restored(changed)
