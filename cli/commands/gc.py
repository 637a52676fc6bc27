"""`scent gc`: make an index as small as its contents allow."""

from scent.cli.exits import ExitCode
from scent.cli.options import shared
from scent.cli.output import render, streams
from scent.cli.settings.settings import resolve

EPILOG = """
\b
Examples:
  scent gc
  scent gc --index ./ix --wait 60

\b
Exit status:
  0   done
  2   error
  75  another process is writing to the index
"""


def run(
    *,
    index: shared.Index = None,
    wait: shared.Wait = None,
    json: shared.Json = False,
    quiet: shared.QuietRun = False,
) -> int:
    """Free the space that removed files still take in an index.

    Every part of the index that still holds removed passages is rewritten. `scent index` does this
    by itself when it saves much; `scent gc` always does it. Searches keep working meanwhile.
    """
    settings = resolve(index=index)

    from scent.core.upkeep.maintenance import collect_garbage

    result = collect_garbage(settings.index, wait=wait or 0)
    if json:
        streams.write(
            [render.json_line({"rewritten": result.rewritten, "before": result.before, "after": result.after})]
        )
    elif not quiet:
        freed = render.size(max(0, result.before - result.after))
        streams.say(f"{freed} freed, the index takes {render.size(result.after)}")
    return ExitCode.DONE
