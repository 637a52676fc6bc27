"""`scent check`: verify an index, and repair it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from scent.cli.exits import ExitCode
from scent.cli.options import indexing, shared
from scent.cli.output import advice, render, streams
from scent.cli.settings.settings import resolve
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.upkeep.maintenance import Repaired

EPILOG = """
\b
Examples:
  scent check                        one line for each damaged file
  scent check --files                and each file that differs from the index
  scent check -q || scent check --repair && scent index

\b
Exit status:
  0   the index is sound, or was repaired
  2   the index is damaged, or another error
  3   repaired, but files must be read again; or --files found differences
  75  another process is writing to the index
"""


def run(
    *,
    index: shared.Index = None,
    repair: indexing.Repair = False,
    files: indexing.ContentOfFiles = False,
    wait: shared.Wait = None,
    json: shared.Json = False,
    quiet: shared.QuietSearch = False,
) -> int:
    """Verify an index, and list damaged files.

    Some passages are also embedded anew, and their vectors compared with those in the index.

    With --repair, everything that can be made from the rest is rebuilt. Files whose text or vectors
    are lost are removed from the index, and the next `scent index` reads them again.

    With --files, it also reads every indexed file and lists those whose content is not what the
    index has. That finds changes that left no trace in a file's size and times.
    """
    settings = resolve(index=index)

    from scent.core.upkeep import maintenance

    if repair and files:
        raise UsageError("--files and --repair do not go together", hint="repair it first with: scent check --repair")
    if repair:
        return _report_repair(maintenance.repair(settings.index, wait=wait or 0), index, json=json, quiet=quiet)
    findings = maintenance.check(settings.index, settings.cache, (lambda _: None) if quiet else streams.say)
    if json and not quiet:
        streams.write(render.json_line({"file": each.file, "what": each.what}) for each in findings)
    elif not quiet:
        streams.write(f"{render.visible(each.file)}: {render.visible(each.what)}\n".encode() for each in findings)
    if findings and not quiet:
        unfit = any(each.file in maintenance.UNFIT for each in findings)
        hint = "remove the index and index again" if unfit else "mend it with: scent check --repair"
        streams.hint(advice.on_index(hint, index))
    elif not quiet and streams.stderr_is_terminal():
        streams.say("the index is sound")
    if findings or not files:
        return ExitCode.ERROR if findings else ExitCode.DONE
    return _compare_files(settings.index, index, json=json, quiet=quiet)


def _compare_files(directory: Path, index: str | None, *, json: bool, quiet: bool) -> int:
    """List the files whose content is not what the index in `directory` has; `index` is the value of --index."""
    from scent.core.indexing.planning import compare

    differing = unnoticed = 0
    for path, what in compare.differing_files(directory):
        differing += 1
        unnoticed += what == compare.UNNOTICED
        if json and not quiet:
            streams.write([render.json_line({**render.json_path(path), "what": what})])
        elif not quiet:
            streams.write([render.trouble_line(path, what)])
    if differing and not quiet:
        streams.hint(advice.on_index("bring the index up to date: scent index", index))
    if unnoticed and not quiet:
        hint = "a run does not notice a file whose times are the same; before the run: scent forget --yes FILE"
        streams.hint(advice.on_index(hint, index))
    return ExitCode.PARTIAL if differing else ExitCode.DONE


def _report_repair(result: "Repaired", index: str | None, *, json: bool, quiet: bool) -> int:
    if json and not quiet:
        lost = [render.json_path(path) for path in result.lost]
        streams.write([render.json_line({"rebuilt": list(result.rebuilt), "lost": lost, "unnamed": result.unnamed})])
    elif not quiet:
        streams.write(f"{render.visible(name)}: rebuilt\n".encode() for name in result.rebuilt)
        streams.write(f"{render.visible(os.fsdecode(path))}: must be read again\n".encode() for path in result.lost)
    if not (result.lost or result.unnamed):
        return ExitCode.DONE
    unnamed = f", and {result.unnamed:,} whose names are lost" if result.unnamed else ""
    streams.say(f"{render.count(len(result.lost), 'file')} must be read again{unnamed}")
    streams.hint(advice.on_index("read them with: scent index", index))
    return ExitCode.PARTIAL
