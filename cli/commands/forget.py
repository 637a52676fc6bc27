"""`scent forget`: take files out of an index, so that nothing of them is left on disk there."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scent.cli.exits import ExitCode
from scent.cli.options import indexing, inputs, shared
from scent.cli.output import render, streams
from scent.cli.settings.settings import resolve
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.indexing.maintenance import ForgetResult

EPILOG = """
\b
Examples:
  scent forget ~/notes/diary.md
  scent forget ~/old-project         the index no longer covers it either

\b
Exit status:
  0   the text and vectors of these files are gone
  1   the index held nothing there
  2   error
  75  another process is writing to the index
"""


def run(
    paths: indexing.Forgotten = None,
    *,
    files_from: shared.FilesFrom = None,
    null: shared.ListedNull = False,
    index: shared.Index = None,
    wait: shared.Wait = None,
    json: shared.Json = False,
    quiet: shared.QuietRun = False,
) -> int:
    """Remove all text and vectors of files from an index, on disk too.

    The files themselves are not touched. Files below a directory that the index still covers come back with the next
    `scent index`, unless a .scentignore file keeps them out. Old copies may live on in backups and snapshots of the
    index, and in blocks of the disk that nothing has been written over.
    """
    named = [*map(os.fsencode, paths or ()), *inputs.names(files_from, null=null)]
    if not all(named):
        raise UsageError("a path is empty")
    if not named:
        raise UsageError("there is nothing to forget", hint="name files or directories, or a list with --files-from")
    settings = resolve(index=index)

    from scent.core.indexing.maintenance import forget

    done = forget(settings.index, named, wait=wait or 0)
    if json:
        streams.write([render.json_line(_record(done))])
    elif not quiet:
        for line in _lines(done):
            streams.say(line)
    return ExitCode.DONE if done.files or done.roots else ExitCode.NOTHING


def _lines(done: "ForgetResult") -> Iterator[str]:
    from scent.core.indexing.maintenance import ignore_rule

    if not done.files and not done.roots:
        yield "the index holds nothing there"
        return
    count = f"{len(done.files):,} file{'s' * (len(done.files) != 1)}"
    freed = render.size(max(0, done.before - done.after))
    yield f"{count} forgotten: their text and vectors are removed from disk, {freed} freed"
    for root in done.roots:
        yield f"the index no longer covers {os.fsdecode(root)}"
    for path in done.covered:
        if os.path.lexists(path):
            file, line = (os.fsdecode(part) for part in ignore_rule(path))
            yield f"the next index run takes {os.fsdecode(path)} in again, unless {file} has the line {line}"


def _record(done: "ForgetResult") -> dict[str, object]:
    return {
        "files": [render.json_path(path) for path in done.files],
        "roots": [render.json_path(path) for path in done.roots],
        "covered": [render.json_path(path) for path in done.covered],
        "before": done.before,
        "after": done.after,
    }
