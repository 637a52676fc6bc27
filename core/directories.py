"""The directories where scent keeps a user's files, as platformdirs chooses them for each system."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platformdirs import PlatformDirs


def config() -> Path:
    """Directory of the configuration file; on Linux `$XDG_CONFIG_HOME/scent` or `~/.config/scent`."""
    return _directories().user_config_path


def data() -> Path:
    """Directory of indexes and models; on Linux `$XDG_DATA_HOME/scent` or `~/.local/share/scent`."""
    return _directories().user_data_path


def cache() -> Path:
    """Cache directory, safe to delete; on Linux `$XDG_CACHE_HOME/scent` or `~/.cache/scent`."""
    return _directories().user_cache_path


def runtime() -> Path:
    """Directory of the server's socket; on Linux `$XDG_RUNTIME_DIR/scent` or `/run/user/<uid>/scent`.

    A directory that other users could write to is passed over, without a warning.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _directories().user_runtime_path


def _directories() -> "PlatformDirs":
    from platformdirs import PlatformDirs  # imported here: it takes 6 ms, and runs that are given all paths need none

    return PlatformDirs("scent")
