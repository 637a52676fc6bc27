"""Tells whether two passages are the same text, or so nearly that a reader would not want both. Pure.

White space, punctuation and case do not matter. In prose a word in twenty may differ, unless it is what parts one
letter, page or version from another: a number, a code, a name, a negation, or a word that the query asks about. In code
no word may, nor a sign that computes or compares.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

# Copies have vectors with at least this cosine; the words of passages with a lower one need not be compared.
COPY_COSINE = 0.94
# The words that two copies need not share, as a part of all words in both: one other word in twenty.
_OTHER_WORDS = 0.05
# Words that turn a sentence round ("t" is what remains of "isn't"), in the languages that are most read.
_TURNING = {"and", "or", "no", "not", "t", "never", "nor", "none", "without"}
_TURNING |= {"und", "oder", "nicht", "kein", "keine", "nie", "ohne", "et", "ou", "ne", "pas", "sans"}

_WORD = re.compile(r"\w+")
# What a comparison, a sum or a pattern is made of. Prose has other signs, which do not change what it says.
_SIGN = re.compile(r"[=<>+*/%&|^~@$\\]|!=")


class Wording(NamedTuple):
    """The words of a text in lower case, in order, those that part it from any other text, and the signs of code."""

    words: tuple[str, ...]
    telling: frozenset[str]
    signs: str


def wording(text: str) -> Wording:
    """What of a text decides whether another one is its copy."""
    words = _WORD.findall(text)
    telling = frozenset(word.lower() for word in words if not word.islower())
    return Wording(tuple(map(str.lower, words)), telling, "".join(_SIGN.findall(text)))


def is_copy(one: Wording, other: Wording, asks: Callable[[str], bool] = lambda _: False) -> bool:
    """Whether two texts are the same, but for a few words that tell nothing.

    `asks` says whether a word, in lower case, is one of those that the query asks about.
    """
    if one.signs != other.signs:
        return False
    if one.words == other.words:
        return True
    if one.signs:
        return False
    ours, theirs = Counter(one.words), Counter(other.words)
    differing = (ours - theirs) + (theirs - ours)
    if differing.total() > _OTHER_WORDS * (len(one.words) + len(other.words)):
        return False
    telling = one.telling | other.telling | _TURNING
    if any(word in telling or asks(word) for word in differing):
        return False
    return _without(one.words, differing) == _without(other.words, differing)


def _without(words: tuple[str, ...], left_out: Counter[str]) -> list[str]:
    return [word for word in words if word not in left_out]
