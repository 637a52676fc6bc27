"""Finds a phrase in a text: the same words in the same order, whatever their case and accents and what is between them.

Words are those by which passages are searched (see `words`), folded and not stemmed. A sign that the phrase has at a
word (`C++`, `.NET`, `#tag`) must be in the text; one that only the text has does not matter. Where a script has no
spaces, a phrase may begin and end anywhere.
"""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from scent.formats.index.lexical.folding import folded, normalized
from scent.formats.index.lexical.words import EMOJI, MOST_CHARACTERS, UNSPACED, letters


class _Unit(NamedTuple):
    """A word of a phrase, folded, with the signs at it; of a script without spaces, a run of characters."""

    word: str
    before: str = ""
    after: str = ""
    is_unspaced: bool = False


class Phrase:
    """Words that are to be found in this order; none if the text has no words, and then it is found nowhere."""

    def __init__(self, text: str) -> None:
        """Take the words of `text`."""
        self._units = tuple(_units(text))

    def __len__(self) -> int:
        return len(self._units)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Words that a text with the phrase always has in the lexical index, each at least in one form."""
        found: dict[str, None] = {}
        for unit in self._units:
            if unit.is_unspaced:
                found.update((unit.word[place : place + 2], None) for place in range(len(unit.word) - 1))
            elif len(unit.word) <= MOST_CHARACTERS:
                found[unit.word] = None
        return tuple(found)

    def is_in(self, text: str) -> bool:
        """Whether a folded text (see `folded_text`) contains the phrase."""
        return next(self.places(text), None) is not None

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """The start and the end of each occurrence in a folded text, also of those that overlap."""
        if not self._may_be_in(text):
            return
        pattern = self._ascii_pattern if text.isascii() else self._any_pattern
        match = pattern.search(text)
        while match:
            yield match.span()
            match = pattern.search(text, match.start() + 1)

    def _may_be_in(self, text: str) -> bool:
        return bool(self._units) and all(unit.word in text for unit in self._units)

    @cached_property
    def _ascii_pattern(self) -> re.Pattern[str]:
        return _compiled(self._units, r"\w", "", re.ASCII)

    @cached_property
    def _any_pattern(self) -> re.Pattern[str]:
        return _compiled(self._units, letters(), UNSPACED)


def folded_text(text: str) -> str:
    """A text as phrases are searched in it."""
    return text.lower() if text.isascii() else folded(normalized("NFKC", text))


def _compiled(units: tuple[_Unit, ...], letter: str, unspaced: str, flags: int = 0) -> re.Pattern[str]:
    begin, end = f"(?<![{letter}])", f"(?![{letter}])"
    if unspaced:
        begin, end = f"(?:{begin}|(?<=[{unspaced}]))", f"(?:{end}|(?=[{unspaced}]))"
    return re.compile(f"[^{letter}]*".join(_unit_pattern(unit, begin, end) for unit in units), flags)


def _unit_pattern(unit: _Unit, begin: str, end: str) -> str:
    if unit.is_unspaced:
        return re.escape(unit.word)
    before = re.escape(unit.before) or begin
    after = rf"{re.escape(unit.after)}(?![\w+#])" if unit.after else end
    # The underscores around a name are no part of it.
    return f"{before}_*{re.escape(unit.word)}_*{after}"


def _units(text: str) -> list[_Unit]:
    found = []
    for match in _word_pattern().finditer(normalized("NFKC", text)):
        if match["emoji"]:
            found.append(_Unit(folded(match["emoji"]), is_unspaced=True))
            continue
        parts = [(run, False) for run in [match["word"]]] if match["word"].isascii() else _scripts(match["word"])
        before, after = (match["before"] or "", match["after"] or "") if len(parts) == 1 else ("", "")
        found += [
            _Unit(folded(run), is_unspaced=True) if is_unspaced else _Unit(folded(run.strip("_")), before, after)
            for run, is_unspaced in parts
        ]
    return [unit for unit in found if unit.word]


def _scripts(run: str) -> list[tuple[str, bool]]:
    """The parts of a run of letters in scripts with and without spaces, and whether each is of one without."""
    parts = re.finditer(f"(?P<unspaced>[{UNSPACED}]+)|[^{UNSPACED}]+", run)
    return [(part[0], part["unspaced"] is not None) for part in parts]


@lru_cache(maxsize=1)
def _word_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<emoji>{EMOJI})"
        rf"|(?:(?<!\S)(?P<before>--|[.@#$])(?=[^\W\d]))?(?P<word>[{letters()}]+)(?P<after>(?:\+\+|#)(?![\w+#]))?"
    )
