"""Decides which passages meet the operators of a query, exactly, however few or many they are.

The index tells which chunks may contain the words of a phrase. Those that are ranked high enough to be shown are read,
and the others are not: a search for a phrase that nearly all passages contain reads no more of them than a few hundred.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial

import numpy as np

from scent.arrays import Mask, Rows, Scores
from scent.core.search.fields import in_fields
from scent.core.types import Conditions
from scent.formats.index.lexical.phrase import Phrase, folded_text
from scent.formats.index.reader import Reader

# Where few of the candidates meet the conditions, so many times as many are taken.
_DEEPER = 5

# Ranks chunks: the rows (n,) and scores (n,) of a number of candidates, best first.
Rank = Callable[[int], tuple[Rows, Scores]]


class PassageFilter:
    """The conditions of a query, for one index."""

    def __init__(self, reader: Reader, conditions: Conditions) -> None:
        """Look up the words of the conditions."""
        self._reader = reader
        self._conditions = conditions
        self._texts = lru_cache(1)(self._read)  # rows come in the order of documents
        self._held: dict[int, bool] = {}
        self._required = [_Occurrences(reader, text) for text in conditions.required]
        self._excluded = [_Occurrences(reader, text) for text in conditions.excluded]

    def documents(self, scope: Mask | None) -> Mask | None:
        """Which documents of `scope` (documents,) may have passages that meet the conditions; None for all.

        Raises:
            UsageError: a glob is malformed, or a type does not exist.
        """
        reader, conditions = self._reader, self._conditions
        masks = [] if scope is None else [scope]
        if conditions.fields or conditions.other_fields:
            masks.append(in_fields(conditions, reader.documents, reader.document_rows, reader.manifest.roots))
        if (possible := self._possible()) is not None:
            with_any = np.zeros(reader.document_rows, np.bool_)
            with_any[reader.document_of(np.flatnonzero(possible))] = True
            masks.append(with_any)
        return np.logical_and.reduce(masks) if masks else None

    def ranked(self, rank: Rank, count: int, scope: Mask | None) -> tuple[Rows, Scores]:
        """At least the best `count` chunks that meet the conditions, or all that do in `scope`, best first."""
        rows, scores = rank(count)
        if not self._required and not self._excluded:
            return rows, scores
        most, candidates = self._reader.live_chunks(scope), count
        while True:
            meets = self._meets(rows)
            if np.count_nonzero(meets) >= count or candidates >= most:
                return rows[meets], scores[meets]
            candidates = min(candidates * _DEEPER, most)
            rows, scores = rank(candidates)

    def problem(self) -> str:
        """A sentence for the user who gets no hits; empty if the query has no conditions."""
        conditions = self._conditions
        said = [f'"{text}"' for text in conditions.required]
        said += [f'-"{text}"' for text in conditions.excluded]
        said += [f"{name}:{value}" for name, value in conditions.fields]
        said += [f"-{name}:{value}" for name, value in conditions.other_fields]
        return f"no passage meets what the query asks for: {' '.join(said)}" if said else ""

    def _possible(self) -> Mask | None:
        """Which chunks (rows,) may contain all phrases that are required; None for all."""
        masks = [each.possible for each in self._required if each.possible is not None]
        return np.logical_and.reduce(masks) if masks else None

    def _read(self, document: int) -> "_Texts":
        return _Texts(*self._reader.chunk_texts(document))

    def _meets(self, rows: Rows) -> Mask:
        """Which of the chunks in `rows` (n,) meet the conditions; only those that may are read, and each once."""
        possible = self._possible()
        meets = np.ones(len(rows), np.bool_) if possible is None else possible[rows]
        places = np.flatnonzero(meets)
        places = places[np.argsort(rows[places])]  # one document after the other
        documents = self._reader.document_of(rows[places]).tolist()
        for place, row, document in zip(places.tolist(), rows[places].tolist(), documents, strict=True):
            if row not in self._held:
                self._held[row] = self._holds(row, document)
            meets[place] = self._held[row]
        return meets

    def _holds(self, row: int, document: int) -> bool:
        contains = partial(_contains, self._texts(document), row)
        return all(map(contains, self._required)) and not any(map(contains, self._excluded))


class _Texts:
    """The folded texts of a document's chunks, each folded when it is first used; its first chunk is in row `first`."""

    def __init__(self, first: int, texts: Sequence[str]) -> None:
        self._first = first
        self._texts = texts
        self._folded: dict[int, str] = {}

    def at(self, row: int) -> str:
        """The text of the chunk in a row; empty before the first and after the last."""
        if row not in self._folded:
            place = row - self._first
            self._folded[row] = folded_text(self._texts[place]) if 0 <= place < len(self._texts) else ""
        return self._folded[row]


class _Occurrences:
    """A phrase, and the chunks `possible` (rows,) that may contain it or the part of it up to a border; None: all."""

    def __init__(self, reader: Reader, text: str) -> None:
        self.phrase = Phrase(text)
        masks = [mask for word in self.phrase.terms if (mask := reader.rows_with(word)) is not None]
        if len(self.phrase) > 1:
            masks = list(map(_with_neighbours, masks))
        self.possible: Mask | None = np.logical_and.reduce(masks) if masks else None


def _with_neighbours(mask: Mask) -> Mask:
    """The chunks (rows,) of a mask, and those beside them: a phrase may cross a border between two."""
    wider = mask.copy()
    wider[1:] |= mask[:-1]
    wider[:-1] |= mask[1:]
    return wider


def _contains(texts: "_Texts", row: int, each: _Occurrences) -> bool:
    """Whether a phrase stands in the chunk in `row`, or begins or ends in it."""
    if each.possible is not None and not each.possible[row]:
        return False
    text, phrase = texts.at(row), each.phrase
    if phrase.is_in(text):
        return True
    if len(phrase) < 2:  # noqa: PLR2004  # one word crosses no border
        return False
    before, after = texts.at(row - 1), texts.at(row + 1)
    return phrase.crosses(f"{before}\n{text}", len(before)) or phrase.crosses(f"{text}\n{after}", len(text))
