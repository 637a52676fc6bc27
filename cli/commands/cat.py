"""`scent cat`: what scent reads from files, as text or as blocks."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from scent.cli import inputs, render, streams
from scent.cli.arguments import existing_paths
from scent.cli.exits import ExitCode
from scent.cli.options import shared
from scent.errors import ReadError, UsageError

if TYPE_CHECKING:
    from scent.core.readers import Readers

EPILOG = """
\b
Examples:
  scent cat report.pdf | less
  scent cat notes.zip | grep -n boiler     all members, one after another
  curl -s https://example.org | scent cat -
  scent search -l0 "lease" | scent cat -0 --files-from -
  scent cat --json letter.odt | jq -r 'select(.kind == "heading").text'

\b
Exit status:
  0  all files were read
  2  error
  3  some files could not be read, or not to their end
"""


def run(
    files: shared.Readable = None,
    *,
    files_from: shared.FilesFrom = None,
    null: shared.ListedNull = False,
    json: shared.Json = False,
) -> int:
    """Print the text that scent reads from files, as it would index it.

    Files are told apart by their content first and their name second. Lines are those that a search gives. With --json,
    one object a block: a heading, a paragraph, a table, and so on.
    """
    from scent.core.readers import Readers

    words = files or []
    if not words and files_from is None:
        if inputs.is_terminal():
            raise UsageError("there is nothing to read", hint="name files, or - for standard input")
        words = [inputs.STDIN]
    if inputs.STDIN in words and files_from == inputs.STDIN:
        raise UsageError("a file and a list of names cannot both come from standard input")
    # All names are looked at before anything is printed.
    listed = [os.fsdecode(name) for name in inputs.names(files_from, null=null)]
    named = [None if word == inputs.STDIN else existing_paths([word])[0] for word in words] + existing_paths(listed)
    code = ExitCode.DONE
    with Readers(1) as readers:
        for name in named:
            try:
                with _file(name) as path:
                    _print(path, name or b"-", readers, json=json)
            except ReadError as error:
                streams.flush()
                streams.say(f"{os.fsdecode(name or b'-')}: {error.message}")
                code = ExitCode.PARTIAL
    return code


def _print(path: bytes, name: bytes, readers: "Readers", *, json: bool) -> None:
    terminal = streams.stdout_is_terminal()
    ended = True
    for document in readers.documents(path):
        if json:
            streams.write(render.block_lines(name, document))
        else:
            streams.write([render.harmless(document.text) if terminal else document.text.encode()])
            ended = document.text.endswith("\n") or not document.text
        streams.flush()
    if not ended and terminal:
        streams.write([b"\n"])


@contextmanager
def _file(name: bytes | None) -> Iterator[bytes]:
    """A path to read from: standard input is kept in a file meanwhile, as many formats have their index at the end."""
    if name is not None:
        yield name
        return
    with NamedTemporaryFile(prefix="scent-") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        yield os.fsencode(kept.name)
