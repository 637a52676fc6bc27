"""Takes more candidates as long as a list of hits is short.

Candidates are taken in steps, and those of a deeper step stand behind the ones before. So a longer list begins with the
shorter one, and pages of results neither overlap nor leave anything out.
"""

from collections.abc import Callable, Sequence

from scent.core.search.ranking.query import Query
from scent.core.search.results.candidates import candidates_of
from scent.core.search.results.grouping import LONGEST_RUN, ChunkRun
from scent.core.search.results.result_list import Entry, most_of_file, result_list
from scent.core.types import Listing
from scent.formats.index.reader import Reader

# The number of candidates from the vectors, and from the words.
CANDIDATES = 200
# Where copies or the passages of one file crowd the candidates, so many times as many are taken, at most so often.
_DEEPER, _TRIES = 5, 3


def entries(  # noqa: PLR0913  # what is ranked, and how the list is made of it
    reader: Reader,
    ranked: Callable[[int], list[ChunkRun]],
    query: Query,
    listing: Listing,
    *,
    limit: int,
    min_score: float | None,
) -> Sequence[Entry]:
    """At most `limit` entries of the list of the runs that `ranked` gives, best first, for a number of candidates."""
    count, tries = CANDIDATES, 0
    runs: list[ChunkRun] = []
    while True:
        deeper = ranked(count)
        further = _without_rows_of(runs, deeper) if runs else deeper
        runs += further
        candidates = candidates_of(reader, runs, query)
        if not tries:  # what is deeper down decides nothing about the list above it
            listing = listing._replace(per_file=most_of_file(candidates, listing))
        tries += 1
        found = result_list(candidates, listing, limit, min_score)
        is_last = len(deeper) * LONGEST_RUN < count or (tries >= _TRIES and count >= limit)
        if not found.is_short or not further or is_last:
            return found.entries
        count *= _DEEPER


def _without_rows_of(runs: Sequence[ChunkRun], deeper: Sequence[ChunkRun]) -> list[ChunkRun]:
    """The runs of `deeper`, in order, without the chunks that are in one of `runs`."""
    taken = {row for run in runs for row in range(run.first, run.last + 1)}
    result = []
    for run in deeper:
        left = [row for row in range(run.first, run.last + 1) if row not in taken]
        if len(left) == run.last - run.first + 1:
            result.append(run)
        else:
            result += [ChunkRun(row, run.score, by_chance=run.by_chance) for row in left]
    return result
