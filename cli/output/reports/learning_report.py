"""What `scent eval --learn` prints: the weights before and after, and what they are worth."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from scent.cli.output import render
from scent.cli.output.reports.scoreboard import plain
from scent.core.quality.learning import Learning

# What each weight is called for people.
NAMES = {
    "meaning": "meaning (words have the rest)",
    "exact": "exact words",
    "names": "names of files",
    "fresh": "new files",
    "language": "the query's language",
}


def record(learning: Learning) -> dict[str, Any]:
    """The JSON object, with the keys of `scent.cli.output.json_schema`."""
    return {
        "kept": learning.wins,
        "questions": learning.questions,
        "unknown": learning.unknown,
        "usual": learning.usual._asdict(),
        "learnt": learning.learnt._asdict(),
        **{name: asdict(getattr(learning, name)) for name in ("before", "after", "gain")},
        "better": learning.better,
        "worse": learning.worse,
    }


def lines(learning: Learning, *, had: bool) -> Iterator[bytes]:
    """The same for people; `had` says whether the index had learnt weights before."""
    learnt = learning.learnt._asdict()
    rows = [["weight of", "usual", "learnt"]]
    rows += [[NAMES[name], f"{weight:g}", f"{learnt[name]:g}"] for name, weight in learning.usual._asdict().items()]
    yield from (f"{line}\n".encode() for line in plain(rows))
    before, after, gain = learning.before, learning.after, learning.gain
    questions = render.count(learning.questions, "question")
    left_out = f" ({learning.unknown} left out: the index has none of their passages)" if learning.unknown else ""
    text = (
        f"\n{questions}{left_out}, each searched with weights fitted to others:\n"
        f"nDCG@10 {before.mean:.3f} with the usual weights, {after.mean:.3f} with learnt ones: "
        f"{gain.mean:+.3f} (95 % interval {gain.low:+.3f} to {gain.high:+.3f}); "
        f"{learning.better} better, {learning.worse} worse\n{_verdict(learning, had=had)}\n"
    )
    yield text.encode()


def _verdict(learning: Learning, *, had: bool) -> str:
    if learning.wins:
        return "kept with the index; scent eval --unlearn goes back"
    stays = "; what the index learnt before stays, scent eval --unlearn goes back" if had else ""
    if learning.learnt == learning.usual:
        return f"not kept: no weights are better than the usual ones{stays}"
    return f"not kept: the gain is not certain, more judgements may tell{stays}"
