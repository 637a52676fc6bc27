"""Neighbouring chunks of a document become one hit. Pure.

Owned here: which chunks a hit is made of.
"""

from scent.arrays import Rows, Scores

# A hit grows by neighbours that were found as well, to at most so many chunks: beyond, it would be a page, not a
# passage.
LONGEST_RUN = 2
# A neighbour with less than this part of the better one's score stays a hit of its own: joined, it would add more text
# than evidence. Measured in `benchmarks/quality/`: evidence is found earlier, and is a larger part of what is shown.
JOINED_FROM = 0.9


class ChunkRun:
    """Neighbouring chunks of a document, from row `first` to row `last`, inclusive; `best` is the one that scored."""

    __slots__ = ("best", "first", "last", "score")

    def __init__(self, row: int, score: float) -> None:
        """One chunk, so far."""
        self.first = self.last = self.best = row
        self.score = score


def grouped(rows: Rows, scores: Scores, documents: Rows, limit: int) -> list[ChunkRun]:
    """At most `limit` runs, best first: a chunk next to a better one joins it if it is nearly as good.

    Args:
        rows: chunks, best first (n,).
        scores: their scores (n,).
        documents: the document of each (n,).
        limit: how many runs at most.
    """
    runs: list[ChunkRun] = []
    of_row: dict[int, tuple[int, ChunkRun]] = {}
    for row, score, document in zip(rows.tolist(), scores.tolist(), documents.tolist(), strict=True):
        beside = (of_row[near] for near in (row - 1, row + 1) if near in of_row)
        run = next((run for other, run in beside if other == document and _joins(run, score)), None)
        if run is None:
            if len(runs) == limit:
                break
            run = ChunkRun(row, score)
            runs.append(run)
        else:
            run.first, run.last = min(run.first, row), max(run.last, row)
        of_row[row] = document, run
    return runs


def _joins(run: ChunkRun, score: float) -> bool:
    return run.last - run.first + 1 < LONGEST_RUN and score >= JOINED_FROM * run.score
