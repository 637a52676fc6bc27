"""`scent index`: bring an index up to date with the files that it covers."""

import os
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from scent.cli import interrupts
from scent.cli.exits import ExitCode
from scent.cli.options import indexing, inputs, shared
from scent.cli.options.arguments import existing_paths, seconds
from scent.cli.output import advice, render, streams
from scent.cli.output.progress import shown
from scent.cli.settings.environment import can_animate, use_colour
from scent.cli.settings.settings import Settings, resolve
from scent.core.indexing.stop import Stop, Stopped
from scent.core.system import lower_priority
from scent.core.types import Progress
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.indexing.report import Report

EPILOG = """
\b
Examples:
  scent index ~/notes ~/mail         index two directories
  scent index                        update everything that is indexed
  scent index --index ./ix src doc   a separate index, in ./ix
  scent index --ready ~/notes        end as soon as ~/notes can be searched
  scent index --budget 10m --nice    ten minutes at most, at low priority
  0 * * * * scent index -q           in a crontab: prints only problems

\b
Exit status:
  0    the index is up to date, or the budget is used up
  2    error
  3    done, but files could not be read, are too large, or many are missing
  75   another process is writing to the index
  129  hung up, 130 interrupted, 143 terminated; finished work is kept
"""


def run(
    paths: shared.Paths = None,
    *,
    files_from: shared.FilesFrom = None,
    null: shared.ListedNull = False,
    index: shared.Index = None,
    model: shared.Model = None,
    strategy: shared.Strategy = None,
    chunk_tokens: shared.ChunkTokens = None,
    window_tokens: shared.WindowTokens = None,
    hidden: shared.Hidden = None,
    no_ignore: shared.NoIgnore = None,
    follow: indexing.Follow = None,
    max_filesize: indexing.MaxFilesize = None,
    workers: shared.Workers = None,
    wait: shared.Wait = None,
    ready: indexing.Ready = False,
    budget: indexing.Budget = None,
    nice: indexing.Nice = False,
    progress: indexing.ShowProgress = None,
    reindex: indexing.Reindex = False,
    prune: indexing.Prune = False,
    json: shared.Json = False,
    quiet: shared.QuietRun = False,
) -> int:
    """Read files and index their passages for searching.

    Run it again after files have changed: only changes are read, moved files are recognised, and
    deleted files are removed from the index. Hidden files, binary files and files that git ignores
    are skipped. Many files can be searched as soon as they are read: their passages first get
    provisional vectors, then exact ones, and a search makes those that it needs. If a directory is
    missing or empty, or lost more than half of its files at once, its files stay in the index until
    --prune is given, or until a run a day later. An index remembers the options it was made with.
    Ctrl-C keeps the work that is done; a second Ctrl-C stops at once.
    """
    settings = resolve(
        index=index,
        model=model,
        strategy=strategy,
        chunk_tokens=chunk_tokens,
        window_tokens=window_tokens,
        hidden=hidden,
        no_ignore=no_ignore,
        follow=follow,
        max_filesize=max_filesize,
        workers=workers,
    )
    terminal = streams.stderr_is_terminal()
    animate = can_animate(terminal=terminal) and (not quiet if progress is None else progress)
    targets = existing_paths([*(paths or ()), *map(os.fsdecode, inputs.names(files_from, null=null))])
    if files_from is not None and not targets:
        raise UsageError(f"the list {files_from} names no files")
    with interrupts.stop_on_signals(seconds(budget) if budget is not None else None) as stop:
        if nice:
            lower_priority()
        try:
            lines = False if quiet and progress is None else progress
            display = shown(animate=animate, colour=use_colour("auto", terminal=terminal), lines=lines)
            report = _update(settings, targets, stop, wait or 0, display, reset=reindex, prune=prune, ready=ready)
        except Stopped:
            streams.say(f"stopped by {stop.reason} before anything was done")
            return interrupts.exit_status(stop.reason)
    if json:
        streams.write([render.json_line(_record(report))])
    interrupted = interrupts.exit_status(report.stopped)
    _explain_missing(report, index)
    if interrupted or (not quiet and (terminal or progress or report.failed or report.too_large)):
        streams.say(_summary(report))
    return interrupted or (ExitCode.PARTIAL if report.failed or report.missing or report.too_large else ExitCode.DONE)


def _explain_missing(report: "Report", index: str | None) -> None:
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


def _update(
    settings: Settings,
    paths: list[bytes],
    stop: Stop,
    wait: float,
    display: AbstractContextManager[Progress],
    *,
    reset: bool,
    prune: bool,
    ready: bool,
) -> "Report":
    from scent.core.indexing.update import update
    from scent.core.profile import resolve_profile

    profile = resolve_profile(
        settings.index,
        settings.model,
        chunks=settings.chosen(strategy="strategy", chunk_tokens="chunk_tokens", window_tokens="window_tokens"),
        walk=settings.chosen(hidden="hidden", no_ignore="no_ignore", follow="follow", max_size="max_filesize"),
    )
    with display as progress:
        return update(
            settings.index,
            paths,
            profile,
            workers=settings.workers,
            progress=progress,
            wait=wait,
            cache=settings.cache,
            reset=reset,
            prune=prune,
            ready=ready,
            stop=stop,
        )


def _summary(report: "Report") -> str:
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


def _record(report: "Report") -> dict[str, object]:
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
