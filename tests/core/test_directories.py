"""Where a user's files are kept: the variables of the XDG specification decide, then the home directory."""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from scent.core import directories

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="XDG directories are those of Linux")

PLACES: dict[str, tuple[Callable[[], Path], str]] = {
    "XDG_CONFIG_HOME": (directories.config, ".config"),
    "XDG_DATA_HOME": (directories.data, ".local/share"),
    "XDG_CACHE_HOME": (directories.cache, ".cache"),
}


@pytest.mark.parametrize("variable", PLACES)
def test_a_directory_is_where_its_variable_says(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "/somewhere")
    assert PLACES[variable][0]() == Path("/somewhere/scent")


@pytest.mark.parametrize("value", [None, "", "relative"])
@pytest.mark.parametrize("variable", PLACES)
def test_without_an_absolute_path_it_is_in_the_home_directory(
    variable: str, value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    if value is None:
        monkeypatch.delenv(variable, raising=False)
    else:
        monkeypatch.setenv(variable, value)
    directory, usual = PLACES[variable]
    assert directory() == Path("/home/somebody", usual, "scent")


def test_the_socket_is_in_the_runtime_directory_if_nobody_else_can_enter_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    tmp_path.chmod(0o700)
    assert directories.runtime() == tmp_path / "scent"


@pytest.mark.parametrize("mode", [0o755, 0o777])
def test_a_runtime_directory_that_is_open_to_others_is_passed_over_silently(
    mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    tmp_path.chmod(mode)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert tmp_path not in directories.runtime().parents


def test_a_runtime_directory_that_is_a_link_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to("real")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "link"))
    assert tmp_path / "link" not in directories.runtime().parents
