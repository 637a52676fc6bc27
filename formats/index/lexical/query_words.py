"""Chooses by which words of an index a query is searched, and in which forms.

A word that is whole in the index is searched as a whole and by its parts; one that is not, by its
parts alone, so that nobody is asked for a spelling that no passage has. A code that is nowhere
whole, such as the first digits of a hash, stands for the words that begin with it.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from scent.formats.index.lexical.stemming import forms
from scent.formats.index.lexical.words import Token, is_unspaced, tokens

# The fewest characters of a code by which longer ones are found.
_LEAST_OF_A_CODE = 4
# The most words that a beginning stands for.
_MOST_BEGUN = 100
_CODE = re.compile(r"(?=.*[0-9])[0-9a-z]+", re.ASCII)
# Numbers that people write in groups: IBANs and telephone numbers.
_GROUPED = re.compile(
    r"(?<!\w)(?:[A-Z]{2}[0-9]{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?|\+[0-9]{1,3}(?: [0-9]{2,9}){2,5})(?!\w)"
)
_UNGROUPED = re.compile(r"[a-z]{2}[0-9]{2}[a-z0-9]{11,30}")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
# How German writes umlauts without their dots; not in "neue", "Frauen" or "Quelle".
_SPELT_OUT = re.compile("(?<![aeq])([aou])e")
_LEAST_OF_SPELT_OUT = 5


class Vocabulary(Protocol):
    """The terms of an index."""

    def frequency(self, term: str) -> int:
        """Return in how many chunks a term stands, at least about."""
        ...

    def beginning_with(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return terms that begin with `prefix`, at most `limit`, and their frequencies; the most frequent first."""
        ...


class QueryWord(NamedTuple):
    """A word of a query, folded, and the terms that it may stand as in the index."""

    word: str
    terms: tuple[str, ...]


def query_words(text: str, languages: Collection[str], vocabulary: Vocabulary) -> list[QueryWord]:
    """Return the words by which the query `text` is searched in an index of these languages, in order.

    Words that the index does not have are among them, unless other words stand for them.
    """
    choice = _Choice(languages, vocabulary)
    found: list[QueryWord] = []
    end = 0
    for match in _GROUPED.finditer(text):
        joined = re.sub("[ +]", "", match[0]).lower()
        if vocabulary.frequency(joined):
            found += choice.of_text(text[end : match.start()])
            found.append(QueryWord(joined, (joined,)))
            end = match.end()
    return found + choice.of_text(text[end:])


def parts_of_words(typed: Sequence[str]) -> set[str]:
    """Return those among a query's words, in order, that are only parts of the identifier before them."""
    whole, parts = "", set()
    for word in typed:
        if word != whole and word in whole:
            parts.add(word)
        else:
            whole = word
    return parts


class _Choice:
    def __init__(self, languages: Collection[str], vocabulary: Vocabulary) -> None:
        self._languages = languages
        self._vocabulary = vocabulary

    def of_text(self, text: str) -> list[QueryWord]:
        places = tokens(text)
        spelt_out = tokens(text.translate(_UMLAUTS))
        if len(spelt_out) != len(places):
            spelt_out = places
        pairs = zip(places, spelt_out, strict=True)
        return [word for token, other in pairs for word in self._of_token(token, other)]

    def _of_token(self, token: Token, spelt_out: Token) -> Iterator[QueryWord]:
        if token.wholes and not token.parts:
            word = token.wholes[0]
            if len(word) == 1 and is_unspaced(word):
                begun = self._vocabulary.beginning_with(word, _MOST_BEGUN)
                yield QueryWord(word, tuple(term for term, _ in begun) or (word,))
                return
            found = self._word(word, (*token.others, *spelt_out.wholes, *self._with_umlaut(word)))
            yield from [found] if self._occurs(found) else self._standing_for(found)
            return
        wholes = [found for found in map(self._word, token.wholes) if self._occurs(found)]
        if not wholes:
            wholes = [found for word in token.wholes for found in self._begun(word)]
        yield from wholes
        parts = list(map(self._word, token.parts))
        yield from [found for found in parts if self._occurs(found)] if wholes else parts

    def _word(self, word: str, others: Sequence[str] = ()) -> QueryWord:
        variants = tuple(dict.fromkeys((word, *others)))
        terms = [term for each in forms(variants, self._languages) for term in each]
        return QueryWord(word, tuple(dict.fromkeys(terms)))

    def _occurs(self, word: QueryWord) -> bool:
        return any(map(self._vocabulary.frequency, word.terms))

    def _standing_for(self, absent: QueryWord) -> list[QueryWord]:
        """Return what stands for a word that the index does not have: longer codes, or the groups of a number."""
        begun = self._begun(absent.word)
        if begun or not _UNGROUPED.fullmatch(absent.word):
            return begun or [absent]
        groups = [self._word(absent.word[place : place + 4]) for place in range(0, len(absent.word), 4)]
        return groups if all(map(self._occurs, groups)) else [absent]

    def _begun(self, word: str) -> list[QueryWord]:
        if len(word) < _LEAST_OF_A_CODE or not _CODE.fullmatch(word):
            return []
        terms = tuple(term for term, _ in self._vocabulary.beginning_with(word, _MOST_BEGUN))
        return [QueryWord(word, terms)] if terms else []

    def _with_umlaut(self, word: str) -> tuple[str, ...]:
        if "de" not in self._languages or len(word) < _LEAST_OF_SPELT_OUT:
            return ()
        return (_SPELT_OUT.sub(r"\1", word),)
