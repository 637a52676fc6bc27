"""Function words, such as "the" and "who", whose weight in a query is capped.

The English list is here; those of other languages are tantivy's (Snowball's lists).

BM25 weighs a word by its rarity. In a small index, or in code, "who" and "a" are rare and would
weigh more than the subject of the query: in "who likes quokkas", "who" alone would be half.

A function word of one language can be a noun in another ("war", "die"). So those of only one
language count: the one, of the index's languages, in which the query has most function words.
English wins a tie.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import tantivy

from scent.formats.index.lexical.stemming import SNOWBALL

# The most that a function word may weigh, as an inverse document frequency. With no weight at all,
# questions lost what "who" and "when" tell about a passage.
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
_WITHOUT_A_LIST: Final = {"arabic", "greek", "romanian", "tamil", "turkish"}


def function_words(words: Sequence[str], languages: Iterable[str]) -> set[str]:
    """Return the function words among a query's `words`, which are folded but not stemmed.

    `languages` are those of the index (ISO 639-1).
    """
    others = {SNOWBALL.get(language, "english") for language in languages} - {"english"} - _WITHOUT_A_LIST
    by_language = [set(_ENGLISH.intersection(words)), *(_of_language(words, name) for name in sorted(others))]
    return max(by_language, key=len)


def _of_language(words: Sequence[str], name: str) -> set[str]:
    return set(words).difference(_content(name).analyze(" ".join(words)))


@lru_cache(maxsize=len(SNOWBALL))
def _content(name: str) -> tantivy.TextAnalyzer:
    listed = tantivy.Filter.stopword(name)
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(listed).build()
