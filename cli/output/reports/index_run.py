"""What an index run has done, in a sentence, as a JSON object, and what the user should settle."""

import os
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from scent.cli import interrupts
from scent.cli.exits import ExitCode
from scent.cli.output import advice, render, streams

if TYPE_CHECKING:
    from scent.core.indexing.report import Report, Unread

# The model for those whose files are in many languages.
MULTILINGUAL = "multilingual-e5-small"
_SHOWN_LANGUAGES = 3


def tell(report: "Report", index: str | None, *, quiet: bool, always: bool) -> int:
    """Say what a run has done, unless nobody needs to know it, and what should be settled; return the exit status.

    Args:
        report: the report of the run.
        index: the index as the user named it.
        quiet: say only what went wrong.
        always: say also that all went well.
    """
    interrupted = interrupts.exit_status(report.stopped)
    explain_missing(report, index)
    if report.unread and not quiet:
        explain_unread(report.unread, index)
    if interrupted or (not quiet and (always or report.failed or report.too_large)):
        streams.say(summary(report))
    return interrupted or (ExitCode.PARTIAL if report.failed or report.missing or report.too_large else ExitCode.DONE)


def explain_missing(report: "Report", index: str | None) -> None:
    """Say which files are missing and stay in the index, and how to settle it."""
    for each in report.missing:
        streams.say(
            f"{os.fsdecode(each.root)}: {each.missing:,} of {render.count(each.indexed, 'file')} missing "
            f"({each.reason}); they stay in the index"
        )
    if report.missing:
        hint = "if a disk is not mounted, mount it; if the files are deleted: scent index --prune"
        streams.hint(advice.on_index(hint, index))
        streams.hint(advice.on_index("if they have moved: scent index NEW_PLACE", index))


def explain_unread(unread: "Unread", index: str | None) -> None:
    """Say that much of the index is in languages that its model does not read, and which model does."""
    from scent.core.models import catalogue

    streams.say(f"{unread_share(unread)}, so meaning finds little there")
    steps = [*catalogue.commands(MULTILINGUAL), "scent migrate"]
    streams.hint(advice.on_index(f"a model for many languages: {', then '.join(steps)}", index))


def unread_share(unread: "Unread") -> str:
    """How much of an index its model does not read, and in which languages."""
    from scent.core.files.languages import language_name

    names = [*map(language_name, unread.languages[:_SHOWN_LANGUAGES])]
    names += ["others"] if len(unread.languages) > _SHOWN_LANGUAGES else []
    percent = max(1, round(100 * unread.share))
    return f"{percent} % of the passages are in languages that the model does not read ({', '.join(names)})"


def summary(report: "Report") -> str:
    """The sentence at the end of a run."""
    files = {
        "added": report.added,
        "changed": report.changed,
        "moved": report.moved,
        "removed": report.removed,
        "unchanged": report.unchanged + report.touched,
    }
    parts = [f"{count:,} {what}" for what, count in files.items() if count]
    if report.reread:
        readers = "their readers have" if report.reread > 1 else "its reader has"
        parts.append(f"{render.count(report.reread, 'file')} read again ({readers} improved)")
    parts = parts or ["no files"]
    if report.skipped:
        reasons = Counter(
            reason.removeprefix("it is ").partition(" (")[0] for _, reason in report.skipped
        ).most_common()
        in_part = f", {report.in_part:,} of them in part" if report.in_part else ""
        listed = ", ".join(f"{reason}: {count:,}" for reason, count in reasons)
        parts.append(f"{len(report.skipped):,} skipped{in_part} ({listed})")
    if report.failed:
        parts.append(f"{len(report.failed):,} could not be read")
    if report.chunks:
        parts.append(render.count(report.chunks, "passage"))
    elif report.refined:
        parts.append(f"{render.count(report.refined, 'passage')} refined")
    if report.tokens:
        parts.append(f"{report.tokens / max(report.seconds, 0.001):,.0f} tokens/s")
    if report.provisional:
        parts.append(f"{render.count(report.provisional, 'passage')} to be refined by the next run")
    if report.left:
        parts.append(f"{report.left:,} left for the next run")
    prefix = {"": "", interrupts.BUDGET: "stopped because the budget is spent: "}.get(
        report.stopped, f"stopped by {report.stopped}, finished work is kept: "
    )
    return f"{prefix}{', '.join(parts)}, {report.seconds:.1f} s"


def record(report: "Report") -> dict[str, object]:
    """Return the report as the JSON object of `scent.cli.output.json_schema`."""

    def reasons(pairs: Iterable[tuple[bytes, str]]) -> list[dict[str, str]]:
        return [{**render.json_path(path), "reason": reason} for path, reason in pairs]

    return {
        "added": report.added,
        "changed": report.changed,
        "moved": report.moved,
        "touched": report.touched,
        "reread": report.reread,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "skipped": reasons(report.skipped),
        "failed": reasons(report.failed),
        "missing": [
            {**render.json_path(each.root), "missing": each.missing, "indexed": each.indexed, "reason": each.reason}
            for each in report.missing
        ],
        "chunks": report.chunks,
        "refined": report.refined,
        "provisional": report.provisional,
        "tokens": report.tokens,
        "bytes": report.bytes,
        "seconds": round(report.seconds, 3),
        "generation": report.generation,
        "stopped": report.stopped or None,
        "left": report.left,
    }
