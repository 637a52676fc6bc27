"""Turns text into the tokens of a table of words.

A token is the number of a word. Punctuation has none. A word that the table does not have is looked up in lower case,
then in parts: names in code are made of several words, and some scripts write no spaces between words. A part that is
still unknown is spelled where parts of words have vectors. Otherwise it is the token after the last word, which has no
vector.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import xxhash

from scent.arrays import Tokens
from scent.core.static_models.subwords import SPELLINGS, spelled
from scent.core.static_models.table import Table
from scent.errors import ModelError

# Letters and digits, with the marks that are written on them, which Python does not count among letters. An apostrophe
# is part of no word: tables have "don" and "t", or "do" and "n't". Longer runs are cut, as no word is that long.
_WORD: Final = re.compile(
    "[\\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e]{1,64}"
)
# What names in code are made of: HTTPServer, getUserName, snake_case, utf8.
_ASCII_PART: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SEPARATORS: Final = re.compile(r"[_\d]+")
# Scripts without spaces between words: Thai to Burmese, Khmer, and those of Chinese and Japanese.
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
# The longest word that is looked for in them, in characters.
_LONGEST_UNSPACED: Final = 8
# Words whose tokens are remembered, some megabytes.
_REMEMBERED: Final = 100_000

_Words = npt.NDArray[Any]


class WordTokenizer:
    """Makes tokens of text by the words of a table. `size` is the number of tokens that there are."""

    def __init__(self, table: Table) -> None:
        """Use the sections of a table that has words.

        Raises:
            ModelError: the table has none.
        """
        names = ("hashes", "hashed", "ends", "spelling")
        sections = [section for name in names if (section := table.section(name)) is not None]
        if len(sections) < len(names) or not len(sections[0]) == len(sections[1]) <= len(sections[2]):
            raise ModelError("the table of a static model has no words", hint="remove it from the cache and try again")
        self._hashes, self._hashed, self._ends, self._spelling = sections
        self.unknown = len(self._ends)
        self._spells = table.section("grams") is not None
        self.size = self.unknown + 1 + (SPELLINGS if self._spells else 0)
        self._known: dict[str, tuple[int, ...]] = {}

    def reads(self, _language: str) -> bool:
        """Whether the table has words of a language (ISO 639-1); True, as it does not say of which it has."""
        return True

    def knows(self, word: str) -> bool:
        """Whether the table has a word as a whole."""
        (tokens,) = self.tokenize([word])
        return len(tokens) == 1 and int(tokens[0]) < self.unknown

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text: int32 arrays (tokens,)."""
        words = [_WORD.findall(_composed(text)) for text in texts]
        new = {word for each in words for word in each if word not in self._known}
        if len(self._known) + len(new) > _REMEMBERED:
            self._known.clear()
            new = {word for each in words for word in each}
        if new:
            self._learn(sorted(new))
        known = self._known
        return [np.array([token for word in each for token in known[word]], np.int32) for each in words]

    def _learn(self, words: Sequence[str]) -> None:
        """Find the tokens of words."""
        whole = self._look_up(words)
        parts = {word: self._parts(word) for word in words if word not in whole}
        known = self._look_up({part for each in parts.values() for part in each})
        self._known.update({word: (token,) for word, token in whole.items()})
        for word, each in parts.items():
            pieces = ([known[part]] if part in known else self._unknown(part) for part in each)
            self._known[word] = tuple(token for piece in pieces for token in piece)

    def _parts(self, word: str) -> list[str]:
        """The parts of a word that the table does not have: of a name in code, or of words without spaces between."""
        if _UNSPACED.search(word):
            return list(self._longest_known(word))
        if word.isascii():
            return _ASCII_PART.findall(word)
        return [part for part in _SEPARATORS.split(word) if part]

    def _longest_known(self, run: str) -> Iterator[str]:
        """Cut a run of letters at the longest words that are known, from left to right, or else after one letter."""
        starts = range(len(run))
        longest = {run[start : start + length] for start in starts for length in range(1, _LONGEST_UNSPACED + 1)}
        known = self._look_up(longest)
        start = 0
        while start < len(run):
            lengths = range(min(_LONGEST_UNSPACED, len(run) - start), 1, -1)
            length = next((each for each in lengths if run[start : start + each] in known), 1)
            yield run[start : start + length]
            start += length

    def _unknown(self, word: str) -> list[int]:
        """The tokens of a word that the table does not have."""
        return spelled(word.encode(errors="replace"), self.unknown + 1) if self._spells else [self.unknown]

    def _look_up(self, words: Collection[str]) -> dict[str, int]:
        """The tokens of those words that the table has as they are, or in lower case."""
        forms = list({form for word in words for form in (word, word.lower())})
        spellings = [form.encode(errors="replace") for form in forms]
        hashes = np.array([xxhash.xxh3_64_intdigest(each) for each in spellings], np.uint64)
        places = np.searchsorted(self._hashes, hashes)
        found: dict[str, int] = {}
        for number in np.flatnonzero(places < len(self._hashes)).tolist():
            place = places[number]
            if self._hashes[place] == hashes[number]:
                token = int(self._hashed[place])
                if 0 <= token < self.unknown and self._word(token) == spellings[number]:
                    found[forms[number]] = token
        pairs = ((word, found.get(word, found.get(word.lower()))) for word in words)
        return {word: token for word, token in pairs if token is not None}

    def _word(self, token: int) -> bytes:
        start = int(self._ends[token - 1]) if token else 0
        return self._spelling[start : int(self._ends[token])].tobytes()


def word_sections(words: Sequence[bytes]) -> dict[str, _Words]:
    """The sections of a table by which words in UTF-8 are found; of equal words, the first counts."""
    hashes, first = np.unique(
        np.array([xxhash.xxh3_64_intdigest(word) for word in words], np.uint64), return_index=True
    )
    return {
        "hashes": hashes,
        "hashed": first.astype(np.int32),
        "ends": np.cumsum([len(word) for word in words], dtype=np.int64),
        "spelling": np.frombuffer(b"".join(words), np.uint8),
    }


def _composed(text: str) -> str:
    """The text with each letter and its accents as one character, as tables have them."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
