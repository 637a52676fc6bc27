"""What tells the ranked runs of a search apart: their files, their words, and whether they are still true."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from scent.arrays import Keys, Scores, Vectors
from scent.core.files.freshness import staleness
from scent.core.search.ranking.query import Query, column
from scent.core.search.results.beside import Said, belongs, best_of, is_code
from scent.core.search.results.copies import Wording, is_copy, wording
from scent.core.search.results.grouping import ChunkRun
from scent.formats.index.lexical.stemming import terms_of
from scent.formats.index.reader import Reader
from scent.formats.index.records import Passage

# A list never ends before a run that contains this share of the query exactly.
_NEVER_CUT_FROM = 0.6
# With the best of so many runs the others are compared.
_COMPARED_WITH = 10

# The path of a file and the member inside of it.
File = tuple[bytes, bytes]


class Candidates(NamedTuple):
    """Runs of chunks, best first, and what tells them apart, by their place in `runs`.

    `levels` (n,) are the scores by which the list is cut off, and `files` (n,) are equal for runs of a file and its
    members. `vectors_at` gives the vectors (k, dims) of k runs, `file_of` the file of one; `is_copy` compares the words
    of two, `is_stale` tells whether a file is no longer what was indexed, and `belongs` whether a run belongs beside
    the best one by what it says of the query. These read the index or the disk, so only what is shown is asked for.
    """

    runs: Sequence[ChunkRun]
    levels: Scores
    files: Keys
    vectors_at: Callable[[Sequence[int]], Vectors]
    file_of: Callable[[int], File]
    is_copy: Callable[[int, int], bool]
    is_stale: Callable[[int], bool]
    belongs: Callable[[int], bool] = lambda _: True


def candidates_of(reader: Reader, runs: Sequence[ChunkRun], query: Query) -> Candidates:
    """What tells these runs of an index apart that a query has found."""
    rows = np.array([run.best for run in runs], np.int64)
    documents = reader.document_of(rows).tolist()
    file_of_document, passage = cache(reader.file_of), cache(reader.passage)

    @cache
    def words_of(row: int) -> Wording:
        return wording(passage(row).text)

    def are_copies(one: int, other: int) -> bool:
        first, second = runs[one].best, runs[other].best
        return is_copy(words_of(first), words_of(second), lambda word: _asks(query, word, passage(first).language))

    @cache
    def is_stale(place: int) -> bool:
        file = reader.record(documents[place])
        return bool(staleness(file.path, file.size, file.mtime_ns, file.digest, file.indexed_ns, file.format))

    levels = _levels(runs, query)
    belongs_here = cache(_belonging(runs, query, passage))

    return Candidates(
        runs,
        levels,
        reader.file_ids(rows),
        lambda places: reader.vectors_at(rows[list(places)]).astype(np.float32),
        lambda place: file_of_document(documents[place]),
        are_copies,
        is_stale,
        belongs_here,
    )


def _asks(query: Query, word: str, language: str) -> bool:
    """Whether a word is one of the query's."""
    return any(term in query.term_weights for term in terms_of(word, language))


def _belonging(runs: Sequence[ChunkRun], query: Query, passage: Callable[[int], Passage]) -> Callable[[int], bool]:
    """Tells of the place of a run whether it belongs beside the best ones."""
    words, code = sum(word.tells for word in query.terms), is_code(query.text)

    @cache
    def said(place: int) -> Said:
        row = runs[place].best
        return Said(query.cosines.get(row, 0.0), query.telling_share(passage(row)), query.exact.get(row, 0.0))

    @cache
    def best() -> Said:
        return best_of([said(place) for place in range(min(len(runs), _COMPARED_WITH))])

    def is_beside(place: int) -> bool:
        if query.least_cosine is None or place == 0 or runs[place].best in query.unread:
            return True
        return belongs(said(place), best(), words=words, least=query.least_cosine, code=code)

    return is_beside


def _levels(runs: Sequence[ChunkRun], query: Query) -> Scores:
    """The scores without what exact words add: it would make everything else look far off. Never cut runs are best."""
    rows = [run.best for run in runs]
    exact, bonuses = column(query.exact, rows), column(query.bonuses, rows)
    levels = np.array([run.score for run in runs], np.float32) - bonuses
    levels[exact >= _NEVER_CUT_FROM] = levels.max(initial=-np.inf)
    return levels
