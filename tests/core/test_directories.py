"""Where a user's files lie: what we say without platformdirs is what it says."""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from scent.core import directories

PLACES: dict[str, tuple[Callable[[], Path], Callable[[str], Path], str]] = {
    "config": (directories.config, platformdirs.user_config_path, "XDG_CONFIG_HOME"),
    "data": (directories.data, platformdirs.user_data_path, "XDG_DATA_HOME"),
    "cache": (directories.cache, platformdirs.user_cache_path, "XDG_CACHE_HOME"),
    "runtime": (directories.runtime, platformdirs.user_runtime_path, "XDG_RUNTIME_DIR"),
}


@pytest.mark.parametrize("home", [None, "", "relative", "/home/somebody", "/home//some body/"])
@pytest.mark.parametrize(
    "said", [None, "", "relative", "~/x", "/", "/absent", "/some//place/", "PRIVATE", "OPEN", "LINK"]
)
@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_where_platformdirs_says(
    place: str, said: str | None, home: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs, variable = PLACES[place]
    for name, mode in (("PRIVATE", 0o700), ("OPEN", 0o755)):
        (tmp_path / name).mkdir(mode=mode)
        (tmp_path / name).chmod(mode)
    (tmp_path / "LINK").symlink_to(tmp_path / "PRIVATE")
    for name, value in (("HOME", home), (variable, said)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, str(tmp_path / value) if value.isupper() else value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a directory for sockets that is open to others
        assert ours() == theirs("scent")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is asked")
def test_the_usual_places_take_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(directories, "_asked", None)  # calling it would end the test
    found = [directories.config(), directories.data(), directories.cache(), directories.runtime()]
    assert [place.name for place in found] == ["scent"] * 4
