"""Chooses the sentence of a passage that answers a query, and finds the query's words in the passage.

The sentence with the most weight of the query's words is the right one in 85 % of passages, and in 68 % of long prose.
Vectors of sentences find fewer, alone or together with words (`benchmarks/quality/README.md`). So the model chooses
only if no sentence contains more of the query than function words.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np

from scent.arrays import Scores
from scent.core.chunking.sentences import lines, sentences
from scent.formats.index.lexical.function_words import MOST_WEIGHT

# Text of these formats has sentences. That of every other format consists of lines: code, rows, logs, subtitles.
_FORMATS_OF_PROSE = frozenset(
    {
        "pdf",
        "docx",
        "pptx",
        "odt",
        "odp",
        "epub",
        "rtf",
        "html",
        "mhtml",
        "xml",
        "svg",
        "mbox",
        "mail",
        "chat",
        "whatsapp",
    }
    | {"markdown", "rst", "org", "asciidoc", "latex", "notebook", "man", "info", "text", ""}
)
# A sentence with more lines than this is none, but lines that no full stop ends: a list of names, a listing.
_MOST_LINES = 8
# The width to which people wrap text, and how much shorter than the longest line a wrapped line may be.
_NARROWEST, _WIDEST, _RAGGED = 40, 120, 20
# What the last character of a sentence may be.
_STOPS = ".!?…:;\"')]”’»。！？"
# In the source of these formats a line ends where a command ends, so that a sentence has many short ones.
_FORMATS_OF_PIECES = frozenset({"man"})
# A line in capitals: the heading of a section stands right above its text there.
_HEADING_OF_A_MANUAL = re.compile(r"\s*[A-Z][A-Z0-9 ,/&'-]+[A-Z0-9]\n")
# What the lines of a list begin with, where they are as long as wrapped ones.
_LABEL = re.compile(r"\s*(?=[^\W\d_])(?![a-z])[\w-]+(?: [\w-]+){0,2}: ")
# The weight of two function words: "at the" does not distinguish sentences.
_FUNCTION_WORDS = 2 * MOST_WEIGHT
# What a word in a heading counts, as a part of what it counts in a sentence; and what stands around its text.
_HEADING_SHARE = 0.5
_HEADING_SIGNS = "#=* \t"
# The model compares at most so many sentences: more would take longer than the search.
_MOST_COMPARED = 8
# What consists of lines within prose: code between fences, and the rows of a table, which are lines with bars between
# cells.
_LINES_IN_PROSE = re.compile(
    r"^[^\S\n]*+(```|~~~)[^\n]*+\n(?:(?![^\S\n]*+\1)[^\n]*+\n)*+[^\S\n]*+\1[^\n]*+(?:\n|\Z)"
    r"|(?:^(?:[^\S\n]*\||[^\n]*\S \| )[^\n]*(?:\n|\Z))+",
    re.MULTILINE,
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
# Further abbreviations after which a sentence goes on. Chunks may end there; a sentence that is shown may not.
_ABBREVIATION = re.compile(
    r"\b(?:M[sx]|Messrs|Inc|Ltd|Jr|Sr|Ave|approx|vol|ch|pp?|Hrn?|Fr|Nr|Tel|Str|ca|bzw|vgl)\.[^\S\n]+$"
)
_ABBREVIATION_CHARACTERS = 12
# Chunks go on after it, as if a number followed.
_NO_AND_NO_NUMBER = re.compile(r"\bno\.\s+(?=[^\W\d_])", re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")
_WORD = re.compile(r"\S+")
_TOKEN = re.compile(r"[.#@$]?\w+[+#]*")
# A part of an identifier, as `formats.index.lexical.words` cuts it.
_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_DIGIT = re.compile(r"\d")


def best_sentence(  # noqa: PLR0913  # a passage, a query, and what is known of both
    text: str,
    weights: Mapping[str, float],
    terms: Callable[[str], Sequence[str]],
    similar: Callable[[Sequence[str]], Scores] | None,
    file_format: str = "",
    *,
    headings: Collection[str] = (),
) -> tuple[int, int]:
    """The start and the end, in `text`, of the sentence (or line) that answers best, without surrounding white space.

    Args:
        text: a passage.
        weights: the weight of each term of the query.
        terms: gives the terms of a text.
        similar: gives the cosines (n,) of sentences with the query; None: choose by words alone.
        file_format: the format of the passage's file; empty if unknown.
        headings: the headings in the passage and above it. A line that is one of them is no answer where there are
            sentences: it only says what those below it are about, and its words count a part there.
    """
    pieces = sentences_of(text, file_format, headings)
    places = [stripped for place in pieces if (stripped := _stripped(text, *place))]
    places = [place for place in places if _LETTER.search(text, *place)] or places[:1]
    if len(places) < 2:  # noqa: PLR2004  # there is no choice
        return places[0] if places else (0, len(text))
    places, own, scores = _weighed(text, places, weights, terms, headings)
    if similar is not None and own.max() <= _FUNCTION_WORDS:
        # Sentences below one heading are told apart by the model alone.
        places = [place for place, score in zip(places, scores, strict=True) if score >= scores.max() - _FUNCTION_WORDS]
        scores = similar([text[a:b] for a, b in places[:_MOST_COMPARED]])
    return places[int(np.argmax(scores))]


def _weighed(
    text: str,
    places: Sequence[tuple[int, int]],
    weights: Mapping[str, float],
    terms: Callable[[str], Sequence[str]],
    headings: Collection[str],
) -> tuple[list[tuple[int, int]], Scores, Scores]:
    """The places that may answer, the weight of the query's words in each, and with those of its heading (n,)."""
    kept, own, with_heading = list[tuple[int, int]](), list[float](), list[float]()
    above: set[str] = set()
    is_heading = [text[a:b].strip(_HEADING_SIGNS) in headings for a, b in places]
    for number, (a, b) in enumerate(places):
        found = {term for term in terms(text[a:b]) if term in weights}
        if is_heading[number]:
            above = found
            if not all(is_heading[number + 1 : number + 2]):
                continue
        # What looks like a heading and has no sentence below it may be one itself, as the lines of slides are.
        share = _HEADING_SHARE if is_heading[number] else 1.0
        kept.append((a, b))
        own.append(share * sum(weights[term] for term in found))
        with_heading.append(own[-1] + _HEADING_SHARE * sum(weights[term] for term in above - found))
    return kept, np.array(own, np.float32), np.array(with_heading, np.float32)


