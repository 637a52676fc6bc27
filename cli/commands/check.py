"""`scent check`: verify an index, and repair it."""

import os
from typing import TYPE_CHECKING

from scent.cli.exits import ExitCode
from scent.cli.options import indexing, shared
from scent.cli.output import render, streams
from scent.cli.settings.settings import resolve

if TYPE_CHECKING:
    from scent.core.indexing.maintenance import Repaired

EPILOG = """
\b
Examples:
  scent check                        one line for each damaged file
  scent check -q || scent check --repair && scent index

\b
Exit status:
  0   the index is sound, or was repaired
  2   the index is damaged, or another error
  3   repaired, but some files must be read again: scent index
  75  another process is writing to the index
"""


def run(
    *,
    index: shared.Index = None,
    repair: indexing.Repair = False,
    wait: shared.Wait = None,
    json: shared.Json = False,
    quiet: shared.QuietSearch = False,
) -> int:
    """Verify an index, and list damaged files.

    With --repair, everything that can be made from the rest is rebuilt. Files whose text or vectors
    are lost are removed from the index, and the next `scent index` reads them again.
    """
    settings = resolve(index=index)

    from scent.core.indexing import maintenance

    if repair:
        return _report_repair(maintenance.repair(settings.index, wait=wait or 0), json=json, quiet=quiet)
    findings = maintenance.check(settings.index)
    if json and not quiet:
        streams.write(render.json_line({"file": each.file, "what": each.what}) for each in findings)
    elif not quiet:
        streams.write(f"{render.visible(each.file)}: {render.visible(each.what)}\n".encode() for each in findings)
    if findings and not quiet:
        streams.hint("mend it with: scent check --repair")
    elif not quiet and streams.stderr_is_terminal():
        streams.say("the index is sound")
    return ExitCode.ERROR if findings else ExitCode.DONE


def _report_repair(result: "Repaired", *, json: bool, quiet: bool) -> int:
    if json and not quiet:
        lost = [render.json_path(path) for path in result.lost]
        streams.write([render.json_line({"rebuilt": list(result.rebuilt), "lost": lost, "unnamed": result.unnamed})])
    elif not quiet:
        streams.write(f"{render.visible(name)}: rebuilt\n".encode() for name in result.rebuilt)
        streams.write(f"{render.visible(os.fsdecode(path))}: must be read again\n".encode() for path in result.lost)
    if not (result.lost or result.unnamed):
        return ExitCode.DONE
    unnamed = f", and {result.unnamed:,} whose names are lost" if result.unnamed else ""
    streams.say(f"{len(result.lost):,} files must be read again{unnamed}; run scent index")
    return ExitCode.PARTIAL
