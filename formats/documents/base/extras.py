"""Libraries that only some formats need, and that come with an extra of scent.

The message for a missing library names it. The index keeps that message with the file, so that
`missing_module` can tell later what to look for, and `is_installed` whether reading the file again
is worth it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from scent.errors import MissingExtraError

_MISSING = re.compile(r"it needs ([\w.]+), which is not installed: ")


@contextmanager
def requires_extra(extra: str) -> Iterator[None]:
    """Import in this block what an extra of scent installs.

    Raises:
        MissingExtraError: a module is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"it needs {error.name}, which is not installed: pip install 'scent[{extra}]'"
        ) from None


def missing_module(message: str) -> str | None:
    """The missing module that a message of `requires_extra` names; None for any other message."""
    match = _MISSING.match(message)
    return match[1] if match else None


def is_installed(module: str) -> bool:
    """Whether a module can be imported now."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package around it is missing
        return False
