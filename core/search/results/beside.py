"""Tells which hits belong beside the best ones by what they say of the query. Pure.

The score alone does not tell. A hit may have half of the best score because it has half of the query's words and is
about something else: "redirect" in "redirect URI" where "follow a redirect" was asked. Or because it says the same in
other words. So a hit is compared with the best of the list in both: in the share of the query's words, and in the
cosine. The words count as much as the best share is, since where even the best hits have few of them, they decide
nothing. This measure of two numbers is as good as what a regression learns from fifteen; see `benchmarks/quality/`.
"""

from typing import NamedTuple

# A hit needs this part of the nearness that a hit with the best cosine and the best share would have.
_NEAR_ENOUGH = 0.6
# Or this part of the best cosine, less where the query has few words: what is about a name need not contain it.
_OF_COSINE, _LESS_FOR_ONE_WORD = 0.8, 0.2
# Or this share of the query exactly, in words that few passages have.
_EVIDENT_FROM = 0.4
# This share of the query is all of it, but for rounding.
_WHOLE_FROM = 0.95


class Said(NamedTuple):
    """What a hit says of the query: its cosine, and the shares of the words that it has, and has exactly (0 to 1)."""

    cosine: float
    share: float
    exact: float = 0.0


def best_of(hits: list[Said]) -> Said:
    """The greatest cosine, and the greatest shares, of some hits, at least one."""
    return Said(max(hit.cosine for hit in hits), max(hit.share for hit in hits), max(hit.exact for hit in hits))


def is_code(query: str) -> bool:
    """Whether a query is nothing but numbers and codes, such as that of an account: what is like one is not it."""
    return all(any(map(str.isdigit, word)) for word in query.split())


def belongs(hit: Said, best: Said, *, words: int, least: float, code: bool = False) -> bool:
    """Whether a hit belongs beside the best ones.

    Args:
        hit: what the hit says.
        best: what the best ones say, as `best_of` tells.
        words: how many words of the query tell something.
        least: a cosine that beats chance.
        code: whether the query is nothing but codes, as `is_code` tells.
    """
    if hit.exact >= _EVIDENT_FROM:
        return True
    if code and best.exact >= _WHOLE_FROM:
        return False
    cosine = hit.cosine / best.cosine if best.cosine > 0 else 1.0
    if cosine + hit.share >= _NEAR_ENOUGH * (1 + best.share):
        return True
    return hit.cosine >= least and cosine >= _OF_COSINE - _LESS_FOR_ONE_WORD / max(1, words)
