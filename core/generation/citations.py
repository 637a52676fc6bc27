"""Which passages say what a sentence says: those that the model cites, or else the one with most of its words. Pure."""

import re
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from scent.core.generation.prompts import REFUSAL
from scent.core.generation.reply import CITATION
from scent.formats.index.lexical.function_words import function_words
from scent.formats.index.lexical.stemming import stemmed
from scent.formats.index.lexical.words import words

# A passage says a sentence that cites none if it has so much of its words: all but one of three, most of a long one.
# This is set by judgement: there are no answers with known sources to measure it on.
LEAST_SUPPORT: Final = 0.6
_DIGIT: Final = re.compile(r"\d")
_RANGE: Final = re.compile(r"(\d+)\s*[\u2013-]\s*(\d+)")
_SPACE_BEFORE_STOP: Final = re.compile(r"\s+([.,;:!?])")


class Sentence(NamedTuple):
    """A sentence of an answer.

    `before` stands between it and the one before. `citations` are numbers of passages, from 1; `cited_by` says who
    found them: `writer`, `words` (the passage has the words of the sentence), or nobody. `support` is the greatest
    share of the sentence's words, from 0 to 1, that one of these passages has; of all passages, if none is cited.
    """

    text: str
    before: str = ""
    citations: tuple[int, ...] = ()
    cited_by: str = ""
    support: float = 0.0


def cited_sentence(written: str, before: str, passages: Sequence["Terms"]) -> Sentence:
    """The sentence that a model has written about these passages, with the places that say it."""
    text, numbers = parsed(written, len(passages))
    shares = [each.share_of(text) for each in passages]
    if numbers:
        return Sentence(text, before, numbers, "writer", max(shares[number - 1] for number in numbers))
    best = max(range(len(shares)), key=lambda at: (shares[at], -at), default=0)
    support = shares[best] if shares else 0.0
    if support < LEAST_SUPPORT or not passages[best].has_numbers_of(text):
        return Sentence(text, before, support=support)
    return Sentence(text, before, (best + 1,), "words", support)


def parsed(written: str, count: int) -> tuple[str, tuple[int, ...]]:
    """A sentence without its citations, and the numbers in them, each once; a number above `count` is none."""
    numbers: dict[int, None] = {}
    for match in CITATION.finditer(written):
        for each in re.split(r"\s*[,;&]\s*", match[1]):
            span = _RANGE.fullmatch(each)
            first, last = (int(span[1]), int(span[2])) if span else (int(each), int(each))
            numbers |= dict.fromkeys(number for number in range(first, min(last, count) + 1) if number >= 1)
    text = _SPACE_BEFORE_STOP.sub(r"\1", CITATION.sub("", written)) if numbers else CITATION.sub("", written)
    return " ".join(text.split()), tuple(numbers)


def is_refusal(text: str) -> bool:
    """Whether a model writes that the passages do not answer."""
    return " ".join(re.findall(r"\w+", text.upper())).startswith(REFUSAL)


class Terms:
    """The words of a passage, in the form in which the index has those of its language."""

    def __init__(self, text: str, language: str) -> None:
        """Take the words of a text in a language (ISO 639-1, or empty)."""
        self._language = language
        written = words(text)
        self._words = set(written)
        self._terms = set(stemmed(written, language))

    def share_of(self, sentence: str) -> float:
        """The share of the words of a sentence, but for function words, that the passage has: 0 to 1."""
        written = words(sentence)
        telling = _without(written, function_words(written, [self._language]))
        terms = set(stemmed(telling, self._language))
        return len(terms & self._terms) / len(terms) if terms else 0.0

    def has_numbers_of(self, sentence: str) -> bool:
        """Whether the passage has all numbers of a sentence."""
        return all(word in self._words for word in words(sentence) if _DIGIT.search(word))


def _without(written: Sequence[str], others: Collection[str]) -> list[str]:
    return [word for word in written if word not in others]
