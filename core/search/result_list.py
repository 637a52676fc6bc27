"""Makes the list that a search shows from ranked runs of chunks: each text once, few passages of a file, no noise.

Copies are found by their vectors first, which are there already, and then proved by their words. So a search among
texts that differ reads no more of them than it shows.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scent.arrays import Mask
from scent.core.search.candidates import Candidates, File
from scent.core.search.copies import COPY_COSINE
from scent.core.search.cutoff import CHANCE_PLACE, least_score
from scent.core.search.grouping import ChunkRun
from scent.core.types import FEW, Listing

# So many paths of copies are named; all are counted.
NAMED_COPIES = 20
# How many passages of a file are shown if nobody says, and from how few files all are: whoever searches these looks for
# places rather than for files. Measured in `benchmarks/quality/`, and so were limits that spare passages nearly as good
# as the best one.
USUAL_PER_FILE = 3
FEW_FILES = 5


class Entry(NamedTuple):
    """A run that is shown, and what it stands for: other files with the same text, further passages of its file."""

    run: ChunkRun
    copies: tuple[bytes, ...] = ()
    more: int = 0


class ResultList(NamedTuple):
    """The entries of a list, and whether deeper candidates could add to it."""

    entries: Sequence[Entry]
    is_short: bool


def result_list(found: Candidates, listing: Listing, limit: int, min_score: float | None) -> ResultList:
    """At most `limit` entries.

    Args:
        found: the candidates.
        listing: which of them to show.
        limit: the maximum number of entries.
        min_score: leave out runs with a lower score; None: end the list where `cutoff` says, if `listing` asks for it.
    """
    kept, copies = _distinct(found, listing, max(limit, CHANCE_PLACE + 1))
    if not kept:
        return ResultList((), is_short=True)
    if min_score is None:
        is_shown = found.levels >= np.float32(_least(found, kept[: CHANCE_PLACE + 1]) if listing.cut_off else -np.inf)
    else:
        is_shown = np.array([run.score >= min_score for run in found.runs])
    shown = [place for place in kept if is_shown[place]][:limit]
    is_short = len(shown) < limit and len(shown) == len(kept) and bool(is_shown[-1])
    return ResultList(_entries(found, listing, shown, copies, is_shown), is_short)


def _least(found: Candidates, kept: list[int]) -> float:
    """The level at which the list ends: what has changed since it was indexed decides nothing about the rest."""
    ranked = sorted(kept, key=lambda place: -found.levels[place])
    stale = 0
    while stale < len(ranked) - 1 and found.is_stale(ranked[stale]):
        stale += 1
    return least_score(found.levels[ranked[stale:]])


def _distinct(found: Candidates, listing: Listing, most: int) -> tuple[list[int], dict[int, list[int]]]:
    """The places of up to `most` runs to keep, and for those with copies the places of these."""
    kept: list[int] = []
    copies: dict[int, list[int]] = {}
    repeated: set[int] = set()
    of_file: dict[File | bytes, int] = {}
    allowed = most_of_file(found, listing)
    for place in range(len(found.runs)):
        if len(kept) == most:
            break
        if place in repeated:
            continue
        if allowed:
            file = _key(found, place, listing)
            if of_file.get(file, 0) >= allowed:
                continue
            of_file[file] = of_file.get(file, 0) + 1
        kept.append(place)
        if listing.merge_copies and not listing.files_only and (same := _copies(found, place, repeated)):
            copies[place] = same
            repeated.update(same)
    return kept, copies


def most_of_file(found: Candidates, listing: Listing) -> int:
    """The number of passages of a file to show; 0 for any number."""
    if listing.files_only:
        return 1
    if listing.per_file != FEW:
        return listing.per_file
    # A member of a container counts as a file, as everywhere else; so the containers alone do not tell.
    files: set[File] = set()
    if len(np.unique(found.files)) <= FEW_FILES:
        for place in range(len(found.runs)):
            files.add(found.file_of(place))
            if len(files) > FEW_FILES:
                return USUAL_PER_FILE
        return 0
    return USUAL_PER_FILE


def _copies(found: Candidates, place: int, known: set[int]) -> list[int]:
    """The places below `place` of runs that repeat its text."""
    cosines = found.vectors[place + 1 :] @ found.vectors[place]
    near = (np.flatnonzero(cosines >= COPY_COSINE) + place + 1).tolist()
    return [other for other in near if other not in known and found.is_copy(place, other)]


def _entries(
    found: Candidates, listing: Listing, shown: list[int], copies: dict[int, list[int]], is_shown: Mask
) -> list[Entry]:
    """The entries for the runs at these places. Of copies, the first whose file has not changed stands for all."""
    fronts = {place: _first_fresh(found, [place, *copies.get(place, ())]) for place in shown}
    last = {_key(found, front, listing): place for place, front in fronts.items()}
    others: dict[int, dict[bytes, None]] = {place: {} for place in shown}
    more = dict.fromkeys(shown, 0)
    done = set(fronts.values())
    original = {copy: place for place in shown for copy in [place, *copies.get(place, ())]}
    of_shown_file = is_shown & np.isin(found.files, found.files[list(done)])
    for place in sorted({*np.flatnonzero(of_shown_file).tolist(), *original} - done):
        ours = original.get(place)
        path = found.file_of(place)[0]
        if ours is not None and path != found.file_of(fronts[ours])[0]:
            if not found.is_stale(place):
                others[ours][path] = None
        elif is_shown[place] and (file := _key(found, place, listing)) in last:
            more[last[file]] += 1
    return [Entry(found.runs[front], tuple(others[place]), more[place]) for place, front in fronts.items()]


def _first_fresh(found: Candidates, places: list[int]) -> int:
    """The first place whose file has not changed; the first of all if there is none, or nothing to choose from."""
    if len(places) == 1:
        return places[0]
    return next((place for place in places if not found.is_stale(place)), places[0])


def _key(found: Candidates, place: int, listing: Listing) -> File | bytes:
    """What counts as one file: a member of a container, or the whole container if only paths are printed."""
    file = found.file_of(place)
    return file[0] if listing.files_only else file
