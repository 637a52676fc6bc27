"""Which files beside a file have a part of its content.

This module loads nothing: the check whether an index is up to date needs it.
"""

# What is added to the path of a file of a format.
_ENDINGS = {"sqlite": b"-wal"}


def file_beside(document_format: str, path: bytes) -> bytes | None:
    """The path of the file that has a part of the content of the file `path`; None if its format has none."""
    ending = _ENDINGS.get(document_format)
    return None if ending is None else path + ending
