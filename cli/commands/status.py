"""`scent status`: what an index covers, how large it is, and when it was last brought up to date."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scent.cli import options, render, streams
from scent.cli.exits import ExitCode
from scent.cli.settings import resolve

if TYPE_CHECKING:
    from scent.core.status import Status

EPILOG = """
\b
Examples:
  scent status
  scent status --json | jq .last_run

\b
Exit status:
  0  there is an index, and it can be read
  2  error
"""


def run(*, index: options.Index = None, json: options.Json = False) -> int:
    """Show what an index covers, its size and its last run."""
    settings = resolve(index=index)

    from scent.core.status import status

    state = status(settings.index)
    if json:
        streams.write([render.json_line(_record(state))])
    else:
        streams.write(_lines(state))
    return ExitCode.DONE


def _record(state: "Status") -> dict[str, object]:
    """The status as the JSON object that the README describes."""
    ran = _last_run(state)
    return {
        "index": os.fsencode(state.index).decode(errors="backslashreplace"),
        "generation": state.generation,
        "roots": [render.json_path(root) for root in state.roots],
        "files": state.files,
        "documents": state.documents,
        "chunks": state.chunks,
        "segments": state.segments,
        "skipped": state.skipped,
        "size": state.size,
        "last_run": ran.isoformat(timespec="seconds") if ran else None,
        "settings": state.settings,
    }


def _lines(state: "Status") -> Iterator[bytes]:
    model, chunks = state.settings["model"], state.settings["chunks"]
    textless = f" ({state.skipped:,} of them hold no text)" if state.skipped else ""
    ran = _last_run(state)
    rows = [
        ("index", str(state.index)),
        *(("covers", os.fsdecode(root)) for root in state.roots),
        ("files", f"{state.files:,}{textless}"),
        ("passages", f"{state.chunks:,}"),
        ("size", render.size(state.size)),
        ("model", f"{model['name']}, {chunks['dims'] or model['dims']} dimensions"),
        ("passages are", f"embedded {chunks['strategy']}, of up to {chunks['chunk_tokens']} tokens"),
        ("last run", ran.astimezone().isoformat(" ", timespec="seconds") if ran else "never"),
        ("generation", f"{state.generation}"),
    ]
    for name, value in rows:
        yield f"{name + ':':<14}{render.visible(value)}\n".encode()


def _last_run(state: "Status") -> datetime | None:
    return datetime.fromtimestamp(state.finished_ns / 1e9, UTC) if state.finished_ns else None
