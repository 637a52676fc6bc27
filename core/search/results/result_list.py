"""Makes the list that a search shows from ranked runs of chunks: each text once, few passages of a file, no noise.

Copies are found by their vectors first, which are there already, and then proved by their words. So a search among
texts that differ reads no more of them than it shows.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scent.arrays import Mask
from scent.core.search.results.candidates import Candidates, File
from scent.core.search.results.copies import COPY_COSINE
from scent.core.search.results.cutoff import CHANCE_PLACE, least_score
from scent.core.search.results.grouping import ChunkRun
from scent.core.types import FEW, Listing

# So many paths of copies are named; all are counted.
NAMED_COPIES = 20
# How many passages of a file are shown if nobody says, and from how few files all are: whoever searches these looks for
# places rather than for files. Measured in `benchmarks/quality/`, and so were limits that spare passages nearly as good
# as the best one.
USUAL_PER_FILE = 3
FEW_FILES = 5
# Hits that do not belong beside the best keep their places among those of their file. Once they are this share of so
# many places or more, the list ends: what would come in their stead is weaker, and hardly any of it is an answer.
_MOST_LEFT_OUT, _JUDGED_FROM = 0.3, 10
# So many of the best runs are looked at to find the level of chance.
_LOOKED_AT = 64


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
        min_score: leave out runs with a lower score; None: leave out what is no better than chance or does not belong
            beside the best, and end the list where `cutoff` says, if `listing` asks for it.
    """
    if not found.runs:
        return ResultList((), is_short=True)
    allowed = most_of_file(found, listing)
    if min_score is not None:
        is_shown = np.array([run.score >= min_score for run in found.runs])
    elif listing.cut_off:
        by_chance = np.array([run.by_chance for run in found.runs])
        is_shown = ~by_chance & (found.levels >= np.float32(_least(found, listing, allowed)))
    else:
        is_shown = np.ones(len(found.runs), np.bool_)
    places = np.flatnonzero(is_shown).tolist()
    if min_score is not None or not listing.cut_off:
        found = found._replace(belongs=lambda _: True)
    shown, copies, is_over = _distinct(found, listing, allowed, places, limit)
    is_short = len(shown) < limit and bool(is_shown[-1]) and not is_over
    return ResultList(_entries(found, listing, shown, copies, is_shown), is_short)


def _least(found: Candidates, listing: Listing, allowed: int) -> float:
    """The level at which the list ends.

    Which texts would be shown is told by their vectors alone here, for that needs no text. What has changed since it
    was indexed decides nothing about the rest.
    """
    places = range(min(len(found.runs), _LOOKED_AT))
    vectors = found.vectors_at(places)
    is_near = vectors @ vectors.T >= (COPY_COSINE if listing.merge_copies else np.inf)
    room = _Room(found, listing, allowed)
    kept: list[int] = []
    for place in places:
        if len(kept) > CHANCE_PLACE:
            break
        if not is_near[place, kept].any() and room.take(place):
            kept.append(place)
    ranked = sorted(kept, key=lambda place: -found.levels[place])
    stale = 0
    while stale < len(ranked) - 1 and found.is_stale(ranked[stale]):
        stale += 1
    return least_score(found.levels[ranked[stale:]])


def _distinct(
    found: Candidates, listing: Listing, allowed: int, places: list[int], most: int
) -> tuple[list[int], dict[int, list[int]], bool]:
    """Up to `most` of `places` whose text is not there yet, and for those with copies the places of these.

    Also whether the list ends there, because some do not belong beside the best.
    """
    kept: list[int] = []
    left_out = 0
    copies: dict[int, list[int]] = {}
    repeated: set[int] = set()
    room = _Room(found, listing, allowed)
    vectors = found.vectors_at(places) if listing.merge_copies and not listing.files_only else None
    for number, place in enumerate(places):
        if len(kept) == most or _is_over(len(kept), left_out):
            break
        if place in repeated or not room.take(place):
            continue
        if belongs := found.belongs(place):
            kept.append(place)
        else:
            left_out += 1
        if vectors is None:
            continue
        near = np.flatnonzero(vectors[number + 1 :] @ vectors[number] >= COPY_COSINE) + number + 1
        others = [places[other] for other in near.tolist()]
        same = [other for other in others if other not in repeated and found.is_copy(place, other)]
        repeated.update(same)
        if same and belongs:
            copies[place] = same
    return kept, copies, _is_over(len(kept), left_out)


def _is_over(shown: int, left_out: int) -> bool:
    """Whether a list with so many hits, and so many left out that do not belong beside the best, ends here."""
    places = shown + left_out
    return places >= _JUDGED_FROM and left_out >= _MOST_LEFT_OUT * places


class _Room:
    """Counts the passages of each file, of which so many are `allowed`; 0 for any number."""

    def __init__(self, found: Candidates, listing: Listing, allowed: int) -> None:
        self._found = found
        self._listing = listing
        self._allowed = allowed
        self._taken: dict[File | bytes, int] = {}

    def take(self, place: int) -> bool:
        """Whether there is room for one more passage of this run's file, which is then taken."""
        if not self._allowed:
            return True
        file = _key(self._found, place, self._listing)
        taken = self._taken.get(file, 0)
        self._taken[file] = taken + 1
        return taken < self._allowed


def most_of_file(found: Candidates, listing: Listing) -> int:
    """The number of passages of a file to show; 0 for any number."""
    if listing.files_only:
        return 1
    if listing.per_file != FEW:
        return listing.per_file
    # A member of a container counts as a file, as everywhere else; so the containers alone do not tell.
    files: set[File] = set()
    if len(set(found.files.tolist())) <= FEW_FILES:
        for place in range(len(found.runs)):
            files.add(found.file_of(place))
            if len(files) > FEW_FILES:
                return USUAL_PER_FILE
        return 0
    return USUAL_PER_FILE


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
        elif is_shown[place] and (file := _key(found, place, listing)) in last and found.belongs(place):
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
