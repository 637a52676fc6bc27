"""Decides which passages meet the operators of a query, exactly, however few or many they are.

The index tells which chunks may contain the words of a phrase. Those that are ranked high enough to be shown are read,
and the others are not: a search for a phrase that nearly all passages contain reads no more of them than a few hundred.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from scent.arrays import Mask, Rows, Scores
from scent.core.search.fields import in_fields
from scent.core.types import Conditions
from scent.formats.index.lexical.phrase import Phrase, folded_text
from scent.formats.index.reader import Reader

# Where few of the candidates meet the conditions, so many times as many are taken.
_DEEPER = 5
# The folded texts that are kept while neighbouring chunks are compared.
_TEXTS = 4096

# Ranks chunks: the rows (n,) and scores (n,) of a number of candidates, best first.
Rank = Callable[[int], tuple[Rows, Scores]]


class PassageFilter:
    """The conditions of a query, for one index."""

    def __init__(self, reader: Reader, conditions: Conditions) -> None:
        """Look up the words of the conditions."""
        self._reader = reader
        self._conditions = conditions
        self._texts: dict[int, str] = {}
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
            meets = np.fromiter(map(self._meets, rows.tolist()), np.bool_, len(rows))
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

    def _meets(self, row: int) -> bool:
        if row not in self._held:
            contains = partial(_contains, row, self._text, self._neighbours(row))
            self._held[row] = all(map(contains, self._required)) and not any(map(contains, self._excluded))
        return self._held[row]

    def _neighbours(self, row: int) -> list[int]:
        """The chunks before and after the one in `row` in its document."""
        near = np.array([each for each in (row - 1, row, row + 1) if 0 <= each < self._reader.rows])
        documents = self._reader.document_of(near)
        return [int(each) for each in near[documents == documents[near == row]] if each != row]

    def _text(self, row: int) -> str:
        if row not in self._texts:
            if len(self._texts) >= _TEXTS:
                self._texts.clear()
            self._texts[row] = folded_text(self._reader.passage(row).text)
        return self._texts[row]


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


def _contains(row: int, text_of: Callable[[int], str], neighbours: Sequence[int], each: _Occurrences) -> bool:
    """Whether a phrase stands in the chunk in `row`, or begins or ends in it."""
    if each.possible is not None and not each.possible[row]:
        return False
    text = text_of(row)
    if each.phrase.is_in(text):
        return True
    return len(each.phrase) > 1 and any(
        each.phrase.crosses(f"{text_of(first)}\n{text_of(first + 1)}", len(text_of(first)))
        for first in (min(row, other) for other in neighbours)
    )
