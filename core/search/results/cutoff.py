"""Decides where a list of hits ends: which hits belong beside the best one. Pure.

Most questions have one answer, and then everything below it is noise. Some have many, with scores that fall slowly. No
share of the best score fits both, and neither does a distance from what chance brings. A hit is shown if either speaks
for it: its score is a large share of the best one, or it stands out from the passages further down the list, which are
there only because something has to be. Both were measured on ten collections, and so were rules of gaps, of cosines, of
the query's length and of many of these together, which were no better: see `benchmarks/quality/README.md`.
"""

from scent.arrays import Scores

# A hit with this share of the best score is shown in any case.
SHARE = 0.65
# So is a hit that has risen above the level of chance by this part of what the best one has.
RISE = 0.2
# The level of chance is the score at this place of the list, counted from 0.
CHANCE_PLACE = 20


def least_score(scores: Scores) -> float:
    """The score that a hit needs to be shown, given all scores of the list (n,), best first, n at least 1.

    The best hit always has it. Beyond `CHANCE_PLACE`, more scores change nothing.
    """
    best, chance = float(scores[0]), float(scores[min(CHANCE_PLACE, len(scores) - 1)])
    if best <= 0:
        return best
    return min(SHARE * best, chance + RISE * (best - chance))
