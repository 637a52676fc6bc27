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

from scent.formats.index.lexical.stemming import SNOWBALL

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
_WITHOUT_A_LIST: Final = {"arabic", "greek", "romanian", "tamil", "turkish"}


def function_words(words: Sequence[str], languages: Iterable[str]) -> set[str]:
    """Those of a query's `words`, folded but not stemmed, that only join others, in an index of `languages`."""
    others = {SNOWBALL.get(language, "english") for language in languages} - {"english"} - _WITHOUT_A_LIST
    found = [set(_ENGLISH.intersection(words)), *(_of_language(words, name) for name in sorted(others))]
    return max(found, key=len)


def _of_language(words: Sequence[str], name: str) -> set[str]:
    return set(words).difference(_content(name).analyze(" ".join(words)))


@lru_cache(maxsize=len(SNOWBALL))
def _content(name: str) -> tantivy.TextAnalyzer:
    listed = tantivy.Filter.stopword(name)
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(listed).build()
