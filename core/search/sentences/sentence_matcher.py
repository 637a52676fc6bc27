"""The engine of `scent grep`: finds sentences that match a query in files and pipes, without an index.

How a sentence gets its score is in `scorer`. What that finds is in `benchmarks/quality/README.md`.
"""

import os
import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from scent.closing import Closing
from scent.core.chunking.atoms import atoms
from scent.core.model_place import Place
from scent.core.reading.pipes import line_groups
from scent.core.reading.pool import ReaderPool
from scent.core.search.sentences.background import Background
from scent.core.search.sentences.scorer import Scorer
from scent.errors import ReadError
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.documents.base.terminal_marks import remove_terminal_marks
from scent.formats.documents.registry import is_trusted

# With this score, 3 of XQuAD's 1,180 sentences match a question on average, and 90 of 100 answers are among them. Of a
# log's lines, 2 in 1,000 match.
LEAST_SCORE = 0.4
# The width of wrapped text, in characters. Narrower lines are a list; wider lines are not wrapped.
_NARROWEST, _WIDEST = 40, 130
# Sentences of nothing else say nothing, and rows of dots or dashes have thousands.
_NO_WORDS = string.punctuation + string.whitespace
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class MatchingSentence:
    """A sentence that matches, on the lines `first` to `last`, inclusive, counted from 1.

    `query` is the query that it matches best. `spans` are the start and the end (exclusive), in characters, of the
    sentence in each of these lines. `estimated` tells that the score is an estimate, as only one that is too low is.
    """

    first: int
    last: int
    text: str
    spans: tuple[tuple[int, int], ...]
    query: str = ""
    score: float = 0.0
    estimated: bool = False


class Matcher(Closing):
    """Compares sentences with one or more queries; a sentence needs to match only one. A context manager."""

    def __init__(self, scorer: Scorer, least: float) -> None:
        """Compare by `scorer`, which the matcher closes; `least` is the lowest score of a match.

        `nearest` is the best sentence so far that does not match.
        """
        self._scorer = scorer
        self.least = least
        self.nearest: MatchingSentence | None = None

    @classmethod
    def open(
        cls,
        queries: Sequence[str],
        model: Place | None,
        cache: Path | None = None,
        *,
        least: float | None = None,
        workers: int = 0,
    ) -> Self:
        """Load a model file (None: the bundled model); `least` is the lowest score of a match (None: `LEAST_SCORE`).

        Raises:
            ModelError: the file is not an embedding model.
        """
        return cls(Scorer.open(queries, model, cache, workers=workers), LEAST_SCORE if least is None else least)

    def close(self) -> None:
        """Free the model."""
        self._scorer.close()

    def background(self) -> Background:
        """What the queries know of a stream, or a file, of which nothing is read yet."""
        return Background(self._scorer.queries)

    def matches(self, lines: Sequence[str], first: int, background: Background) -> list[MatchingSentence]:
        """The sentences that match in consecutive lines, in the order of the text; `first` is the first line's number.

        `background` has the lines before these, and these after the call.

        Raises:
            ModelError: the model gave a vector that is not a number.
        """
        sentences = [sentence for sentence in _sentences(lines, first) if sentence.text.strip(_NO_WORDS)]
        if not sentences:
            return []
        scores, estimated = self._scorer.scores(
            [remove_terminal_marks(sentence.text) for sentence in sentences], background, self.least
        )
        best = scores.argmax(axis=1).tolist()
        scored = [
            replace(
                sentence,
                query=self._scorer.queries[query],
                score=float(scores[place, query]),
                estimated=bool(estimated[place]),
            )
            for place, (sentence, query) in enumerate(zip(sentences, best, strict=True))
        ]
        self._note_nearest(scored)
        return [sentence for sentence in scored if sentence.score >= self.least]

    def _note_nearest(self, scored: Sequence[MatchingSentence]) -> None:
        below = [sentence for sentence in (*scored, self.nearest) if sentence and sentence.score < self.least]
        self.nearest = max(below, key=lambda sentence: sentence.score, default=None)


class MatchedLines(NamedTuple):
    """Consecutive lines, of which the first has the number `first`, and the sentences in them that match."""

    first: int
    lines: Sequence[str]
    matches: list[MatchingSentence]


def matched_lines(path: bytes | None, matcher: Matcher, readers: ReaderPool) -> Iterator[MatchedLines]:
    """The lines of a file, or of standard input (None), as they come, with the sentences that match.

    Raises:
        NotTextError: the file is binary.
        ReadError: the file cannot be read.
        ModelError: the model gave a vector that is not a number.
    """
    first = 1
    background = matcher.background()
    for lines in line_groups(0) if path is None else _line_groups_of(path, readers):
        yield MatchedLines(first, lines, matcher.matches(lines, first, background))
        first += len(lines)


def _line_groups_of(path: bytes, readers: ReaderPool) -> Iterator[list[str]]:
    """The lines of a file in groups: the lines of a text file, or the text that `readers` extract from another file.

    Raises:
        NotTextError: the file is binary.
        ReadError: the file cannot be read.
    """
    try:
        if os.path.isfile(path) and not is_trusted(path):
            for document in readers.documents(path):
                yield document.text.split("\n")
            return
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield from line_groups(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ReadError(f"it cannot be read: {error.strerror or error}") from error


def _sentences(lines: Sequence[str], first: int) -> Iterator[MatchingSentence]:
    """All sentences of consecutive lines, not yet with a query and a score.

    A sentence is a line or a part of one. Only in a wrapped paragraph it may span several lines.
    """
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].strip():
            end += 1
        runs = [(start, end)] if _is_wrapped(lines[start:end]) else [(at, at + 1) for at in range(start, end)]
        for begin, stop in runs:
            yield from _cut(lines[begin:stop], first + begin)
        start = end + 1


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether the lines are a wrapped paragraph: the first word of each next line did not fit on the line before."""
    width = max(map(len, lines), default=0)
    if len(lines) < 2 or not _NARROWEST <= width <= _WIDEST:  # noqa: PLR2004  # one line cannot be wrapped
        return False
    following = [_WORD.search(line) for line in lines[1:]]
    return all(
        word is not None and len(line.rstrip()) + 1 + len(word[0]) > width
        for line, word in zip(lines, following, strict=False)
    )


def _cut(lines: Sequence[str], first: int) -> Iterator[MatchingSentence]:
    """The sentences of lines that belong together."""
    text = "\n".join(lines)
    begins = np.cumsum([0, *(len(line) + 1 for line in lines)])
    for atom in atoms(Document(text, "text", blocks=(Block(Kind.PROSE, 0, len(text)),))):
        end = atom.start + len(text[atom.start : atom.end].rstrip())
        if end <= atom.start:
            continue
        top, bottom = (int(np.searchsorted(begins, place, "right")) - 1 for place in (atom.start, end - 1))
        spans = tuple(
            (max(0, atom.start - int(begins[at])), min(len(lines[at]), end - int(begins[at])))
            for at in range(top, bottom + 1)
        )
        yield MatchingSentence(first + top, first + bottom, text[atom.start : end], spans)
