"""Words that join others and say nothing themselves, and what they may weigh in a query.

Owned here: English ones, asked for as they are typed. Where a language is not known its words are not listed: a word
that joins in one language names something in another ("war", "die").

BM25 weighs a word by its rarity. In a small index, or in code, `who` and `a` are rare, and would weigh more than what
the query is about: of "who likes quokkas", `who` alone would be half.
"""

import re

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


def most_weight(word: str) -> float:
    """The most that `word`, folded but not stemmed, may weigh in a query: infinity for one that says something."""
    return MOST_WEIGHT if word in _ENGLISH else float("inf")
