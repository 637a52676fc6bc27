"""Why a hit was found, in words: what made its score, which of the query's words it holds, the sentence that answers.

Owned here: wording.
"""

from typing import Any

from scent.core.types import Hit


def lines(hit: Hit) -> list[str]:
    """`score .62: meaning .71, words .40 (boiler, cold)` and `line 7: The sentence.`."""
    reasons = hit.reasons
    parts = [
        f"{name} {value:.2f}"
        for name, value in (("meaning", reasons.cosine), ("words", reasons.term_coverage))
        if value is not None
    ]
    words = f" ({', '.join(reasons.words)})" if reasons.words else ""
    return [
        f"score {hit.score:.2f}: {', '.join(parts)}{words}",
        f"line {sentence_line(hit)}: {' '.join(sentence(hit).split())}",
    ]


def record(hit: Hit) -> dict[str, Any]:
    """The same as the JSON object of `scent.cli.output.json_schema`."""
    reasons = hit.reasons
    return {
        "cosine": None if reasons.cosine is None else round(reasons.cosine, 6),
        "share": None if reasons.term_coverage is None else round(reasons.term_coverage, 6),
        "words": list(reasons.words),
    }


def sentence_record(hit: Hit) -> dict[str, Any]:
    """The sentence that answers as a JSON object: where it stands in the file's text, its line, and itself."""
    first, last = hit.sentence
    return {"start": first, "end": last, "line": sentence_line(hit), "text": sentence(hit)}


def sentence(hit: Hit) -> str:
    """The sentence (or line) of a hit that answers best."""
    first, last = hit.sentence
    return hit.text[max(0, first - hit.start) : max(0, last - hit.start)]


def sentence_line(hit: Hit) -> int:
    """The line on which it begins."""
    return hit.start_line + hit.text.count("\n", 0, max(0, hit.sentence[0] - hit.start))
