"""Folds what people write in several ways, so that they find a word however they type it.

Case and compatibility forms do not matter, nor do accents of Latin, Greek and Cyrillic, the dot of
Turkish i, the vowel signs of Hebrew and Arabic, the final forms of Hebrew letters, and the
carriers of hamza. Letters that no accent can be taken from have a Latin spelling (ø, æ, ł, ß).
"""

import re
import unicodedata
from itertools import pairwise
from typing import Literal

# Patterns that ASCII does not need are compiled when they are used first.
# Accents; the points of Hebrew; the vowel signs of Arabic; and what stretches its words.
_SIGNS = "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]"
_LETTERS = str.maketrans(
    {
        "\u0131": "i",  # without a dot
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        # Arabic: alef wasla, alef maksura and ta marbuta; kaf and ya as Persian writes them.
        "\u0671": "\u0627",
        "\u0649": "\u064a",
        "\u0629": "\u0647",
        "\u06a9": "\u0643",
        "\u06cc": "\u064a",
        # Hebrew: kaf, mem, nun, pe and tsadi at the end of a word.
        "\u05da": "\u05db",
        "\u05dd": "\u05de",
        "\u05df": "\u05e0",
        "\u05e3": "\u05e4",
        "\u05e5": "\u05e6",
    }
)
# More than 30 marks in a row are on no letter of any language (Unicode's Stream-Safe Text Format
# allows as many). The class holds all marks, and signs that normalisation leaves alone.
_MARKS = re.compile(r"[^\w\s]{30}")
# Hebrew: and, that; the, in, as, to, from. At least three letters remain.
_HEBREW = "\u05d5?\u05e9?[\u05d4\u05d5\u05d1\u05db\u05dc\u05de\u05e9](?=[\u05d0-\u05ea]{3})"
# Arabic: and, so; in, as; the; or "to the", which merges. At least three letters remain.
_ARABIC = "[\u0648\u0641]?(?:[\u0628\u0643]?\u0627\u0644|\u0644\u0644)(?=[\u0621-\u064a]{3})"


def folded(word: str) -> str:
    """Return a word as it is indexed."""
    if word.isascii():
        return word.lower()
    return normalized("NFC", re.sub(_SIGNS, "", normalized("NFD", word.casefold())).translate(_LETTERS))


def without_prefixes(word: str) -> tuple[str, ...]:
    """Return what a folded word may be without the article and the like, if its script joins them."""
    if word[:1] < "\u05d0" or word[:1] > "\u064a":
        return ()
    if word[0] > "\u05ea":
        match = re.match(_ARABIC, word)
        return (word[match.end() :],) if match else ()
    match = re.match(_HEBREW, word)
    if not match:
        return ()
    return tuple(word[place:] for place in range(1, match.end() + 1))


def normalized(form: Literal["NFC", "NFD", "NFKC"], text: str) -> str:
    """Normalise a text, in linear time: CPython sorts a run of marks in quadratic time, so long runs are cut."""
    cuts = [0, *(match.end() for match in _MARKS.finditer(text)), len(text)]
    return "".join(unicodedata.normalize(form, text[start:end]) for start, end in pairwise(cuts))
