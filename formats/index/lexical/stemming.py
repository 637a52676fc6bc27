"""From words to terms: what a word is indexed as in a text of a known language, and what it is looked for as.

Owned here: the stemmers (Snowball's, by way of tantivy) and which language has one.

A passage is stemmed in the language of its document, and not at all where that has no stemmer. Where it is not known,
in English: it is code or a note of a few words (on functions found by a description, nDCG@10 of words alone was .009
better than without). A query is too short to tell its language, so each of its words is looked for in the form that
every language of the index gives it.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import tantivy

from scent.formats.index.lexical.words import words

# Names of stemmers and of lists of function words, by ISO 639-1, which is what documents say; empty: not known.
SNOWBALL: Final = {
    "": "english",
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}


def terms_of(text: str, language: str) -> list[str]:
    """The terms of a text in that language (ISO 639-1, or empty), in order, as often as they stand there."""
    return _terms(words(text), language)


def forms(found: Sequence[str], languages: Iterable[str]) -> list[tuple[str, ...]]:
    """For each of the words `found` the different terms that it stands as in texts of any of `languages`."""
    stemmed = (_terms(found, name) for name in {SNOWBALL.get(name, ""): name for name in languages}.values())
    return [tuple(dict.fromkeys(each)) for each in zip(*stemmed, strict=True)]


def _terms(found: Sequence[str], language: str) -> list[str]:
    return _stemmer(language).analyze(" ".join(found)) if language in SNOWBALL else list(found)


@lru_cache(maxsize=len(SNOWBALL))
def _stemmer(language: str) -> tantivy.TextAnalyzer:
    stem = tantivy.Filter.stemmer(SNOWBALL[language])
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(stem).build()
