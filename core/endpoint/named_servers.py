"""The servers that the user has named as the place of a model. Texts and keys go to no others.

An index may come from somebody else: that its manifest names a server is no reason to send the user's
queries there. So the servers that the user has named (with --model, in the environment or the settings) are
remembered in the data directory. What is on this machine may be asked all the same, but gets no key.
"""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from scent.core import cache_files, directories
from scent.core.endpoint.connection import is_loopback
from scent.core.model_place import Address, Place
from scent.errors import ModelError
from scent.regular_files import open_regular

_WRITABLE_BY_OTHERS: Final = 0o022
_MOST_BYTES: Final = 1 << 20
# Those that this process was told of, for where nothing can be written.
_named_here: set[str] = set()


def announce(place: Place | None) -> str:
    """Note that the user has named a place; returns what must be said before texts go there for the first time.

    Empty for a model on this machine, and for a server that was named before.
    """
    if not isinstance(place, Address):
        return ""
    origin = _origin(place.url)
    if is_named(place.url):
        return ""
    _named_here.add(origin)
    with suppress(OSError):
        cache_files.replace(_file(), json.dumps(sorted({*_read(), origin}), indent=1).encode() + b"\n")
    parts = urlsplit(place.url)
    if is_loopback(str(parts.hostname)):
        return ""
    message = (
        f"{place.name} runs on {parts.hostname}, not on this machine: "
        "the text of your files and of your searches is sent there"
    )
    return message + (", unencrypted, so that others can read it on the way" if parts.scheme == "http" else "")


def is_named(url: str) -> bool:
    """Whether the user has named the server of a URL."""
    origin = _origin(url)
    return origin in _named_here or origin in _read()


def check_named(place: Address) -> None:
    """Check that texts may be sent to a server.

    Raises:
        ModelError: it is not this machine, and the user has not named it.
    """
    host = str(urlsplit(place.url).hostname)
    if not is_loopback(host) and not is_named(place.url):
        raise ModelError(
            f"the model of the index, {place.name}, runs on {host}, to which nothing was sent from here before",
            hint=f"to send the texts of this index and of searches there: scent index --model '{place}'; "
            "to search by words alone: --mode lexical",
        )


def _origin(url: str) -> str:
    """The scheme, the host and the port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def _file() -> Path:
    return directories.data() / "named-servers.json"


def _read() -> set[str]:
    """The origins in the file; none if somebody else could have written it."""
    try:
        with open_regular(_file()) as file:
            status = os.fstat(file.fileno())
            if status.st_uid != os.geteuid() or status.st_mode & _WRITABLE_BY_OTHERS:
                return set()
            origins = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return set()
    return {each for each in origins if isinstance(each, str)} if isinstance(origins, list) else set()
