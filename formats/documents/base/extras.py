"""Libraries that only some formats need, and that not everybody installs.

Owned here: what is said when one is missing, and whether it still is.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from scent.errors import MissingExtraError

_MISSING = re.compile(r"it needs ([\w.]+), which is not installed: ")


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Import inside of this what an extra of scent installs.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"it needs {error.name}, which is not installed: pip install 'scent[{extra}]'"
        ) from None


def awaited(problem: str) -> str | None:
    """The module that `problem`, a message of `needs` that was kept, says to be missing; None for any other message."""
    match = _MISSING.match(problem)
    return match[1] if match else None


def is_installed(module: str) -> bool:
    """Whether a module that was missing is there now."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package around it is missing
        return False
