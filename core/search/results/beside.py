"""Tells which hits belong beside the best one by what they say of the query. Pure.

A hit far below the best one is shown because it stands out from those further down. Where the best hit has most of a
query's words, whoever asked meant all of them, and such a hit with fewer is about something else: "Marc Boucher" where
"Marc Haber" was asked for. Unless it means the same in other words, which its cosine tells. Where even the best has few
of the words, the words decide nothing. Measured in `benchmarks/quality/`.
"""

# The words decide if the best hit has this share of their weight.
_DECIDED_FROM = 0.5
# Then a hit needs this part of the best one's share, or this part of its cosine.
_OF_SHARE, _OF_COSINE = 0.7, 0.5


def belongs_by_meaning(cosine: float, best: float, least: float) -> bool:
    """Whether a hit is near enough to the query beside the best one; `least` is a cosine that beats chance."""
    return cosine >= max(_OF_COSINE * best, least)


def belongs_by_words(share: float, best: float) -> bool:
    """Whether a hit has about as much of the query's words as the best one."""
    return best < _DECIDED_FROM or share >= _OF_SHARE * best
