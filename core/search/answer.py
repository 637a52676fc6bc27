"""Which sentence of a passage answers, and which of the query's words stand in the passage.

Owned here: choosing among the sentences of a hit.

The sentence with the weightiest of the query's words is the one in 85 % of passages (68 % on long prose); vectors of
sentences find fewer, alone or together with words (`benchmarks/quality/README.md`). So the model is asked only where no
sentence has more of the query than words that join others.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from scent.arrays import Scores
from scent.core.chunking.sentences import lines, sentences
from scent.formats.index.lexical.function_words import MOST_WEIGHT

# A passage of more lines than this for each of its sentences is made of lines: code, a table, a log.
_LINES_FOR_A_SENTENCE = 3
# What two words that only join others weigh together: "at the" tells no sentence from another.
_JOINING = 2 * MOST_WEIGHT
# More sentences than this are not compared by meaning: it would take longer than the search.
_MOST_COMPARED = 8
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def best_sentence(
    text: str,
    weights: Mapping[str, float],
    terms: Callable[[str], Sequence[str]],
    similar: Callable[[Sequence[str]], Scores] | None,
) -> tuple[int, int]:
    """The place in `text` of the sentence (or line) that answers best: start and end without white space around it.

    Args:
        text: a passage.
        weights: what each term of the query weighs.
        terms: from a text to its terms.
        similar: from sentences to the cosines (n,) of each with the query; None to go by words alone.
    """
    places = [stripped for place in sentences_of(text) if (stripped := _stripped(text, *place))]
    if len(places) < 2:  # noqa: PLR2004  # nothing to choose from
        return places[0] if places else (0, len(text))
    worth = np.array([sum(weights.get(term, 0.0) for term in set(terms(text[a:b]))) for a, b in places], np.float32)
    if similar is not None and worth.max() <= _JOINING:
        worth = similar([text[a:b] for a, b in places[:_MOST_COMPARED]])
    return places[int(np.argmax(worth))]


def words_found(
    query: str, text: str, terms: Callable[[str], Sequence[str]], weights: Mapping[str, float]
) -> list[str]:
    """The words of the query that stand in `text` in any of their forms, the weightiest first, as they were typed."""
    inside = set(terms(text))
    typed: dict[str, float] = {}
    for word in query.split():
        shared = [weights.get(term, 0.0) for term in terms(word) if term in inside]
        if shared:
            typed.setdefault(word.strip(".,;:!?\"'()[]"), max(shared))
    return sorted(typed, key=lambda word: -typed[word])


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a passage stand, or its lines if it is made of lines; they tile it."""
    found = [
        part for start, end in sentences(text, 0, len(text), of_list=True) for part in _paragraphs(text, start, end)
    ]
    many = text.count("\n") + 1 > _LINES_FOR_A_SENTENCE * len(found)
    return list(lines(text, 0, len(text))) if many else found


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence that goes over a blank line (a heading has no full stop) is two."""
    for match in _BLANK_LINE.finditer(text, start, end):
        yield start, match.end()
        start = match.end()
    yield start, end


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    body = piece.strip()
    first = start + len(piece) - len(piece.lstrip())
    return (first, first + len(body)) if body else None
