"""Where a passage stands in a file without lines of its own, in words. Pure.

Owned here: joining the places of its beginning and its end.
"""

_TO = " - "


def place_range(first: str, last: str) -> str:
    """What goes from one place to another: `row 3`, or `row 3 - row 9`; either may be such a stretch, or empty."""
    begin, end = first.partition(_TO)[0], last.rpartition(_TO)[2]
    return _TO.join(dict.fromkeys(place for place in (begin, end) if place))
