"""Decides which passages meet the operators of a query, exactly, however few or many they are.

The index tells which chunks may contain the words of a phrase. Those that are ranked high enough to be shown are read,
and the others are not: a search for a phrase that nearly all passages contain reads no more of them than a few hundred.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence

import numpy as np

from scent.arrays import Mask, Rows, Scores
from scent.core.search.conditions.fields import in_fields
from scent.core.search.ranking.evidence import united
from scent.core.types import Conditions
from scent.formats.index.lexical.phrase import Phrase, folded_text
from scent.formats.index.reader import Reader

# Stands between texts that are not neighbours: no phrase goes over a word that it does not have.
_GAP = "\n_\n"
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
        self._read = np.empty(0, np.int64)
        self._held: set[int] = set()
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

    def _meets(self, rows: Rows) -> Mask:
        """Which of the chunks in `rows` (n,) meet the conditions; only those that may are read, and each once."""
        possible = self._possible()
        meets = np.ones(len(rows), np.bool_) if possible is None else possible[rows]
        new = np.sort(rows[meets & ~np.isin(rows, self._read)])
        self._read = united([self._read, new])
        documents = self._reader.document_of(new)
        for of_document in np.split(new, np.flatnonzero(np.diff(documents)) + 1) if len(new) else ():
            (document,) = self._reader.document_of(of_document[:1]).tolist()
            texts = _Texts(*self._reader.chunk_texts(document))
            held = set(of_document.tolist())
            for each in self._required:
                held = texts.rows_with(each, held)
            for each in self._excluded:
                held -= texts.rows_with(each, held)
            self._held |= held
        return meets & np.isin(rows, np.fromiter(self._held, np.int64, len(self._held)))


class _Texts:
    """The texts of a document's chunks, each folded when it is first used; its first chunk is in row `first`."""

    def __init__(self, first: int, texts: Sequence[str]) -> None:
        self._first = first
        self._texts = texts
        self._folded: dict[int, str] = {}

    def rows_with(self, each: "_Occurrences", rows: Collection[int]) -> set[int]:
        """Those among some rows in which a phrase stands, begins or ends."""
        rows = {row for row in rows if each.possible is None or each.possible[row]}
        text, starts, near = self._joined(rows, reach=min(1, len(each.phrase) - 1))
        found = set()
        for start, end in each.phrase.places(text):
            first, last = (near[bisect_right(starts, place) - 1] for place in (start, end - 1))
            if last - first <= 1:
                found |= {first, last}
        return found & rows

    def _joined(self, rows: Collection[int], reach: int) -> tuple[str, list[int], list[int]]:
        """The folded texts of rows and of as many before and after each; where each begins; and their rows."""
        count = len(self._texts)
        around = {row + step - self._first for row in rows for step in range(-reach, reach + 1)}
        near = sorted(place for place in around if 0 <= place < count)
        parts: list[str] = []
        starts: list[int] = []
        length = 0
        for number, place in enumerate(near):
            if place not in self._folded:
                self._folded[place] = folded_text(self._texts[place])
            text = self._folded[place]
            border = "\n" if number + 1 < len(near) and near[number + 1] == place + 1 else _GAP
            starts.append(length)
            parts += [text, border]
            length += len(text) + len(border)
        return "".join(parts), starts, [place + self._first for place in near]


class _Occurrences:
    """A phrase, and the chunks `possible` (rows,) that may contain it or the part of it up to a border; None: all."""

    def __init__(self, reader: Reader, text: str) -> None:
        self.phrase = Phrase(text)
        masks = [mask for word in self.phrase.terms if (mask := reader.lexical.rows_with(word)) is not None]
        if len(self.phrase) > 1:
            masks = list(map(_with_neighbours, masks))
        self.possible: Mask | None = np.logical_and.reduce(masks) if masks else None


def _with_neighbours(mask: Mask) -> Mask:
    """The chunks (rows,) of a mask, and those beside them: a phrase may cross a border between two."""
    wider = mask.copy()
    wider[1:] |= mask[:-1]
    wider[:-1] |= mask[1:]
    return wider
