"""Handles hits from files that have changed since they were indexed: hide them, show them, or fail."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from scent.core.types import Hit
from scent.errors import ScentError

Stale = Literal["hide", "show", "fail"]


class Answer(NamedTuple):
    """The hits of a query, and how many hits were left out or marked because their files have changed."""

    hits: list[Hit]
    outdated: int


def handle_stale(find: Callable[[int], list[Hit]], limit: int, stale: Stale) -> Answer:
    """At most `limit` hits from `find`, which takes the maximum number of hits.

    A hidden hit does not count towards `limit`: the search asks for more hits until there are enough.

    Raises:
        ScentError: a hit comes from a changed file, and `stale` is "fail".
    """
    most = limit
    while True:
        hits = find(most)
        fresh = [hit for hit in hits if not hit.stale]
        if stale != "hide" or len(fresh) >= limit or len(hits) < most:
            break
        most *= 2
    if stale == "hide" and len(fresh) >= limit:
        fresh = fresh[:limit]
        hits = hits[: hits.index(fresh[-1]) + 1] if fresh else []
    outdated = len(hits) - len(fresh)
    if outdated and stale == "fail":
        raise ScentError(outdated_message(outdated), hint="bring the index up to date: scent index")
    return Answer(hits if stale == "show" else fresh, outdated)


def outdated_message(count: int) -> str:
    """How many passages come from changed files, in words."""
    if count == 1:
        return "1 passage comes from a file that has changed since the last run"
    return f"{count} passages come from files that have changed since the last run"
