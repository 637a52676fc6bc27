"""`scent why`: whether a file is indexed, and what leaves it out if not."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scent.cli.exits import ExitCode
from scent.cli.options import inputs, shared
from scent.cli.output import advice, render, streams
from scent.cli.settings.settings import resolve
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.upkeep.why import Answer

EPILOG = """
\b
Examples:
  scent why ~/notes/diary.md
  scent why build/report.txt         names the line of the .gitignore
  scent why *.pdf | grep "left out"

\b
Exit status:
  0  all files are indexed
  1  some are not
  2  error
"""


def run(
    files: shared.Explained = None,
    *,
    files_from: shared.FilesFrom = None,
    null: shared.ListedNull = False,
    index: shared.Index = None,
    json: shared.Json = False,
) -> int:
    """Tell whether files are indexed, and why not.

    For each file it prints one line: how and when the file was read, or what leaves it out, such as
    a line of .gitignore, the size limit, or an error. A file need not exist any more.
    """
    paths = [*map(os.fsencode, files or ()), *inputs.names(files_from, null=null)]
    if not all(paths):
        raise UsageError("a path is empty")
    if not paths:
        raise UsageError("there is nothing to explain", hint="name files, or a list with --files-from")
    settings = resolve(index=index)

    from scent.core.upkeep.why import answers

    all_indexed = True
    for path, found in zip(paths, answers(settings.index, paths), strict=True):
        answer = found._replace(why=advice.on_index(found.why, index))
        all_indexed &= answer.indexed
        line = (
            render.json_line(_record(answer)) if json else render.trouble_line(path, _sentence(answer, settings.index))
        )
        streams.write([line])
    return ExitCode.DONE if all_indexed else ExitCode.NOTHING


def _sentence(answer: "Answer", index: os.PathLike[str]) -> str:
    if not answer.indexed or not answer.read_ns:
        return answer.why
    moment = datetime.fromtimestamp(answer.read_ns / 1e9, UTC).astimezone().isoformat(" ", timespec="seconds")
    return f"{answer.why}; read on {moment} into {os.fspath(index)}"


def _record(answer: "Answer") -> dict[str, object]:
    """Return the answer as the JSON object of `scent.cli.output.json_schema`."""
    return {
        **render.json_path(answer.path),
        "indexed": answer.indexed,
        "why": answer.why,
        "read": render.date(answer.read_ns),
    }
