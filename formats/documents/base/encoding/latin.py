"""Tells encodings of European languages in Latin letters apart, by the letters beside the accented ones.

One byte is è in Western Europe and č in Central Europe. Between "klju" and "evi" it is č: no word of the
West has such neighbours. So each reading of the bytes gets a likelihood: that of each accented letter
in a language, and of the letters before and behind it. They are counted in lists of words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from math import log
from typing import Final, NamedTuple

from scent.formats.documents.base.encoding.latin_words import WORDS

_WEST: Final = (
    "German",
    "French",
    "Spanish",
    "Portuguese",
    "Italian",
    "Swedish",
    "Danish",
    "Finnish",
    "Dutch",
    "Icelandic",
)
_CENTRAL: Final = ("Polish", "Hungarian", "Romanian", "Croatian", "Czech", "Slovak")
_BALTIC: Final = ("Estonian", "Latvian", "Lithuanian")
# Encodings and their languages. Of two that give the same text, the first is taken.
_ENCODINGS: Final = {
    "cp1252": _WEST,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ("Turkish",),
    "cp1257": _BALTIC,
    "iso8859_13": _BALTIC,
    "iso8859_15": (*_WEST, "Estonian"),
    "cp850": _WEST,
    "cp852": _CENTRAL,
    "mac_roman": _WEST,
}
_ACCENTED: Final = re.compile(r"[^\x00-\x7f]")
_WORD: Final = re.compile(r"(?<![^\W\d_])[^\W\d_A-Za-z]+(?![^\W\d_])")  # of accented letters alone
_MOST_LETTERS: Final = 200  # that are looked at: more change nothing
_WORD_END: Final = " "
_SMOOTHING: Final = 0.15  # of the counts, so that an unknown neighbour is unlikely and not impossible
_NEIGHBOURS: Final = 28
# Log-likelihoods of what is no accented letter of the language: a sign in its place or out of it, a letter
# of another language of the same encoding, as in names, and any other.
_SIGN, _SIGN_IN_WORD, _MISPLACED_SIGN, _FOREIGN, _NO_LETTER = -5.0, -7.0, -10.0, -10.0, -14.0
_CAPITAL_IN_WORD: Final = -7.0  # added for a capital behind a small letter
_SIGNS: Final = frozenset("„“”\u201a\u2018’\u2013—…«»\u2039\u203a°§€£©®\xb4±\xb5½²³·¿¡•ªº™\xd7÷\xa0\xad")
_BEFORE_WORDS: Final = frozenset("„“”\u201a\u2018’\u2013—…«»\u2039\u203a¿¡·\xa0\xad§€£°\xb5±•\xb4")
_BEHIND_WORDS: Final = frozenset("„“”\u2018’\u2013—…«»\u2039\u203a°®©™²·\xb4\xa0\xadºª†*•")
_IN_WORDS: Final = frozenset("’\u2018\u2013—·…\xad\xa0")
# How much likelier an encoding is before a letter is seen: most texts are Western, few are of old systems.
_PRIOR: Final = {"cp1252": 3.0, "cp850": 1.0, "cp852": -4.0, "mac_roman": -1.0}
# Least mean log-likelihood of the letters of a text; random bytes and other scripts have less.
_LIKELY: Final = -10.0
_MOST_ACCENTED: Final = 0.6  # of the letters, in a text with more than a few
_FEW: Final = 3


class _Letters(NamedTuple):
    """How often letters stand in the words of a language: accented ones, those before and those behind them."""

    alone: Counter[str]
    before: Counter[str]
    behind: Counter[str]
    number: int


def latin_encoding(sample: bytes) -> str:
    """The encoding in which bytes that are not ASCII are likeliest a text in a European language; empty if in none."""
    readings = {encoding: text for encoding in _ENCODINGS if (text := _decoded(sample, encoding))}
    scores = {
        encoding: _PRIOR.get(encoding, 0.0)
        + max(_score(text, language, _ENCODINGS[encoding]) for language in _ENCODINGS[encoding])
        for encoding, text in readings.items()
    }
    best = max(scores, key=lambda encoding: scores[encoding], default="")
    return best if best and _is_likely(readings[best], scores[best]) else ""


def _is_likely(text: str, score: float) -> bool:
    others = [character for character in text if character > "\x7f"]
    accented = sum(character not in _SIGNS for character in others)
    letters = sum(map(str.isalpha, text.encode("ascii", "ignore").decode())) + accented
    is_mixed = accented <= _MOST_ACCENTED * letters or len(others) <= _FEW
    # The letters of tags and of program text must not hide a text in another script.
    whole = sum(len(word) for word in _WORD.findall(text) if len(word) >= _FEW and word.isalpha())
    is_mixed = is_mixed and 2 * whole <= len(others)
    return is_mixed and score >= _LIKELY * min(len(others), _MOST_LETTERS)


def _decoded(sample: bytes, encoding: str) -> str:
    try:
        return sample.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _score(text: str, language: str, languages: Iterable[str]) -> float:
    """The log-likelihood of the accented letters of a text in a language, with names from other `languages`."""
    letters, others = _letters_of()[language], [_letters_of()[each] for each in languages]
    return sum(
        _log_likelihood(letters, *each)
        if each[1].lower() in letters.alone or not any(each[1].lower() in other.alone for other in others)
        else _FOREIGN + _case(*each[:2])
        for each in _accented(text, _MOST_LETTERS)
    )


def _log_likelihood(letters: _Letters, before: str, letter: str, behind: str) -> float:
    small, before_small, behind_small = letter.lower()[:1], before.lower()[:1], behind.lower()[:1]
    count = letters.alone[small]
    if not count:
        return _sign_log_likelihood(before, letter, behind) if letter in _SIGNS else _NO_LETTER
    room = _SMOOTHING * _NEIGHBOURS
    return (
        log(count / letters.number)
        + log((letters.before[before_small + small] + _SMOOTHING) / (count + room))
        + log((letters.behind[small + behind_small] + _SMOOTHING) / (count + room))
        + _case(before, letter)
    )


def _case(before: str, letter: str) -> float:
    return _CAPITAL_IN_WORD if letter.isupper() and before.islower() else 0.0


def _sign_log_likelihood(before: str, sign: str, behind: str) -> float:
    if before == _WORD_END:
        return _SIGN if behind == _WORD_END or sign in _BEFORE_WORDS else _MISPLACED_SIGN
    if behind == _WORD_END:
        return _SIGN if sign in _BEHIND_WORDS else _MISPLACED_SIGN
    return _SIGN_IN_WORD if sign in _IN_WORDS else _MISPLACED_SIGN


def _accented(text: str, most: int) -> Iterator[tuple[str, str, str]]:
    """The first characters that are not ASCII, each between its neighbours; all but letters is a word's end."""
    text = f"{_WORD_END}{text}{_WORD_END}"
    for number, match in enumerate(_ACCENTED.finditer(text)):
        if number == most:
            return
        at = match.start()
        before, letter, behind = text[at - 1], text[at], text[at + 1]
        yield before if before.isalpha() else _WORD_END, letter, behind if behind.isalpha() else _WORD_END


@cache
def _letters_of() -> Mapping[str, _Letters]:
    return {language: _counted(words) for language, words in WORDS.items()}


def _counted(words: str) -> _Letters:
    found = list(_accented(words.lower(), len(words)))
    return _Letters(
        Counter(letter for _, letter, _ in found),
        Counter(before + letter for before, letter, _ in found),
        Counter(letter + behind for _, letter, behind in found),
        len(found),
    )
