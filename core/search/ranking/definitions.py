"""Tells whether a query is one identifier of a program, and which passages define and use it.

Who types an identifier mostly looks for its definition, and words alone rank a short file that uses it above the long
one that defines it. Nor do words know `_next` from `__next__` and `next`: their underscores are no part of a word.
"""

import re
from collections.abc import Callable

import numpy as np

from scent.arrays import Rows, Scores
from scent.core.search.ranking import scoring
from scent.formats.index.records import Passage

# A name that no text but a program's has: its words are joined by "_", or by capitals.
_IDENTIFIER = re.compile(r"(?=.*(?:[^\W_]_+[^\W_]|[a-z0-9][A-Z]|[A-Z]{2,}[a-z]))[^\W\d]\w*|_\w+")

# Among so many of the best passages the definition is looked for; each takes a fraction of a millisecond.
_MOST = 200

# What stands before the name where it is defined, in the languages that are most written. The readers of code find
# definitions too, but not those within functions.
_DEFINES = (
    r"(?:def|class|function|fn|func|fun|sub|struct|enum|union|trait|interface|type|module|namespace|package|proc|macro"
    r"|define|const|let|var|val|static)[ \t]+[*&]?"
)


def is_identifier(query: str) -> bool:
    """Whether a query is nothing but one name as programs have them, such as `parse_args` or `HttpServer`."""
    return _IDENTIFIER.fullmatch(query.strip()) is not None


def defines(passage: Passage, name: str) -> bool:
    """Whether the definition of `name` begins in a passage, by the reader of its language or by the word before it."""
    if re.search(rf"(?<!\w){_DEFINES}{re.escape(name)}(?!\w)", passage.text):
        return True
    begins = [section.heading[-1] for section in passage.sections if section.heading]
    own = passage.heading[-1] if passage.heading else ""
    if own in passage.text:  # what continues a definition has its heading, but not its first line
        begins.append(own)
    return any(heading.rpartition(" ")[2] == name for heading in begins)


def uses(passage: Passage, name: str) -> bool:
    """Whether `name` stands in a passage as it is written."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", passage.text) is not None


def definition_bonuses(name: str, rows: Rows, scores: Scores, passage: Callable[[int], Passage]) -> Scores:
    """What chunks have for using `name` as it is written, and more for defining it, float32 (n,).

    The best passage that defines it comes before all that use it, however much of its text is about other things.

    Args:
        name: an identifier.
        rows: the chunks (n,).
        scores: their scores so far (n,); only the best chunks are read.
        passage: gives the passage of a row.
    """
    bonuses = np.zeros(len(rows), np.float32)
    defining = np.zeros(len(rows), np.bool_)
    for place in np.argsort(-scores, kind="stable")[:_MOST].tolist():
        here = passage(int(rows[place]))
        if uses(here, name):
            bonuses[place] = scoring.USE_BONUS
            defining[place] = defines(here, name)
    if defining.any():
        behind = (scores + bonuses).max() - (scores + bonuses)[defining].max()
        bonuses[defining] += behind + scoring.DEFINITION_LEAD
    return bonuses
