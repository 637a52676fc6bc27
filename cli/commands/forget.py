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
    from scent.core.upkeep.maintenance import ForgetResult

EPILOG = """
\b
Examples:
  scent forget ~/notes/diary.md
  scent forget --dry-run ~/old       list what would be forgotten
  scent forget --yes ~/old-project   the index no longer covers it

\b
Exit status:
  0   the text and vectors of these files are removed
  1   the index has no such files, or you answered no
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
    dry_run: indexing.DryRun = False,
    yes: indexing.Yes = False,
    json: shared.Json = False,
    quiet: shared.QuietRun = False,
) -> int:
    """Remove all text and vectors of files from an index, on disk too.

    It first asks, and gives the number of files; without a terminal, it needs --yes.

    The files themselves are not touched. A file in a directory that the index covers is indexed
    again by the next `scent index`, unless a .scentignore file excludes it. Old copies may remain
    in backups and snapshots of the index, and in blocks of the disk that have not been overwritten.
    """
    targets = [*map(os.fsencode, paths or ()), *inputs.names(files_from, null=null)]
    if not all(targets):
        raise UsageError("a path is empty")
    if not targets:
        raise UsageError("there is nothing to forget", hint="name files or directories, or a list with --files-from")
    settings = resolve(index=index)

    from scent.core.upkeep import maintenance

    if dry_run or not yes:
        planned = maintenance.forgettable(settings.index, targets)
        if dry_run:
            return _report_plan(planned, json=json)
        if (planned.files or planned.roots) and not _confirmed(planned):
            streams.say("nothing is forgotten")
            return ExitCode.NOTHING
    result = maintenance.forget(settings.index, targets, wait=wait or 0)
    if json:
        streams.write([render.json_line(_record(result))])
    elif not quiet:
        for line in _lines(result):
            streams.say(line)
    return ExitCode.DONE if result.files or result.roots else ExitCode.NOTHING


def _report_plan(planned: "ForgetResult", *, json: bool) -> int:
    """Print what would be forgotten."""
    if json:
        streams.write([render.json_line(_record(planned))])
    else:
        streams.write(f"{render.visible(os.fsdecode(path))}\n".encode() for path in planned.files)
        streams.say(f"{_extent(planned)} would be forgotten")
    return ExitCode.DONE if planned.files or planned.roots else ExitCode.NOTHING


def _confirmed(planned: "ForgetResult") -> bool:
    """Ask on the terminal.

    Raises:
        UsageError: there is no terminal to ask on.
    """
    if not (streams.stdin_is_terminal() and streams.stderr_is_terminal()):
        raise UsageError(
            f"{_extent(planned)} would be forgotten, and there is no terminal to ask on",
            hint="to forget without a question: --yes; to list the files: --dry-run",
        )
    return streams.ask(f"forget {_extent(planned)}? [y/N] ")


def _extent(planned: "ForgetResult") -> str:
    """How much is forgotten, in words."""
    files = render.count(len(planned.files), "file")
    return f"{files} and {render.count(len(planned.roots), 'indexed place')}" if planned.roots else files


def _lines(result: "ForgetResult") -> Iterator[str]:
    from scent.core.upkeep.maintenance import ignore_rule

    if not result.files and not result.roots:
        yield "the index has no such files"
        return
    freed = render.size(max(0, result.before - result.after))
    yield f"{render.count(len(result.files), 'file')} forgotten: text and vectors are removed from disk, {freed} freed"
    for root in result.roots:
        yield f"the index no longer covers {os.fsdecode(root)}"
    for path in result.covered:
        if os.path.lexists(path):
            file, line = (os.fsdecode(part) for part in ignore_rule(path))
            yield f"the next index run reads {os.fsdecode(path)} again, unless {file} has the line {line}"


def _record(result: "ForgetResult") -> dict[str, object]:
    return {
        "files": [render.json_path(path) for path in result.files],
        "roots": [render.json_path(path) for path in result.roots],
        "covered": [render.json_path(path) for path in result.covered],
        "before": result.before,
        "after": result.after,
    }
