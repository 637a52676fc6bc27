"""Finds the nearest spelling of a word that an index does not have.

Candidates at one slip (a letter left out, added, replaced, or swapped with its neighbour) are made
from the word, stemmed, and looked up: a few hundred. Only if there is none, and the word is long,
are two slips allowed: then the terms that begin like the word are compared with it.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from scent.formats.index.lexical.folding import folded
from scent.formats.index.lexical.function_words import function_words
from scent.formats.index.lexical.query_words import Vocabulary
from scent.formats.index.lexical.stemming import forms
from scent.formats.index.lexical.words import tokens

# A shorter word has too many neighbours. In one of fewer than `_LEAST_FOR_A_MISSING` letters, only
# swapped and doubled letters are slips; in one of fewer than `_LEAST_FOR_ANY_SLIP`, missing letters as
# well; and only from there on can there be two slips.
_LEAST = 4
_LEAST_FOR_A_MISSING = 5
_LEAST_FOR_ANY_SLIP = 7
_LONG = 10
_MOST = 32
# Two slips are looked for among terms that share so many first letters with the word.
_SAME_BEGINNING = 2
# The most such terms that are compared, the most frequent first: what bounds the time.
_MOST_COMPARED = 4000
# The most words of a query that are corrected; the rest of a pasted page is searched as it is.
_MOST_CORRECTED = 4
# A word of letters alone, which belongs to no code, address or path.
_WORD = re.compile(rf"(?<![\w@#$%+/.:=~-])[^\W\d_]{{{_LEAST},{_MOST}}}(?![\w@#$+/=~-]|[.:]\w)")
# Latin, Greek, Cyrillic, Hebrew and Arabic, as folded: their first and last letters.
_ALPHABETS = (("a", "z"), ("\u03b1", "\u03c9"), ("\u0430", "\u044f"), ("\u05d0", "\u05ea"), ("\u0621", "\u064a"))


# So many of the likeliest candidates are looked up in passages.
_MOST_LOOKED_UP = 4

# Gives words, in lower case, that stand in passages as a term.
WordsOf = Callable[[str], Iterable[str]]
# Whether a word is known from elsewhere, and so is no slip.
IsWord = Callable[[str], bool]


class Correction(NamedTuple):
    """A word of a query that the index does not have.

    Attributes:
        start: its first character in the query.
        end: the character after its last one.
        typed: the word as typed.
        nearest: the nearest word of the index, in lower case.
    """

    start: int
    end: int
    typed: str
    nearest: str


def corrections(
    text: str, languages: Collection[str], vocabulary: Vocabulary, words_of: WordsOf, is_word: IsWord
) -> list[Correction]:
    """Return the nearest spellings of the words of a query that an index of these languages does not have.

    Codes, function words, words that are known from elsewhere (`is_word`), and words to which no spelling is near are
    left out.
    """
    found: list[Correction] = []
    joining = function_words([match[0].casefold() for match in _WORD.finditer(text)], languages)
    for match in _WORD.finditer(text):
        word = _plain(match[0])
        if len(found) == _MOST_CORRECTED:
            break
        if word is None or word in joining or _is_known(word, languages, vocabulary):
            continue
        nearest = _nearest_word(word, _one_slip(word, languages, vocabulary), words_of)
        nearest = nearest or _nearest_word(word, _two_slips(word, languages, vocabulary), words_of)
        if nearest and not is_word(match[0]):
            found.append(Correction(*match.span(), match[0], nearest))
    return found


def _nearest_word(word: str, terms: Iterable[str], words_of: WordsOf) -> str:
    """Return the word of a passage nearest to `word`, of those that stand as one of `terms`; empty if none is near.

    Words that differ in their ending stand as the same term, so a term that is near is not enough.
    """
    most = 1 if len(word) < _LEAST_FOR_ANY_SLIP else 2 if len(word) < _LONG else 3
    near = [
        (distance(word, folded(each), most), place, each)
        for place, term in enumerate(islice(terms, _MOST_LOOKED_UP))
        for each in words_of(term)
    ]
    slips, _, nearest = min(near, default=(most + 1, 0, ""))
    return nearest if slips <= most else ""


def distance(left: str, right: str, most: int) -> int:
    """Return by how many slips two words differ, or `most` + 1 if by more than `most`.

    A slip is a letter left out, added or replaced, or two neighbours swapped (Damerau's distance, in
    which no letter takes part in two slips).
    """
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for place, letter in enumerate(left, 1):
        earlier, before, row = before, row, [place]
        for other, char in enumerate(right, 1):
            least = min(before[other] + 1, row[-1] + 1, before[other - 1] + (letter != char))
            if place > 1 and other > 1 and letter == right[other - 2] and char == left[place - 2]:
                least = min(least, earlier[other - 2] + 1)
            row.append(least)
        if min(row) > most and min(before) > most:
            return most + 1
    return min(row[-1], most + 1)


def _plain(typed: str) -> str | None:
    """Return a word as folded, or None if it is of several words or of a script without an alphabet here."""
    places = tokens(typed)
    if len(places) != 1 or len(places[0].wholes) != 1 or places[0].parts:
        return None
    word = places[0].wholes[0]
    return word if len(word) >= _LEAST and _alphabet(word) else None


def _alphabet(word: str) -> str:
    """Return the letters of a word's script; empty if it has letters of another."""
    for first, last in _ALPHABETS:
        if all(first <= letter <= last for letter in word):
            return "".join(map(chr, range(ord(first), ord(last) + 1)))
    return ""


