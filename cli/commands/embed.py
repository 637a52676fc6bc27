"""`scent embed`: turn texts into vectors."""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from scent.cli import interrupts
from scent.cli.exits import ExitCode
from scent.cli.naming import tell_where
from scent.cli.options import embedding, inputs, shared
from scent.cli.options.arguments import existing_paths
from scent.cli.output import vector_output
from scent.cli.output.device_notes import DeviceNotes
from scent.cli.settings.settings import resolve
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.reading.text_inputs import TextInput

EPILOG = """
\b
Examples:
  scent embed names.txt -o names.npy          one vector per line
  echo "unpaid invoices" | scent embed --query
  scent embed --field title -o t.parquet < books.jsonl
  fd -0 -e pdf | scent embed --whole -0 --files-from - -o pdfs.arrow
  git log -z --format=%B | scent embed -0 --to arrow > log.arrows

\b
Exit status:
  0    every text was embedded
  1    there was no text
  2    error
  129  hung up, 130 interrupted, 143 terminated
"""

# The number of whole files in one batch of the output.
_FILES_PER_GROUP = 64


def run(
    sources: embedding.Sources = None,
    *,
    files_from: shared.FilesFrom = None,
    null: embedding.NulRecords = False,
    field: embedding.Field = None,
    whole: embedding.Whole = False,
    query: embedding.AsQuery = False,
    model: shared.Model = None,
    dims: embedding.Dims = None,
    dtype: embedding.DtypeOption = "float32",
    to: embedding.To = None,
    output: embedding.Output = None,
    workers: shared.Workers = None,
    device: shared.Device = None,
) -> int:
    """Turn each line of text into a vector.

    With --null, --field or --whole, a text is a record, a value in a JSON object, or a whole file
    instead. Vectors have length 1 and come in the order of the texts, as soon as they are ready: as
    JSON lines with the text (or the object, or the path) and its `vector`, or as a table with these
    columns; .npy holds only the vectors. A long text has one vector, the mean of those of its
    parts.
    """
    if files_from is not None and not whole:
        raise UsageError("--files-from needs --whole")
    if bool(null and files_from is None) + bool(field) + bool(whole) > 1:
        raise UsageError("use only one of -0, --field and --whole")
    if whole and ((not sources and files_from is None) or inputs.STDIN in (sources or ())):
        raise UsageError("--whole needs files", hint="standard input is read as lines, or with -0 as records")
    settings = resolve(model=model, workers=workers, device=device)
    output_format = vector_output.table_format(to, output)
    listed = [os.fsdecode(name) for name in inputs.names(files_from, null=null)]
    if files_from is not None and not (sources or listed):
        raise UsageError(f"the list {files_from} names no files")
    files = _files([*(sources or ()), *listed])

    def work() -> int:
        from scent.core.embedding.text_embedder import TextEmbedder
        from scent.core.embedding.text_table import text_table
        from scent.core.embedding.vector_table import Dtype

        notes = DeviceNotes()
        with TextEmbedder.open(
            tell_where(settings.model),
            settings.cache,
            dims=dims or 0,
            query=query,
            workers=settings.workers,
            device=notes.device(settings),
        ) as embedder:
            texts = _texts(files, null=null, field=field, whole=whole)
            layout, batches = text_table(embedder, texts, Dtype(dtype), field=None if whole else field or "text")
            rows = vector_output.write(batches, layout, output_format, output)
        notes.print_hints()
        return ExitCode.DONE if rows else ExitCode.NOTHING

    return interrupts.until_stopped(work)


def _files(sources: Sequence[str]) -> list[bytes]:
    """The files to read, `-` for standard input; each must exist."""
    return [os.fsencode(name) if name == "-" else existing_paths([name])[0] for name in sources or ["-"]]


def _texts(files: list[bytes], *, null: bool, field: str | None, whole: bool) -> "Iterator[Sequence[TextInput]]":
    """The texts in files, in groups that never wait for more input."""
    from scent.core.reading import text_inputs

    if whole:
        texts = text_inputs.files(files)
        return iter(lambda: list(islice(texts, _FILES_PER_GROUP)), [])
    if field:
        return text_inputs.objects(files, field)
    return text_inputs.nul_records(files) if null else text_inputs.lines(files)
