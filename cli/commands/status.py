"""`scent status`: what an index covers, how large it is, and when it was last brought up to date."""

import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from scent.cli.exits import ExitCode
from scent.cli.options import indexing, shared
from scent.cli.output import advice, render, streams
from scent.cli.output.reports import index_run
from scent.cli.settings.settings import resolve

if TYPE_CHECKING:
    from scent.core.upkeep.status import PendingChanges, Status

EPILOG = """
\b
Examples:
  scent status
  scent status --behind
  scent status --failed
  scent status --skipped
  scent status --json | jq .last_run

\b
Exit status:
  0  the index exists and can be read
  2  error
"""


def run(
    *,
    index: shared.Index = None,
    behind: indexing.Behind = False,
    failed: indexing.Failed = False,
    skipped: indexing.Skipped = False,
    json: shared.Json = False,
) -> int:
    """Show what an index covers, its size and its last run.

    With --behind, it also counts the files added, changed and removed since the last run, judging
    by size and time. With --failed, it lists only the files that could not be read. Such a file is
    tried again when it changes, when its mode allows it, or when the library it needs is installed.
    With --skipped, it lists only the files that are left out, or of which a part is left out, with
    the reason: those without text, those larger than --max-filesize, archives with members without
    text, tables with long runs of numbers and so on.
    """
    settings = resolve(index=index)

    from scent.core.upkeep import status

    if failed or skipped:
        files = [
            *(status.failed_files(settings.index) if failed else ()),
            *(status.skipped_files(settings.index) if skipped else ()),
        ]
        if json:
            streams.write(render.json_line({**render.json_path(path), "reason": reason}) for path, reason in files)
        else:
            streams.write(render.trouble_line(path, reason) for path, reason in files)
        return ExitCode.DONE
    state = status.read_status(settings.index)
    pending = status.pending_changes(settings.index, streams.say) if behind else None
    if json:
        streams.write([render.json_line(_record(state, pending))])
    else:
        streams.write(_lines(state, pending, index))
    return ExitCode.DONE


_STRATEGIES = {
    "early": "embedded one by one (early)",
    "late": "embedded with the text around them (late)",
    "blend": "embedded one by one and with the text around them (blend)",
}


def _record(state: "Status", pending: "PendingChanges | None") -> dict[str, object]:
    """Return the status as the JSON object of `scent.cli.output.json_schema`."""
    ran, changed = _datetime(state.finished_ns), _datetime(state.updated_ns)
    return {
        "index": os.fsencode(state.index).decode(errors="backslashreplace"),
        "generation": state.generation,
        "roots": [render.json_path(root) for root in state.roots],
        "files": state.files,
        "documents": state.documents,
        "chunks": state.chunks,
        "exact": state.chunks - state.provisional,
        "generated": state.generated,
        "generated_files": state.generated_files,
        "learnt": state.learnt,
        "segments": state.segments,
        "skipped": state.skipped,
        "failed": state.failed,
        "size": state.size,
        "last_run": ran.isoformat(timespec="seconds") if ran else None,
        "last_change": changed.isoformat(timespec="seconds") if changed else None,
        **({"writer": state.writer._asdict()} if state.writer else {}),
        "unfinished": state.unfinished,
        "outdated": state.outdated,
        "unread": state.unread.passages,
        "unread_languages": list(state.unread.languages),
        **({"behind": asdict(pending)} if pending else {}),
        "settings": state.settings,
    }


def _lines(state: "Status", pending: "PendingChanges | None", index: str | None) -> Iterator[bytes]:
    """The status for people; `index` is the value of --index."""
    see = partial(advice.on_index, index=index)
    model, chunks = state.settings["model"], state.settings["chunks"]
    ran, changed = _datetime(state.finished_ns), _datetime(state.updated_ns)
    rows = [
        ("index", str(state.index)),
        *(("covers", os.fsdecode(root)) for root in state.roots),
        ("files", f"{state.files:,}"),
        *(
            [("left out", f"{state.skipped:,} {see('(list them with: scent status --skipped)')}")]
            if state.skipped
            else []
        ),
        *(
            [("unreadable", f"{state.failed:,} {see('(list them with: scent status --failed)')}")]
            if state.failed
            else []
        ),
        *([("unfinished", f"{state.unfinished:,} indexed only in part")] if state.unfinished else []),
        *(
            [("read again", f"{state.outdated:,} (readers improved; read them with: {see('scent index')})")]
            if state.outdated
            else []
        ),
        ("passages", f"{state.chunks:,}"),
        *([("refined", f"{_refined(state)} {see('(the rest is made by: scent index)')}")] if state.provisional else []),
        *([("generated", _generated(state))] if state.generated else []),
        *([("languages", _unread(state))] if state.unread.many else []),
        *([("learnt", _learnt(state))] if state.learnt else []),
        ("size", render.size(state.size)),
        ("model", f"{model['name']}{_server(state)}, {chunks['dims'] or model['dims']} dimensions"),
        (
            "passage size",
            f"up to {chunks['chunk_tokens']} tokens, {_STRATEGIES.get(str(chunks['strategy']), 'in an unknown way')}",
        ),
        ("last run", _local(ran) if ran else "never"),
        *([("running now", str(state.writer))] if state.writer else []),
        *([("last change", _local(changed))] if changed and changed != ran else []),
        *([("behind", _pending(pending))] if pending else []),
        ("generation", f"{state.generation}"),
    ]
    for name, value in rows:
        yield f"{name + ':':<14}{render.visible(value)}\n".encode()


def _server(state: "Status") -> str:
    return f" at {state.server}" if state.server else ""


def _refined(state: "Status") -> str:
    exact = state.chunks - state.provisional
    have = "has an exact vector" if exact == 1 else "have exact vectors"
    return f"{100 * exact // state.chunks} %, {render.count(exact, 'passage')} {have}"


def _unread(state: "Status") -> str:
    return f"{index_run.unread_share(state.unread)}; one that does: scent models use {index_run.MULTILINGUAL}"


def _generated(state: "Status") -> str:
    passages, files = render.count(state.generated, "passage"), render.count(state.generated_files, "file")
    return f"{passages} of {files}, made by programs (see generated in man scent-config)"


def _learnt(state: "Status") -> str:
    weights = ", ".join(f"{name} {weight:g}" for name, weight in state.learnt.items())
    return f"{weights} (weights; scent eval --unlearn goes back)"


def _pending(changes: "PendingChanges") -> str:
    return f"{changes.added:,} added, {changes.changed:,} changed, {changes.removed:,} removed"


def _datetime(nanoseconds: int) -> datetime | None:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC) if nanoseconds else None


def _local(moment: datetime) -> str:
    return moment.astimezone().isoformat(" ", timespec="seconds")
