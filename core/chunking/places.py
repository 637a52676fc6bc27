"""Joins the places of a passage's beginning and end, in files without lines: `page 3` and `page 4`."""

_TO = " - "


def place_range(first: str, last: str) -> str:
    """The range from one place to another: `row 3` or `row 3 - row 9`. Either may be a range itself, or empty."""
    start, end = first.partition(_TO)[0], last.rpartition(_TO)[2]
    return _TO.join(dict.fromkeys(place for place in (start, end) if place))
