"""What a manifest from somebody else says about its settings is checked before it is used."""

import pytest

from scent.core.config import ChunkSettings
from scent.core.files.walk import WalkSettings
from scent.core.models import source
from scent.core.profile import Profile
from scent.errors import DamageError


@pytest.mark.parametrize("value", ["yes", None, [], {}, 2.5])
@pytest.mark.parametrize("name", ["hidden", "follow", "max_size"])
def test_a_setting_of_another_type_is_damage(name: str, value: object) -> None:
    settings = Profile(source.identify(None), ChunkSettings(), WalkSettings()).settings()
    assert Profile.from_settings(settings).walk == WalkSettings()
    settings["walk"][name] = value
    with pytest.raises(DamageError):
        Profile.from_settings(settings)
