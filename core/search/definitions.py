"""Tells whether a query is one identifier of a program, and which passages define it.

Who types an identifier mostly looks for its definition, and words alone rank a short file that uses it above the long
one that defines it.
"""

import re
from collections.abc import Callable

import numpy as np

from scent.arrays import Rows, Scores
from scent.core.search import scoring
from scent.formats.index.records import Passage

# A name that no text but a program's has: its words are joined by "_", or by capitals.
_IDENTIFIER = re.compile(r"(?=.*(?:[^\W_]_+[^\W_]|[a-z0-9][A-Z]|[A-Z]{2,}[a-z]))[^\W\d]\w*|_\w+")

# Among so many of the best passages the definition is looked for; each takes a fraction of a millisecond.
_MOST = 200


def is_identifier(query: str) -> bool:
    """Whether a query is nothing but one name as programs have them, such as `parse_args` or `HttpServer`."""
    return _IDENTIFIER.fullmatch(query.strip()) is not None


def defines(passage: Passage, name: str) -> bool:
    """Whether the definition of `name` begins in a passage, as the reader of its language found it."""
    begins = [section.heading[-1] for section in passage.sections if section.heading]
    own = passage.heading[-1] if passage.heading else ""
    if own in passage.text:  # what continues a definition has its heading, but not its first line
        begins.append(own)
    return any(heading.rpartition(" ")[2] == name for heading in begins)


def definition_bonuses(name: str, rows: Rows, scores: Scores, passage: Callable[[int], Passage]) -> Scores:
    """What chunks have for defining `name`, float32 (n,).

    Args:
        name: an identifier.
        rows: the chunks (n,).
        scores: their scores so far (n,); only the best chunks are read.
        passage: gives the passage of a row.
    """
    bonuses = np.zeros(len(rows), np.float32)
    for place in np.argsort(-scores, kind="stable")[:_MOST].tolist():
        if defines(passage(int(rows[place])), name):
            bonuses[place] = scoring.DEFINITION_BONUS
    return bonuses
