"""Makes the list that a search shows from ranked runs of chunks: each text once, few passages of a file, no noise.

Copies are found by their vectors first, which are there already, and then proved by their words. So a search among
texts that differ reads no more of them than it shows.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from scent.arrays import Mask, Scores, StoredVectors
from scent.core.search import scoring
from scent.core.search.copies import COPY_COSINE, Wording, is_copy, wording
from scent.core.search.cutoff import CHANCE_PLACE, least_score
from scent.core.search.grouping import ChunkRun
from scent.core.types import Listing
from scent.formats.index.reader import Reader

# So many paths of copies are named; all are counted.
NAMED_COPIES = 20

# The path of a file and the member inside of it.
File = tuple[bytes, bytes]


class Entry(NamedTuple):
    """A run that is shown, and what it stands for: other files with the same text, further passages of its file."""

    run: ChunkRun
    copies: tuple[bytes, ...] = ()
    more: int = 0


class ResultList(NamedTuple):
    """The entries of a list, and whether deeper candidates could add to it."""

    entries: Sequence[Entry]
    is_short: bool


class Candidates(NamedTuple):
    """Runs of chunks, best first, and what tells them apart.

    `levels` (n,) are the scores by which the list is cut off. `vectors` (n, dims) are of their best chunks. `file_of`
    gives the file of a run, and `is_copy` compares the words of two runs, both by their place in `runs`.
    """

    runs: Sequence[ChunkRun]
    levels: Scores
    vectors: StoredVectors
    file_of: Callable[[int], File]
    is_copy: Callable[[int, int], bool]


def candidates_of(reader: Reader, runs: Sequence[ChunkRun], exact: Scores) -> Candidates:
    """What tells these runs of an index apart; texts are read when they are compared, and once.

    `exact` (n,) is the share of the query that stands exactly in each run, 0 without a query.
    """
    rows = np.array([run.best for run in runs], np.int64)
    documents = reader.document_of(rows).tolist()
    files: dict[int, File] = {}
    wordings: dict[int, Wording] = {}

    def file_of(place: int) -> File:
        document = documents[place]
        if document not in files:
            files[document] = reader.file_of(document)
        return files[document]

    def words_of(place: int) -> Wording:
        if place not in wordings:
            wordings[place] = wording(reader.passage(runs[place].best).text)
        return wordings[place]

    return Candidates(
        runs,
        _levels(runs, exact),
        reader.vectors_at(rows),
        file_of,
        lambda one, other: is_copy(words_of(one), words_of(other)),
    )


def _levels(runs: Sequence[ChunkRun], exact: Scores) -> Scores:
    """The scores without what exact words add, which would make everything else look far off; evident runs are best."""
    levels = np.array([run.score for run in runs], np.float32) - scoring.exact_bonus(exact)
    levels[exact >= scoring.EVIDENT_FROM] = levels.max(initial=-np.inf)
    return levels


def result_list(found: Candidates, listing: Listing, limit: int, min_score: float | None) -> ResultList:
    """At most `limit` entries.

    Args:
        found: the candidates.
        listing: which of them to show.
        limit: the maximum number of entries.
        min_score: leave out runs with a lower score; None: end the list where `cutoff` says, if `listing` asks for it.
    """
    kept, copy_of = _distinct(found, listing, max(limit, CHANCE_PLACE + 1))
    if not kept:
        return ResultList((), is_short=True)
    if min_score is None:
        least = least_score(-np.sort(-found.levels[kept])) if listing.cut_off else -np.inf
        is_shown = found.levels >= np.float32(least)
    else:
        is_shown = np.array([run.score >= min_score for run in found.runs])
    shown = [place for place in kept if is_shown[place]][:limit]
    is_short = len(shown) < limit and len(shown) == len(kept) and bool(is_shown[-1])
    return ResultList(_entries(found, listing, shown, copy_of, is_shown), is_short)


def _distinct(found: Candidates, listing: Listing, most: int) -> tuple[list[int], dict[int, int]]:
    """The places of up to `most` runs to keep, and of each copy the place of the run that it repeats."""
    kept: list[int] = []
    copy_of: dict[int, int] = {}
    of_file: dict[File | bytes, int] = {}
    most_of_file = 1 if listing.files_only else listing.per_file
    for place in range(len(found.runs)):
        if len(kept) == most:
            break
        if place in copy_of:
            continue
        file = _key(found.file_of(place), listing)
        if most_of_file and of_file.get(file, 0) >= most_of_file:
            continue
        kept.append(place)
        of_file[file] = of_file.get(file, 0) + 1
        if listing.merge_copies:
            copy_of.update((other, place) for other in _copies(found, place, copy_of))
    return kept, copy_of


def _copies(found: Candidates, place: int, known: dict[int, int]) -> list[int]:
    """The places below `place` of runs that repeat its text."""
    vector = found.vectors[place].astype(np.float32)
    cosines = found.vectors[place + 1 :].astype(np.float32) @ vector
    near = (np.flatnonzero(cosines >= COPY_COSINE) + place + 1).tolist()
    return [other for other in near if other not in known and found.is_copy(place, other)]


def _entries(
    found: Candidates, listing: Listing, shown: list[int], copy_of: dict[int, int], is_shown: Mask
) -> list[Entry]:
    """The entries for the runs at these places."""
    last = {_key(found.file_of(place), listing): place for place in shown}
    copies: dict[int, dict[bytes, None]] = {place: {} for place in shown}
    more = dict.fromkeys(shown, 0)
    for place in range(len(found.runs)):
        if place in more or not (is_shown[place] or place in copy_of):
            continue
        path, member = found.file_of(place)
        original = copy_of.get(place)
        if original in copies and path != found.file_of(original)[0]:
            copies[original][path] = None
        elif (file := _key((path, member), listing)) in last and is_shown[place]:
            more[last[file]] += 1
    return [Entry(found.runs[place], tuple(copies[place]), more[place]) for place in shown]


def _key(file: File, listing: Listing) -> File | bytes:
    """What counts as one file: a member of a container, or the whole container if only paths are printed."""
    return file[0] if listing.files_only else file
