"""Joins neighbouring chunks of a document into one hit. Pure."""

from scent.arrays import Rows, Scores

# The most chunks in a hit: a longer one would be a page rather than a passage.
LONGEST_RUN = 2
# A neighbour joins a better chunk only if its score is at least this share of the better one's. A worse one stays a hit
# of its own: it would add more text than evidence. Measured in `benchmarks/quality/`: answers are ranked higher, and
# make up more of the text that is shown.
JOINED_FROM = 0.9


class ChunkRun:
    """Neighbouring chunks of a document, from row `first` to row `last`, inclusive; `best` is the row of the best.

    `by_chance` says that none of them is better than what an unrelated query finds.
    """

    __slots__ = ("best", "by_chance", "first", "last", "score")

    def __init__(self, row: int, score: float, *, by_chance: bool = False) -> None:
        """Start with one chunk."""
        self.first = self.last = self.best = row
        self.score = score
        self.by_chance = by_chance


def grouped(rows: Rows, scores: Scores, documents: Rows, limit: int) -> list[ChunkRun]:
    """At most `limit` runs, best first: a chunk next to a better one joins it if it is nearly as good.

    Args:
        rows: the rows of chunks, best first (n,).
        scores: their scores (n,).
        documents: the row of each chunk's document (n,).
        limit: the maximum number of runs.
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
