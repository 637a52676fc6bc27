"""What readers of tables share: limits, cells as text, and the row that names the columns."""

import re
from collections.abc import Sequence
from itertools import pairwise

from scent.formats.documents.base.left_out import LeftOut

# Characters; the rest of a cell is left out. No cell of a spreadsheet holds more.
MAX_CELL = 32_767
# Rows are collected into documents of about this many characters.
DOCUMENT_CHARACTERS = 128 * 1024
# The first rows of a table, in which the names of its columns are looked for.
SAMPLE_ROWS = 100
_MAX_NAME = 80  # characters in the name of a column
_MIN_COLUMNS = 2
_WORDS_OF_A_SENTENCE = 3
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:[/-]\d\d)?")


def cell_text(text: str, left_out: LeftOut) -> str:
    """The text of a cell on one line, cut to `MAX_CELL`, which is noted in `left_out`."""
    if len(text) > MAX_CELL:
        left_out.count(f"its long cells are cut after {MAX_CELL:,} characters", "cell")
    return " ".join(text[:MAX_CELL].replace("\0", " ").split())


def blob_text(blob: bytes) -> str:
    """The text that a program has stored as bytes; empty for other bytes."""
    try:
        text = blob.decode()
    except UnicodeDecodeError:
        return ""
    return text if all(each.isprintable() or each.isspace() for each in text) else ""


def left_out_line(rows: int) -> str:
    """The last line of a table, which says how many rows are not in its text."""
    return f"({rows:,} rows of numbers are left out)\n"


def header_row(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the row that names the columns, given the first rows of a table; None if none does.

    Rows above it, such as the name of a report and its date, fill fewer columns than the table. A
    table of one column has no header.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    width = _width(filled)
    if width < _MIN_COLUMNS:
        return None
    for number, row in enumerate(rows):
        below = next((each for each in range(number + 1, len(rows)) if filled[each]), number)
        if _names_columns(row, rows[below] if below != number else ()) and filled[number] >= _MIN_COLUMNS:
            # A line above the names may have several cells too, but fewer of them, or a blank line below.
            if (filled[below] > filled[number] or below > number + 1) and looks_like_header(rows[below]):
                return below
            # A table may leave one column without a name, such as that of its numbers.
            if filled[number] >= width or (filled[number] == width - 1 and filled[below] >= width):
                return number
        elif filled[number] >= width:
            return None
    return None


def _width(filled: Sequence[int]) -> int:
    """How many columns a table has, given the number of cells that each row fills.

    It is the largest number that a tenth of the rows reach, and at least two of them.
    """
    least = max(2, len([each for each in filled if each]) // 10)
    reached = sorted(filled, reverse=True)[:least]
    return reached[-1] if reached else 0


def looks_like_header(cells: Sequence[str]) -> bool:
    """Whether the cells of a row may name the columns: distinct, short, and without numbers."""
    names = [cell.strip() for cell in cells if cell.strip()]
    return (
        len(set(names)) == len(names)
        and all(len(name) <= _MAX_NAME and any(map(str.isalpha, name)) for name in names)
        and not any(name[0].isdigit() or "\n" in name or _is_sentence(name) for name in names)
    )


def _names_columns(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the cells of a row may name columns, given the row below: names, or names and a sequence of years.

    Two years alone may be a span in the first row of data, so that the row below must have no years there.
    """
    years = [column for column, cell in enumerate(row) if _YEAR.fullmatch(cell.strip())]
    if len(years) < _MIN_COLUMNS:
        return looks_like_header(row)
    numbers = [int(row[column].strip()[:4]) for column in years]
    steps = {after - before for before, after in pairwise(numbers)}
    names = [cell for column, cell in enumerate(row) if column not in years]
    is_data = any(_YEAR.fullmatch(below[column].strip()) for column in years if column < len(below))
    return len(steps) == 1 and 0 not in steps and not is_data and looks_like_header(names)


def _is_sentence(name: str) -> bool:
    return name[-1] in ".!?" and len(name.split()) >= _WORDS_OF_A_SENTENCE
