"""Splits a text into the words by which it is searched, in the same way for passages and queries.

A word is a run of letters, digits and marks. It is folded, so that case, compatibility forms and
the accents of Latin, Greek and Cyrillic do not matter. An identifier gives the whole and its parts
(`parseURLPath`, `max_size`). Text in scripts without spaces gives pairs of neighbouring characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Literal

# A longer run is data, not a word that somebody types.
MOST_CHARACTERS = 64

# Thai, Lao, Myanmar, Khmer, Kana, Bopomofo, Han (with its extensions), Hangul.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u312f"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\W_A-Za-z0-9]+")
_ASCII = re.compile(r"\w+", re.ASCII)
_ACCENTS = re.compile("[\u0300-\u036f]")
# More than 30 marks in a row are on no letter of any language (Unicode's Stream-Safe Text Format
# allows as many). The class holds all marks, and signs that normalisation leaves alone.
_MARKS = re.compile(r"[^\w\s]{30}")


def words(text: str) -> list[str]:
    """Return the words of `text` in order, folded and ready to be stemmed.

    None contains white space.
    """
    # ASCII needs no normalisation, and no pattern that takes milliseconds to build.
    runs = _ASCII.findall(text) if text.isascii() else _pattern().findall(_normalized("NFKC", text))
    return [word for run in runs for word in _forms(run)]


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    r"""Match runs of letters, digits, underscores and marks.

    Indic words need marks, which Python's \w leaves out.
    """
    marks = "".join(chr(code) for code in range(0x300, 0x1B00) if unicodedata.category(chr(code)).startswith("M"))
    return re.compile(f"[\\w{marks}]+")


@lru_cache(maxsize=1)
def _runs() -> re.Pattern[str]:
    """Match runs of scripts with and without spaces. Building the pattern takes 3 ms, and ASCII needs none."""
    return re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")


# Words repeat within a text: a cache of recent ones makes indexing three times as fast.
@lru_cache(maxsize=1 << 15)
def _forms(run: str) -> tuple[str, ...]:
    if run.isascii():
        return tuple(_spaced(run))
    return tuple(form for part in _runs().findall(run) for form in _of_script(part))


def _of_script(part: str) -> Iterator[str]:
    if re.match(f"[{_UNSPACED}]", part):
        folded = part.casefold()
        if len(folded) == 1:
            yield folded
        for place in range(len(folded) - 1):
            yield folded[place : place + 2]
    else:
        yield from _spaced(part)


def _spaced(run: str) -> Iterator[str]:
    """Yield a run of a script with spaces, and its parts if it is an identifier of several words."""
    whole = _folded(run.strip("_"))
    if 0 < len(whole) <= MOST_CHARACTERS:
        yield whole
    if "_" in run or not (run.islower() or run[1:].islower() or run.isupper() or run.isdecimal()):
        parts = [part for part in _PARTS.findall(run) if len(part) <= MOST_CHARACTERS]
        if len(parts) > 1:
            yield from map(_folded, parts)


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    return _normalized("NFC", _ACCENTS.sub("", _normalized("NFD", word.casefold())))


def _normalized(form: Literal["NFC", "NFD", "NFKC"], text: str) -> str:
    """Normalise a text, in linear time: CPython sorts a run of marks in quadratic time, so long runs are cut."""
    cuts = [0, *(match.end() for match in _MARKS.finditer(text)), len(text)]
    return "".join(unicodedata.normalize(form, text[start:end]) for start, end in pairwise(cuts))
