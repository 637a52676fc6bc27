"""Words that join others and say nothing themselves, and what they may weigh in a query.

Owned here: English ones, as they are typed; those of other languages are tantivy's (Snowball's lists).

BM25 weighs a word by its rarity. In a small index, or in code, `who` and `a` are rare, and would weigh more than what
the query is about: of "who likes quokkas", `who` alone would be half.

A word that joins in one language names something in another ("war", "die"). So only those of one language count: of
the languages of the index the one of which the query has most, and of English where that leaves a tie.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import tantivy

# In inverse document frequency. Left out altogether, questions lost what "who" and "when" do tell of a passage.
MOST_WEIGHT = 0.5

_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """
a an the this that these those i me my mine we us our ours you your yours he him
his she her hers it its they them their theirs who whom whose which what when where why how am
is are was were be been being do does did done doing have has had having can could may might
must shall should will would and or but nor so if then than as of at by for from in
into on onto to with without about over under between during through there here not no any some all each
every both such own same other s t d ll re ve m
""",
    )
)
_LISTED: Final = {
    "da": "danish",
    "de": "german",
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
    "ru": "russian",
    "sv": "swedish",
}


def function_words(words: Sequence[str], languages: Iterable[str]) -> set[str]:
    """Those of a query's `words`, folded but not stemmed, that only join others, in an index of `languages`."""
    found = [_of_language(words, language) for language in ("en", *(name for name in languages if name in _LISTED))]
    return max(found, key=len)


def _of_language(words: Sequence[str], language: str) -> set[str]:
    if language == "en":
        return set(_ENGLISH.intersection(words))
    return set(words).difference(_content(language).analyze(" ".join(words)))


@lru_cache(maxsize=len(_LISTED))
def _content(language: str) -> tantivy.TextAnalyzer:
    listed = tantivy.Filter.stopword(_LISTED[language])
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(listed).build()
