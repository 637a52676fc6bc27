"""Chooses the sentence of a passage that answers a query, and finds the query's words in the passage.

The sentence with the most weight of the query's words is the right one in 85 % of passages, and in 68 % of long prose.
Vectors of sentences find fewer, alone or together with words (`benchmarks/quality/README.md`). So the model chooses
only if no sentence contains more of the query than function words.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from scent.arrays import Scores
from scent.core.chunking.sentences import lines, sentences
from scent.formats.index.lexical.function_words import MOST_WEIGHT

# A passage with more lines than this for each of its sentences consists of lines: code, a table, a log.
_LINES_FOR_A_SENTENCE = 3
# The weight of two function words: "at the" does not distinguish sentences.
_FUNCTION_WORDS = 2 * MOST_WEIGHT
# The model compares at most so many sentences: more would take longer than the search.
_MOST_COMPARED = 8
# Formats whose lines are rows.
_FORMATS_OF_ROWS = frozenset({"csv", "tsv", "xlsx", "xls", "ods", "sqlite", "parquet", "arrow"})
# The rows of a table in Markdown or of a document: lines with bars between cells.
_TABLE = re.compile(r"(?:^(?:[^\S\n]*\||[^\n]*\S \| )[^\n]*(?:\n|\Z))+", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def best_sentence(
    text: str,
    weights: Mapping[str, float],
    terms: Callable[[str], Sequence[str]],
    similar: Callable[[Sequence[str]], Scores] | None,
    file_format: str = "",
) -> tuple[int, int]:
    """The start and the end, in `text`, of the sentence (or line) that answers best, without surrounding white space.

    Args:
        text: a passage.
        weights: the weight of each term of the query.
        terms: gives the terms of a text.
        similar: gives the cosines (n,) of sentences with the query; None: choose by words alone.
        file_format: the format of the passage's file; empty if unknown.
    """
    places = [stripped for place in sentences_of(text, file_format) if (stripped := _stripped(text, *place))]
    if len(places) < 2:  # noqa: PLR2004  # there is no choice
        return places[0] if places else (0, len(text))
    scores = np.array([sum(weights.get(term, 0.0) for term in set(terms(text[a:b]))) for a, b in places], np.float32)
    if similar is not None and scores.max() <= _FUNCTION_WORDS:
        scores = similar([text[a:b] for a, b in places[:_MOST_COMPARED]])
    return places[int(np.argmax(scores))]


def query_words_in(
    text: str, query: str, terms: Callable[[str], Sequence[str]], weights: Mapping[str, float]
) -> list[str]:
    """The words of `query`, as typed, of which `text` contains any form; the word with the most weight first."""
    present = set(terms(text))
    typed: dict[str, float] = {}
    for word in query.split():
        shared = [weights.get(term, 0.0) for term in terms(word) if term in present]
        if shared:
            typed.setdefault(word.strip(".,;:!?\"'()[]"), max(shared))
    return sorted(typed, key=lambda word: -typed[word])


def sentences_of(text: str, file_format: str = "") -> list[tuple[int, int]]:
    """The start and the end of each sentence of a passage, or of each line if it consists of lines; they tile it.

    A row of a table is a sentence, whatever stops are in it.
    """
    if file_format in _FORMATS_OF_ROWS:
        return list(lines(text, 0, len(text)))
    places = list(_sentences_and_rows(text))
    is_lines = text.count("\n") + 1 > _LINES_FOR_A_SENTENCE * len(places)
    return list(lines(text, 0, len(text))) if is_lines else places


def _sentences_and_rows(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for table in _TABLE.finditer(text):
        yield from _sentences(text, at, table.start())
        yield from lines(text, *table.span())
        at = table.end()
    yield from _sentences(text, at, len(text))


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for first, after in sentences(text, start, end, of_list=True):
        yield from _paragraphs(text, first, after)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a sentence at blank lines: a heading has no full stop to end it."""
    for match in _BLANK_LINE.finditer(text, start, end):
        yield start, match.end()
        start = match.end()
    yield start, end


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    body = piece.strip()
    first = start + len(piece) - len(piece.lstrip())
    return (first, first + len(body)) if body else None
