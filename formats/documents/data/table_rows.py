"""What readers of tables share: limits for cells, cells as text, and telling whether a row is a header."""

from collections.abc import Sequence

LONGEST_CELL = 20_000  # characters; the rest of a cell is left out
# Rows are collected into documents of about this many characters.
DOCUMENT_CHARACTERS = 128 * 1024
_LONGEST_NAME = 80  # characters in the name of a column


def cell_text(text: str) -> str:
    """The text of a cell on one line, cut to `LONGEST_CELL`."""
    return " ".join(text[:LONGEST_CELL].replace("\0", " ").split())


def looks_like_header(cells: Sequence[str]) -> bool:
    """Whether a table's first row names its columns: most cells filled, distinct, short, and no numbers."""
    names = [cell.strip() for cell in cells if cell.strip()]
    return (
        len(names) * 2 > len(cells)
        and len(set(names)) == len(names)
        and all(len(name) <= _LONGEST_NAME and any(map(str.isalpha, name)) for name in names)
        and not any(name[0].isdigit() or "\n" in name for name in names)
    )
