"""`scent cat`: prints the text that scent reads from files, whole or in blocks."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from scent.cli.exits import ExitCode
from scent.cli.options import inputs, shared
from scent.cli.options.arguments import existing_paths
from scent.cli.output import render, streams
from scent.errors import ReadError, UsageError

if TYPE_CHECKING:
    from scent.core.reading.blocks import TextBlock
    from scent.core.reading.pool import ReaderPool

EPILOG = """
\b
Examples:
  scent cat report.pdf | less
  scent cat notes.zip | grep -n boiler     every file in the archive
  curl -s https://example.org | scent cat -
  scent search -l0 "lease" | scent cat -0 --files-from -
  scent cat --json letter.odt | jq -r 'select(.kind == "heading").text'

\b
Exit status:
  0  all files were read
  2  error
  3  some files could not be read, or parts of them are damaged or missing
"""


def run(
    files: shared.Readable = None,
    *,
    files_from: shared.FilesFrom = None,
    null: shared.ListedNull = False,
    json: shared.Json = False,
) -> int:
    """Print the text that scent reads from files.

    The format is recognised by a file's content first, by its name second. Line numbers are those
    of search results. With --json, each line is one block of the text: a heading, a paragraph, a
    table and so on. Of a damaged file, what is whole is printed. Notes
    on stderr tell what is left out on purpose (pictures, long runs of numbers, whatever is over a
    limit), which is no failure, and how much of a text a program made.
    """
    from scent.core.reading.pool import ReaderPool

    words = files or []
    if not words and files_from is None:
        if inputs.is_terminal():
            raise UsageError("there is nothing to read", hint="name files, or - for standard input")
        words = [inputs.STDIN]
    if inputs.STDIN in words and files_from == inputs.STDIN:
        raise UsageError("a file and a list of names cannot both come from standard input")
    named = [None if word == inputs.STDIN else os.fsencode(word) for word in words]
    missing = failed = False
    with ReaderPool(1) as readers:
        for name in [*named, *inputs.names(files_from, null=null)]:
            try:
                with _file(name) as path:
                    _print(path, name or b"-", readers, json=json)
            except UsageError as error:  # as with cat, the other files are printed
                streams.flush()
                streams.say(error.message)
                missing = True
            except ReadError as error:
                streams.flush()
                streams.say(f"{os.fsdecode(name or b'-')}: {error.message}")
                failed = True
    return ExitCode.ERROR if missing else ExitCode.PARTIAL if failed else ExitCode.DONE


def _print(path: bytes, name: bytes, readers: "ReaderPool", *, json: bool) -> None:
    """Print the documents of a file; `name` is the file as named on the command line."""
    from scent.core.chunking.generated import generated_characters
    from scent.core.reading.blocks import text_blocks

    terminal = streams.stdout_is_terminal()
    ends_line = True
    length = generated = 0
    left_out = dict[str, None]()
    for document in readers.documents(path):
        length += len(document.text)
        generated += generated_characters(document.text)
        left_out |= {document.left_out: None} if document.left_out else {}
        if json:
            streams.write(render.json_line(_record(name, block)) for block in text_blocks(document))
        else:
            streams.write([render.harmless(document.text) if terminal else document.text.encode()])
            ends_line = document.text.endswith("\n") or not document.text
        streams.flush()
    if not ends_line and terminal:
        streams.write([b"\n"])
    notes = [*left_out]
    if generated:
        share = "all" if generated == length else f"about {max(1, round(100 * generated / length))} %"
        notes.append(f"a program made {share} of its text, which ranks behind what people wrote")
    for note in notes:
        streams.flush()
        streams.say(f"{os.fsdecode(name)}: {note}")


def _record(name: bytes, block: "TextBlock") -> dict[str, object]:
    """The JSON object of a block, with the keys of `scent.cli.output.json_schema`."""
    return {
        **render.json_path(name),
        "kind": block.kind,
        "start": block.start,
        "end": block.end,
        "start_line": block.start_line,
        "end_line": block.end_line,
        "heading": list(block.heading),
        "place": block.place,
        "text": block.text,
        "title": block.title,
        "format": block.format,
        "author": block.author,
        "date": render.date(block.date_ns),
        "language": block.language,
        "member": block.member.decode(errors="backslashreplace"),
    }


@contextmanager
def _file(name: bytes | None) -> Iterator[bytes]:
    """A file to read: a pipe is copied to a temporary file, because many formats have their index at the end.

    Raises:
        UsageError: there is no such file.
    """
    if name is not None and not _is_pipe(existing_paths([os.fsdecode(name)])[0]):
        yield name
        return
    with ExitStack() as opened:
        pipe = sys.stdin.buffer if name is None else opened.enter_context(open(name, "rb"))  # noqa: PTH123  # a path of bytes
        copy = opened.enter_context(NamedTemporaryFile(prefix="scent-"))
        shutil.copyfileobj(pipe, copy)
        copy.flush()
        yield os.fsencode(copy.name)


def _is_pipe(path: bytes) -> bool:
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)  # noqa: PTH116  # a path of bytes
    except OSError:
        return False
