"""`scent status`: what an index covers, how large it is, and when it was last brought up to date."""

import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scent.cli.exits import ExitCode
from scent.cli.options import indexing, shared
from scent.cli.output import render, streams
from scent.cli.settings.settings import resolve

if TYPE_CHECKING:
    from scent.core.indexing.status import PendingChanges, Status

EPILOG = """
\b
Examples:
  scent status
  scent status --behind
  scent status --failed
  scent status --json | jq .last_run

\b
Exit status:
  0  there is an index, and it can be read
  2  error
"""


def run(
    *,
    index: shared.Index = None,
    behind: indexing.Behind = False,
    failed: indexing.Failed = False,
    json: shared.Json = False,
) -> int:
    """Show what an index covers, its size and its last run.

    With --behind, also how many files have been added, changed and removed since, as far as their sizes and times
    tell. With --failed, only a line for each file that could not be read: such a file is not tried again until
    it changes, or until the library that it needs is installed.
    """
    settings = resolve(index=index)

    from scent.core.indexing import status

    if failed:
        found = status.failed_files(settings.index)
        if json:
            streams.write(render.json_line({**render.json_path(path), "reason": reason}) for path, reason in found)
        else:
            streams.write(render.trouble_line(path, reason) for path, reason in found)
        return ExitCode.DONE
    state = status.read_status(settings.index)
    since = status.pending_changes(settings.index, streams.say) if behind else None
    if json:
        streams.write([render.json_line(_record(state, since))])
    else:
        streams.write(_lines(state, since))
    return ExitCode.DONE


def _record(state: "Status", since: "PendingChanges | None") -> dict[str, object]:
    """The status as the JSON object of `scent.cli.output.json_schema`."""
    ran, changed = _time(state.finished_ns), _time(state.updated_ns)
    return {
        "index": os.fsencode(state.index).decode(errors="backslashreplace"),
        "generation": state.generation,
        "roots": [render.json_path(root) for root in state.roots],
        "files": state.files,
        "documents": state.documents,
        "chunks": state.chunks,
        "segments": state.segments,
        "skipped": state.skipped,
        "failed": state.failed,
        "size": state.size,
        "last_run": ran.isoformat(timespec="seconds") if ran else None,
        "last_change": changed.isoformat(timespec="seconds") if changed else None,
        "unfinished": state.unfinished,
        **({"behind": asdict(since)} if since else {}),
        "settings": state.settings,
    }


def _lines(state: "Status", since: "PendingChanges | None") -> Iterator[bytes]:
    model, chunks = state.settings["model"], state.settings["chunks"]
    ran, changed = _time(state.finished_ns), _time(state.updated_ns)
    when = ran.astimezone().isoformat(" ", timespec="seconds") if ran else "never"
    rows = [
        ("index", str(state.index)),
        *(("covers", os.fsdecode(root)) for root in state.roots),
        ("files", f"{state.files:,}"),
        *([("without text", f"{state.skipped:,} of these")] if state.skipped else []),
        *([("unreadable", f"{state.failed:,}, which scent status --failed lists")] if state.failed else []),
        *([("unfinished", f"{state.unfinished:,}, of which only the first parts are in")] if state.unfinished else []),
        ("passages", f"{state.chunks:,}"),
        ("size", render.size(state.size)),
        ("model", f"{model['name']}, {chunks['dims'] or model['dims']} dimensions"),
        ("passages are", f"embedded {chunks['strategy']}, of up to {chunks['chunk_tokens']} tokens of English"),
        ("last run", when),
        *(
            [("last change", changed.astimezone().isoformat(" ", timespec="seconds"))]
            if changed != ran and changed
            else []
        ),
        *(
            [("behind", f"{since.added:,} added, {since.changed:,} changed, {since.removed:,} removed")]
            if since
            else []
        ),
        ("generation", f"{state.generation}"),
    ]
    for name, value in rows:
        yield f"{name + ':':<14}{render.visible(value)}\n".encode()


def _time(nanoseconds: int) -> datetime | None:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC) if nanoseconds else None