def _is_known(word: str, languages: Collection[str], vocabulary: Vocabulary) -> bool:
    # Names are not stemmed.
    return any(map(vocabulary.frequency, (word, *forms([word], languages)[0])))


def _one_slip(word: str, languages: Collection[str], vocabulary: Vocabulary) -> list[str]:
    """Return the terms of the index that stand for a word at one slip, the likeliest first."""
    costs: dict[str, int] = {}
    for candidate, cost in _slips(word):
        costs[candidate] = min(cost, costs.get(candidate, cost))
    ranks: dict[str, tuple[int, int]] = {}
    for cost, terms in zip(costs.values(), forms(list(costs), languages), strict=True):
        for term in terms:
            if frequency := vocabulary.frequency(term):
                ranks[term] = min(ranks.get(term, (cost, 0)), (cost, -frequency))
    return sorted(ranks, key=lambda term: ranks[term])


def _slips(word: str) -> Iterator[tuple[str, int]]:
    """Yield each word at one slip, and how unlikely the slip is: 0 to 2."""
    missing, any_slip = len(word) >= _LEAST_FOR_A_MISSING, len(word) >= _LEAST_FOR_ANY_SLIP
    letters = _alphabet(word)
    for place in range(len(word)):
        start, letter, end = word[:place], word[place], word[place + 1 :]
        first = 0 if place else 1
        doubled = letter in {end[:1], start[-1:]}
        if end and not end.startswith(letter):
            yield start + end[0] + letter + end[1:], 0
        yield start + letter + letter + end, 0
        if doubled or any_slip:
            yield start + end, first + (not doubled)
        if missing:
            yield from ((start + other + letter + end, first + 1) for other in letters)
        if any_slip and place:  # hardly anybody gets the first letter wrong
            yield from ((start + other + end, 1) for other in letters)
    if missing:
        yield from ((word + other, 1) for other in letters)


def _two_slips(word: str, languages: Collection[str], vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the terms of the index at two slips, the most frequent first."""
    if len(word) < _LEAST_FOR_ANY_SLIP:
        return
    stems = {word, *(stem for stem in forms([word], languages)[0] if len(stem) >= _LEAST_FOR_ANY_SLIP)}
    for term, _ in vocabulary.beginning_with(word[:_SAME_BEGINNING], _MOST_COMPARED):
        if term.isalpha() and any(_may_be_near(stem, term) and distance(stem, term, 2) <= 2 for stem in stems):  # noqa: PLR2004  # two slips
            yield term


def _may_be_near(stem: str, term: str) -> bool:
    """Whether two words can be two slips apart: this is quick, and leaves out almost all that are not."""
    return abs(len(stem) - len(term)) <= 2 and len(set(stem).symmetric_difference(term)) <= 4  # noqa: PLR2004  # two slips
