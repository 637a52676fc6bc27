"""Puts the hits that are shown into the order that the user asks for. Pure."""

from collections.abc import Sequence
from typing import Literal

from scent.core.types import Hit

Sort = Literal["score", "date", "path"]


def in_order(hits: Sequence[Hit], sort: Sort, *, reverse: bool = False) -> list[Hit]:
    """Hits, given best first, in another order; those that are equal in it stay best first.

    Args:
        hits: best first.
        sort: "score" is the best first. "date" is the newest first, by the document's own date, or else by the time
            at which its file was modified. "path" goes by the file's path, and by the place in the file.
        reverse: turn the order round.
    """
    if sort == "date":
        ordered = sorted(hits, key=lambda hit: -(hit.date_ns or hit.mtime_ns))
    elif sort == "path":
        ordered = sorted(hits, key=lambda hit: (hit.path, hit.member, hit.start))
    else:
        ordered = list(hits)
    return ordered[::-1] if reverse else ordered
