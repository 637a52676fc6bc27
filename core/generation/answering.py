"""Has a language model answer a question from the passages that a search found."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from scent.arrays import Tokens
from scent.core.generation.citations import Sentence, Terms, cited_sentence, is_refusal
from scent.core.generation.prompts import (
    Passage,
    answer_messages,
    fitting,
    fitting_lines,
    imagined_messages,
)
from scent.core.generation.reply import without_thoughts, written_sentences
from scent.core.inference.generator import Generator, Limits
from scent.core.types import Hit

# What a question has of the room for the prompt at most, and an answer of the whole: the rest is for passages.
_QUESTION_SHARE: Final = 4
_ANSWER_SHARE: Final = 3
# How much a model writes for HyDE.
IMAGINED: Final = Limits(tokens=96, seconds=30.0)


class Answer:
    """An answer while it is being written.

    `hits` are the passages that the model reads, numbered from 1. `refused` says that the model found no answer in
    them. `ended` says why the answer ended: see `Generator`.
    """

    def __init__(self, generator: Generator, question: str, hits: Sequence[Hit], limits: Limits) -> None:
        """Build the prompt; nothing is written yet."""
        self.refused = False
        self._generator = generator
        room = generator.longest - min(limits.tokens, generator.longest // _ANSWER_SHARE)
        question = fitting(question, room // _QUESTION_SHARE, self._count)
        around = len(self._prompt(question, []))
        lines = fitting_lines([_passage(hit) for hit in hits], room - around, self._count)
        while len(prompt := self._prompt(question, lines)) > room and len(lines) > 1:
            lines.pop()
        self._tokens = prompt[: generator.longest - 1]
        self._limits = limits
        self.hits = list(hits[: len(lines)])

    @property
    def ended(self) -> str:
        """Why the answer ended: `end`, or the limit that cut it, `tokens` or `seconds`."""
        return self._generator.ended or "end"

    def sentences(self) -> Iterator[Sentence]:
        """The sentences of the answer, each as soon as it is written; none if the passages do not answer.

        Raises:
            ModelError: the model could not be run.
        """
        terms = [Terms(f"{hit.title}\n{' '.join(hit.heading)}\n{hit.text}", hit.language) for hit in self.hits]
        pieces = without_thoughts(self._generator.write(self._tokens, self._limits))
        for number, written in enumerate(written_sentences(pieces, one_line=not self._generator.chats)):
            if is_refusal(written.text):
                self.refused = number == 0
                return
            sentence = cited_sentence(written.text, written.before if number else "", terms)
            if sentence.text:
                yield sentence

    def _prompt(self, question: str, lines: Sequence[str]) -> Tokens:
        return self._generator.prompt(answer_messages(question, lines, chats=self._generator.chats))

    def _count(self, text: str) -> int:
        return len(self._generator.tokens(text))


def imagined(generator: Generator, question: str, limits: Limits = IMAGINED) -> str:
    """A passage that would answer a question, as the model imagines it; what is wrong in it does not matter (HyDE).

    Raises:
        ModelError: the model could not be run.
    """
    question = fitting(question, generator.longest // _QUESTION_SHARE, lambda text: len(generator.tokens(text)))
    prompt = generator.prompt(imagined_messages(question, chats=generator.chats))
    pieces = without_thoughts(generator.write(prompt[: generator.longest - 1], limits))
    return " ".join(each.text for each in written_sentences(pieces, one_line=not generator.chats))


def _passage(hit: Hit) -> Passage:
    name = hit.title or Path(os.fsdecode(hit.path)).name
    trail = [part for part in hit.heading if part != name]
    return Passage(" > ".join([name, *trail]), hit.text)
