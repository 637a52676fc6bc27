"""What readers of tables share: limits, cells as text, and recognition of a header."""

from collections.abc import Sequence

MAX_CELL = 20_000  # characters; the rest of a cell is left out
# Rows are collected into documents of about this many characters.
DOCUMENT_CHARACTERS = 128 * 1024
_MAX_NAME = 80  # characters in the name of a column


def cell_text(text: str) -> str:
    """The text of a cell on one line, cut to `MAX_CELL`."""
    return " ".join(text[:MAX_CELL].replace("\0", " ").split())


def looks_like_header(cells: Sequence[str]) -> bool:
    """Whether a table's first row names its columns.

    Most cells must be filled, and all of them distinct, short and without numbers.
    """
    names = [cell.strip() for cell in cells if cell.strip()]
    return (
        len(names) * 2 > len(cells)
        and len(set(names)) == len(names)
        and all(len(name) <= _MAX_NAME and any(map(str.isalpha, name)) for name in names)
        and not any(name[0].isdigit() or "\n" in name for name in names)
    )
