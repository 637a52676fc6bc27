"""Where a user's files lie: what platformdirs says, said without it where that takes no thought.

Owned here: the four directories of scent.
"""

import os
import stat
import sys
from pathlib import Path


def config() -> Path:
    """Where settings lie."""
    return _plain("XDG_CONFIG_HOME", ".config") or _asked("user_config_path")


def data() -> Path:
    """Where indexes and models lie."""
    return _plain("XDG_DATA_HOME", ".local/share") or _asked("user_data_path")


def cache() -> Path:
    """Where that lies which can be made again."""
    return _plain("XDG_CACHE_HOME", ".cache") or _asked("user_cache_path")


def runtime() -> Path:
    """Where a server of this user has its socket."""
    for place in (Path(os.environ.get("XDG_RUNTIME_DIR", "")), Path(f"/run/user/{os.geteuid()}")):
        if _is_plain() and place.is_absolute() and _is_private(place):
            return place / "scent"
    return _asked("user_runtime_path")


def _is_private(place: Path) -> bool:
    try:
        status = place.lstat()
    except OSError:
        return False
    own = stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()
    return own and stat.S_IMODE(status.st_mode) == stat.S_IRWXU


def _plain(variable: str, usual: str) -> Path | None:
    if not _is_plain():
        return None
    place, home = Path(os.environ.get(variable, "")), Path(os.environ.get("HOME", ""))
    if place.is_absolute():
        return place / "scent"
    return home / usual / "scent" if home.is_absolute() else None


def _is_plain() -> bool:
    return sys.platform == "linux" and "ANDROID_ROOT" not in os.environ


def _asked(name: str) -> Path:
    import warnings

    import platformdirs

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an XDG_RUNTIME_DIR that is open to others and therefore passed over
        return Path(getattr(platformdirs, name)("scent"))
