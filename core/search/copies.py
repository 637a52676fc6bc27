"""Tells whether two passages are the same text, or so nearly that a reader would not want both. Pure.

Numbers are what parts one invoice, page or version from another: texts with other numbers are never copies. Nor are
texts of which one has more than a few words that the other lacks. White space, punctuation and case do not matter.
"""

import re
from typing import NamedTuple

# Copies have vectors with at least this cosine; the words of passages with a lower one need not be compared.
COPY_COSINE = 0.94
# The words that copies share, as a part of all words in either: one other word in twenty makes no other text.
_SHARED = 0.9

_WORD = re.compile(r"[^\W_]+")


class Wording(NamedTuple):
    """The different words of a text in lower case, and among them those with a digit."""

    words: frozenset[str]
    numbers: frozenset[str]


def wording(text: str) -> Wording:
    """What of a text decides whether another one is its copy."""
    words = frozenset(_WORD.findall(text.lower()))
    return Wording(words, frozenset(word for word in words if not word.isalpha()))


def is_copy(one: Wording, other: Wording) -> bool:
    """Whether two texts are the same, but for a few words that are no numbers."""
    if one.numbers != other.numbers:
        return False
    return len(one.words & other.words) >= _SHARED * len(one.words | other.words)
