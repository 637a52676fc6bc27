"""Lines that mean what a query means, in text that belongs to no index.

Owned here: what is compared (sentences), and how it is scored without an index.

A stream has no statistics of words, so a sentence's score is made as a search's is, of its cosine and of the plain
share of the query's words that it holds. Over the sentences of XQuAD as one stream, that ranks the answers to its
questions with an average precision of .70, the cosine alone with .55 (`benchmarks/quality/grep.py`).
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np

from scent.arrays import Vectors
from scent.closing import Closing
from scent.core.chunking.atoms import atoms
from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.reading.pool import ReaderPool
from scent.core.reading.streams import line_groups
from scent.core.search import scoring
from scent.errors import ReadError
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.documents.registry import is_trusted
from scent.formats.index.lexical.words import words

# At this score a stream of XQuAD's 1,180 sentences gives 3 of them for a question, and 88 of 100 that answer it.
LEAST_SCORE = 0.4

# Lines of wrapped text are within these; what is narrower is a list, and what is wider was wrapped by nobody.
_NARROWEST, _WIDEST = 40, 130
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence that matches, and where it stands: lines `first` to `last`, inclusive, counted from 1.

    `query` is the one that it matches best; `spans` are its characters in each of these lines, start and end
    (exclusive).
    """

    first: int
    last: int
    text: str
    spans: tuple[tuple[int, int], ...]
    query: str = ""
    score: float = 0.0


class Matcher(Closing):
    """Compares lines with queries, of which a line need match only one. A context manager."""

    def __init__(self, queries: Sequence[str], vectors: Vectors, embedder: TextEmbedder, least: float) -> None:
        """Compare with `queries`, whose unit vectors are the rows of `vectors`; `embedder` is closed with this."""
        self._queries = queries
        self._words = [frozenset(words(query)) for query in queries]
        self._vectors = vectors
        self._embedder = embedder
        self._least = least

    @classmethod
    def open(
        cls,
        queries: Sequence[str],
        model: Path | None,
        cache: Path | None = None,
        *,
        least: float | None = None,
        workers: int = 0,
    ) -> Self:
        """Load the model in a file (None: the bundled one); `least` is the score of a match (None: `LEAST_SCORE`).

        Raises:
            ModelError: the file is no embedding model.
        """
        embedder = TextEmbedder.open(model, cache, workers=workers)
        vectors = np.stack([embedder.query(query) for query in queries])
        return cls(queries, vectors, embedder, LEAST_SCORE if least is None else least)

    def close(self) -> None:
        """Free the model."""
        self._embedder.close()

    def matches(self, lines: Sequence[str], first: int = 1) -> list[Match]:
        """What matches in consecutive lines, of which the first has the number `first`; in the order of the text."""
        units = [unit for unit in _sentences(lines, first) if unit.text.strip()]
        if not units:
            return []
        cosines = np.stack(list(self._embedder.vectors(unit.text for unit in units))) @ self._vectors.T
        scores = scoring.fused(cosines, np.array([self._shares(unit.text) for unit in units], np.float32))
        return [
            replace(unit, query=self._queries[best], score=float(each[best]))
            for unit, each, best in zip(units, scores, scores.argmax(axis=1), strict=True)
            if each[best] >= self._least
        ]

    def _shares(self, text: str) -> list[float]:
        """The share of each query's words that a text holds."""
        held = frozenset(words(text))
        return [len(asked & held) / max(1, len(asked)) for asked in self._words]


def line_groups_of(path: bytes, readers: ReaderPool) -> Iterator[list[str]]:
    """The lines of a file in groups: of text as it stands there, of anything else as scent reads it.

    Raises:
        NotTextError: it is binary.
        ReadError: it cannot be read.
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


def _sentences(lines: Sequence[str], first: int) -> Iterator[Match]:
    """All sentences of consecutive lines, each as a match without a query and a score.

    A sentence is one line or a part of it, unless the lines are those of a paragraph that was wrapped.
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
    """Whether each line ends where the next one's first word did not fit."""
    width = max(map(len, lines), default=0)
    if len(lines) < 2 or not _NARROWEST <= width <= _WIDEST:  # noqa: PLR2004  # one line cannot be wrapped
        return False
    following = [_WORD.search(line) for line in lines[1:]]
    return all(
        word is not None and len(line.rstrip()) + 1 + len(word[0]) > width
        for line, word in zip(lines, following, strict=False)
    )


def _cut(lines: Sequence[str], first: int) -> Iterator[Match]:
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
        yield Match(first + top, first + bottom, text[atom.start : end], spans)
