"""What is certain about a query: which of its words stand exactly, and nearly only, in a passage or in a file's names.

A word that few passages contain points to these passages, in an index of any size. The more of a query such words make
up, the more they count: all of it in "landlord" and "who is my landlord", little in a long question of which one
technical term happens to be rare.
"""

from collections.abc import Callable, Sequence

import numpy as np

from scent.arrays import Mask, Rows, Scores
from scent.formats.index.records import RareWord


class Evidence:
    """Where the rare words of a query stand.

    `rows` are the chunks that contain one, and the first chunks of the files that are named so, ascending.
    """

    def __init__(self, words: Sequence[RareWord], document_of: Callable[[Rows], Rows]) -> None:
        """Collect the places of `words`, which are all words of the query that tell something.

        `document_of` gives the document rows (n,) of chunks (n,).
        """
        self._words = [word for word in words if len(word.rows) or len(word.named)]
        self._weight = sum(word.weight for word in words)
        self._document_of = document_of
        self.rows = united([rows for word in self._words for rows in (word.rows, word.named)])

    def shares(self, rows: Rows, scores: Scores) -> tuple[Scores, Scores]:
        """The share of the query that stands exactly in each chunk, and what the names of its file add: float32 (n,).

        A name counts only for the chunk of its file that is best without it: the file is found once.

        Args:
            rows: the chunks (n,).
            scores: their scores without this evidence (n,).
        """
        in_text, in_names = np.zeros((2, len(rows)), np.float32)
        if not self._words:
            return in_text, in_names
        documents = self._document_of(rows)
        in_either = np.zeros(len(rows), np.float32)
        for word in self._words:
            share = np.float32(word.weight / self._weight)
            inside = in_sorted(rows, word.rows)
            in_text += share * inside
            in_either += share * (inside | in_sorted(documents, self._document_of(word.named)))
        found = np.flatnonzero(in_either > 0)
        found = found[np.lexsort((rows[found], -scores[found], -in_either[found], documents[found]))]
        best = found[np.diff(documents[found], prepend=-1) > 0]
        in_names[best] = in_either[best] - in_text[best]
        return in_text, in_names


def united(parts: Sequence[Rows]) -> Rows:
    """All rows of some arrays, each once, ascending."""
    rows = np.sort(np.concatenate([np.empty(0, np.int64), *parts]))
    return rows[np.diff(rows, prepend=-1) > 0]  # np.union1d would import numpy.ma, which takes 15 ms


def in_sorted(values: Rows, rows: Rows) -> Mask:
    """Which of `values` (n,) are among the ascending `rows`."""
    places = np.searchsorted(rows, values)
    found = np.zeros(len(values), np.bool_)
    inside = places < len(rows)
    found[inside] = rows[places[inside]] == values[inside]
    return found
