"""Explains a hit in words: the parts of its score, and the query's words in it."""

from scent.core.types import Hit


def line(hit: Hit) -> str:
    """`score 0.62: meaning 0.71, words 0.40 (boiler, cold)`."""
    reasons = hit.reasons
    parts = [
        f"{name} {value:.2f}"
        for name, value in (("meaning", reasons.cosine), ("words", share(hit)), ("second look", reasons.second))
        if value is not None
    ]
    words = f" ({', '.join(reasons.words)})" if reasons.words else ""
    return f"score {hit.score:.2f}: {', '.join(parts)}{words}"


def share(hit: Hit) -> float | None:
    """The share of the query's words that a hit has, from 0 to 1; None if words were not searched.

    BM25 gives a short passage that repeats a word more than the word's weight, and then the term coverage exceeds 1.
    """
    coverage = hit.reasons.term_coverage
    return None if coverage is None else min(1.0, coverage)
