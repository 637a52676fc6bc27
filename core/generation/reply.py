"""Cuts what a language model writes into sentences while it comes. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from scent.core.chunking.sentences import sentences

# Thoughts that some models write down before they answer.
_THOUGHTS: Final = "<think>", "</think>"
# Numbers of passages: [1], [1, 2], [passage 3], and the brackets that some models write instead.
_NUMBERS: Final = (
    r"[\[【]\s*(?:(?:[Pp]assages?|[Ss]ources?)\s+)?"
    r"(\d{1,3}(?:\s*[,;&\u2013-]\s*\d{1,3})*)(?:†[^\]】]*)?\s*[\]】]"
)
CITATION: Final = re.compile(rf"\s*{_NUMBERS}")
_CITATIONS: Final = re.compile(rf"(?:\s*{_NUMBERS})+\s*")
# What may become one.
_BEGUN: Final = re.compile(r"\s*[\[【][^\]】\n]{0,24}$")
# Abbreviations after which a sentence goes on, beside those that chunks know.
_ABBREVIATED: Final = re.compile(r"\b(?:M[sx]|Messrs|Inc|Ltd|Jr|Sr|approx|vol|pp?|Hrn?|Nr|Tel|ca|bzw|vgl)\.\s+$")
_WORD: Final = re.compile(r"\w+")
# A shorter sentence, such as "Yes.", may be written twice.
_LEAST_REPEATED: Final = 3


class Written(NamedTuple):
    """A sentence as it was written, with its citations, and what stands before it: nothing, a space or line ends."""

    before: str
    text: str


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of a text without the thoughts that it begins with."""
    begin, end = _THOUGHTS
    head, thinks = "", False
    rest = iter(pieces)
    for piece in rest:
        head += piece
        if not thinks:
            start = head.lstrip()
            if start.startswith(begin):
                thinks = True
            elif not begin.startswith(start):
                yield head
                break
        if thinks and end in head:
            yield head.partition(end)[2]
            break
        if thinks:
            head = head[-len(begin) - len(end) :] if end not in head else head
    else:
        if not thinks:
            yield head
        return
    yield from rest


def written_sentences(pieces: Iterable[str], *, one_line: bool = False) -> Iterator[Written]:
    """The sentences and lines of a text, each as soon as it is whole; nothing is left out.

    The text ends before a sentence that was there before, as small models go round in circles, and with
    `one_line` at the end of its first line.
    """
    seen: set[tuple[str, ...]] = set()
    for each in _cut(_first_line(pieces) if one_line else pieces):
        words = tuple(_WORD.findall(CITATION.sub("", each.text).lower()))
        if not words:
            continue
        if len(words) >= _LEAST_REPEATED and words in seen:
            return
        seen.add(words)
        yield each


def _first_line(pieces: Iterable[str]) -> Iterator[str]:
    begun = False
    for piece in pieces:
        text = piece if begun else piece.lstrip()
        begun = begun or bool(text)
        line, end, _ = text.partition("\n")
        if line:
            yield line
        if end:
            return


def _cut(pieces: Iterable[str]) -> Iterator[Written]:
    """The sentences with their citations, also where these stand behind the full stop."""
    text = space = ""
    for piece in pieces:
        text += piece
        while end := _whole_sentence(text):
            sentence, text = text[:end], text[end:]
            yield Written(_gap(space, sentence), sentence.strip())
            space = sentence[len(sentence.rstrip()) :]
    while text.strip():
        end = _whole_sentence(text, final=True) or len(text)
        sentence, text = text[:end], text[end:]
        yield Written(_gap(space, sentence), sentence.strip())
        space = sentence[len(sentence.rstrip()) :]


def _whole_sentence(text: str, *, final: bool = False) -> int:
    """Where the first sentence or line of a text ends, with the citations behind it; 0 if more of it may come."""
    start = len(text) - len(text.lstrip())
    line = text.find("\n", start)
    limit = line + 1 if line >= 0 else len(text)
    ends = (end for _, end in sentences(text, start, limit, of_list=False))
    end = next((end for end in ends if not _ABBREVIATED.search(text[:end])), limit)
    if end == limit and line < 0:
        return 0
    behind = _CITATIONS.match(text, end)
    end = behind.end() if behind and "\n" not in text[end : behind.end()].rstrip() else end
    rest = text[end:]
    if final or (rest.strip() and not _BEGUN.match(rest)):
        return end
    return 0


def _gap(space: str, sentence: str) -> str:
    """What stands before a sentence: what is left of the one before, and the space that it begins with."""
    space += sentence[: len(sentence) - len(sentence.lstrip())]
    return "\n" * min(2, space.count("\n")) or (" " if space else "")
