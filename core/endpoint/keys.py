"""The key that a server asks for: in the variable SCENT_API_KEY, or in a file. It is never printed or stored.

The file is the one that SCENT_API_KEY_FILE names, or `api-keys` beside config.toml. A line has a host and
its key, or a key alone, for every host that no line names. No other user may read `api-keys`.
"""

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from scent.core import directories
from scent.errors import ModelError
from scent.regular_files import open_regular

VARIABLE: Final = "SCENT_API_KEY"
FILE_VARIABLE: Final = "SCENT_API_KEY_FILE"
_KEY: Final = re.compile(r"[!-~]+")
_READABLE_BY_OTHERS: Final = 0o077
_MOST_BYTES: Final = 1 << 20


def api_key(url: str, environ: Mapping[str, str] = os.environ) -> str:
    """The key for the server of a URL; empty if there is none.

    Raises:
        ModelError: the file cannot be read, others may read `api-keys`, or a key has characters that no key has.
    """
    if key := environ.get(VARIABLE, "").strip():
        return _checked(key, VARIABLE)
    named = environ.get(FILE_VARIABLE)
    file = Path(named).expanduser() if named else directories.config() / "api-keys"
    try:
        with open_regular(file) as opened:
            mode = os.fstat(opened.fileno()).st_mode
            text = opened.read(_MOST_BYTES).decode(errors="replace")
    except FileNotFoundError:
        if not named:
            return ""
        raise ModelError(f"there is no file {file}, which {FILE_VARIABLE} names") from None
    except OSError as error:
        raise ModelError(f"the keys in {file} cannot be read: {error.strerror or error}") from error
    if not named and stat.S_IMODE(mode) & _READABLE_BY_OTHERS:
        raise ModelError(f"other users may read the keys in {file}", hint=f"run: chmod 600 {file}")
    return _of_host(text, urlsplit(url).netloc, file)


def _of_host(text: str, host: str, file: Path) -> str:
    """The key in a line that names the host, or else in a line of its own."""
    keys: dict[str, str] = {}
    for line in text.splitlines():
        match line.split():
            case [] | [*_] if line.lstrip().startswith("#") or not line.strip():
                continue
            case [key]:
                keys[""] = key
            case [name, key]:
                keys[name.lower()] = key
            case _:
                raise ModelError(f"a line of {file} has more than a host and its key", hint="see man scent-config")
    key = keys.get(host.lower(), keys.get(host.lower().partition(":")[0], keys.get("", "")))
    return _checked(key, str(file)) if key else ""


def _checked(key: str, source: str) -> str:
    if not _KEY.fullmatch(key):
        raise ModelError(f"the key in {source} has characters that no key has", hint="copy the key again")
    return key