def first_text(text: str) -> int:
    """Where the first line with a word begins in `text`, after its white space; 0 if there is none."""
    letter = _LETTER.search(text)
    if letter is None:
        return 0
    start = text.rfind("\n", 0, letter.start()) + 1
    return start + len(text[start:]) - len(text[start:].lstrip())


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


def word_places(
    text: str, terms: Callable[[str], Sequence[str]], weights: Mapping[str, float]
) -> list[tuple[int, int]]:
    """The start and the end of each word of `text` that any word of the query stands as, but for function words.

    Of a word that is several terms (an identifier, or Chinese), only those parts count that are terms of the query.
    """
    telling = {term for term, weight in weights.items() if weight > MOST_WEIGHT} or set(weights)
    terms_of_word = cache(terms)
    places: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text):
        word = match[0].lower()
        found = terms_of_word(word)
        shared = [term for term in found if term in telling]
        if len(found) == 1 and shared:
            places.append(match.span())
        elif shared:
            parts = (part for part in _PART.finditer(match[0]) if telling.intersection(terms_of_word(part[0].lower())))
            written = ((word.index(term), word.index(term) + len(term)) for term in shared if term in word)
            at = match.start()
            places += [(at + a, at + b) for a, b in _merged([*(part.span() for part in parts), *written])]
    return places


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first < merged[-1][1]:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


def sentences_of(text: str, file_format: str = "", headings: Collection[str] = ()) -> list[tuple[int, int]]:
    """The start and the end of each sentence of a passage, or of each line where it consists of lines; they tile it.

    A row of a table is a line, whatever stops are in it; so is a line of code, also within prose, and in a manual page
    a line that is one of `headings`: there a heading follows upon text that no full stop ends.
    """
    if file_format not in _FORMATS_OF_PROSE:
        return list(lines(text, 0, len(text)))
    width = max((len(line) for line in text.splitlines() if len(line) <= _WIDEST), default=0)
    places: list[tuple[int, int]] = []
    in_pieces = file_format in _FORMATS_OF_PIECES
    for whole in _sentences_and_lines(text):
        for place in _around_headings(text, *whole, headings) if in_pieces else [whole]:
            places += [place] if _is_wrapped(text, *place, width, in_pieces=in_pieces) else lines(text, *place)
    return places


def _around_headings(text: str, start: int, end: int, headings: Collection[str]) -> Iterator[tuple[int, int]]:
    """Split a sentence of a manual page before and after each line that is a heading."""
    begin = start
    for first, last in lines(text, start, end):
        is_first = first == start and _HEADING_OF_A_MANUAL.match(text, first, end) is not None
        if is_first or ((first == 0 or text[first - 1] == "\n") and text[first:last].strip() in headings):
            if begin < first:
                yield begin, first
            yield first, last
            begin = last
    if begin < end:
        yield begin, end


def _is_wrapped(text: str, start: int, end: int, width: int, *, in_pieces: bool) -> bool:
    """Whether a sentence is on one line, or on lines that were wrapped because the next word did not fit.

    Lines that all begin alike, as those of a log with their dates, were not wrapped. Nor were those of which a later
    one begins with a label. Prose that people wrapped by hand is ragged. Where no full stop ends the lines, the first
    of them begins the sentence, and none is indented below it, they may be notes of a line each: then a line was
    wrapped if the next word had no room on it.
    """
    body = text[start:end].rstrip()
    count = body.count("\n") + 1
    if count == 1:
        return True
    if count > _MOST_LINES:
        return False
    if in_pieces:
        return True
    if width < _NARROWEST:
        return False
    begin = text.rfind("\n", 0, start) + 1
    wrapped = text[begin : start + len(body)].split("\n")
    words = [word[0] if (word := _WORD.search(line)) else "" for line in wrapped]
    if len({_DIGIT.sub("0", word) for word in words}) == 1 or any(map(_LABEL.match, wrapped[1:])):
        return False
    goes_on = begin < start and not text[begin:start].isspace()
    is_prose = goes_on or body[-1] in _STOPS or any(_indent(line) > _indent(wrapped[0]) for line in wrapped[1:])
    least = width - _RAGGED if is_prose else width
    return all(len(line.rstrip()) + 1 + len(word) > least for line, word in zip(wrapped, words[1:], strict=False))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _sentences_and_lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _LINES_IN_PROSE.finditer(text):
        yield from _sentences(text, at, match.start())
        yield from lines(text, *match.span())
        at = match.end()
    yield from _sentences(text, at, len(text))


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    ends = {after for _, after in sentences(text, start, end, of_list=True)}
    for after in sorted(ends | {match.end() for match in _NO_AND_NO_NUMBER.finditer(text, start, end)}):
        if after == end or not _ABBREVIATION.search(text, max(begin, after - _ABBREVIATION_CHARACTERS), after):
            yield from _paragraphs(text, begin, after)
            begin = after


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
