"""Reads small JSON files that another program, or another version of scent, may have written."""

import json
from typing import TYPE_CHECKING, Any, Final

from scent.regular_files import open_regular

if TYPE_CHECKING:
    from _typeshed import StrOrBytesPath

_MOST_BYTES: Final = 1 << 20


def read_json(path: "StrOrBytesPath") -> Any:  # noqa: ANN401  # whatever is in the file
    """Read the value in a file.

    Raises:
        OSError: it cannot be opened or read, or is no regular file.
        ValueError: it is no JSON, nested too deep, or longer than a megabyte.
    """
    with open_regular(path) as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValueError("the file is too long")
    return parse_json(data)


def parse_json(text: str | bytes) -> Any:  # noqa: ANN401
    """The value in a text; ValueError if it is no JSON, or nested too deep."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
