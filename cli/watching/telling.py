"""What a watch says: a line for each burst of changes, in words that are useful in a journal. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from scent.cli.output.render import count

# A refinement that took less time is not worth a line.
_WORTH_TELLING: Final = 10.0


def watching(roots: Sequence[str]) -> str:
    """What is watched."""
    return f"watching {roots[0]}" if len(roots) == 1 else f"watching {count(len(roots), 'place')}"


def changes(report: dict[str, Any]) -> str:
    """What a run has changed, from the JSON object of its report; empty if nothing."""
    names = ("added", "changed", "moved", "removed")
    parts = [f"{report[name]:,} {name}" for name in names if report.get(name)]
    if not parts:
        return ""
    if report.get("chunks"):
        parts.append(count(report["chunks"], "passage"))
    if report.get("left"):
        parts.append(f"{report['left']:,} left for the next run")
    return f"{', '.join(parts)}, {report['seconds']:.1f} s"


def begin_refining(passages: int) -> str:
    """What is said before a long refinement."""
    return f"refining {count(passages, 'passage')}; all can be searched meanwhile"


def refinement(report: dict[str, Any], seconds: float) -> str:
    """What a run has refined; empty if it was quick."""
    if not report.get("refined") or seconds < _WORTH_TELLING:
        return ""
    left = f", {report['provisional']:,} left" if report.get("provisional") else ""
    return f"{count(report['refined'], 'passage')} refined{left}, {seconds:.0f} s"


def interval(seconds: float) -> str:
    """A time in words."""
    minutes = seconds / 60
    if minutes == 1:
        return "minute"
    return f"{minutes:g} minutes" if minutes >= 1 and minutes == int(minutes) else f"{seconds:g} s"
