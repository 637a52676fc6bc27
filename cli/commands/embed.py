"""`scent embed`: turn texts into vectors."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from scent.cli import interrupts
from scent.cli.exits import ExitCode
from scent.cli.options import embedding, inputs, shared
from scent.cli.options.arguments import existing_paths
from scent.cli.output import vector_output
from scent.cli.settings.settings import resolve
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.embedding.text_embedder import TextEmbedder
    from scent.core.embedding.vector_table import Batch, TableLayout
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

# Files of which each is one text: so many are in one batch of the output.
_FILES_TOGETHER = 64


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
    settings = resolve(model=model, workers=workers)
    chosen = vector_output.table_format(to, output)
    listed = [os.fsdecode(name) for name in inputs.names(files_from, null=null)]
    if files_from is not None and not (sources or listed):
        raise UsageError(f"the list {files_from} names no files")
    names = _names([*(sources or ()), *listed])

    def work() -> int:
        from scent.core.embedding.text_embedder import TextEmbedder
        from scent.core.embedding.vector_table import Dtype

        with TextEmbedder.open(
            settings.model, settings.cache, dims=dims or 0, query=query, workers=settings.workers
        ) as embedder:
            shape = _shape(embedder.dims, Dtype(dtype), whole=whole)
            batches = _batches(
                embedder, _groups(names, null=null, field=field, whole=whole), "" if whole else field or "text"
            )
            rows = vector_output.write(batches, shape, chosen, output)
        return ExitCode.DONE if rows else ExitCode.NOTHING

    return interrupts.until_stopped(work)


def _names(sources: Sequence[str] | None) -> list[bytes]:
    return [os.fsencode(word) if word == "-" else existing_paths([word])[0] for word in sources or ["-"]]


def _groups(names: list[bytes], *, null: bool, field: str | None, whole: bool) -> "Iterator[Sequence[TextInput]]":
    from scent.core.reading import text_inputs

    if whole:
        every = text_inputs.files(names)
        return iter(lambda: list(islice(every, _FILES_TOGETHER)), [])
    if field:
        return text_inputs.objects(names, field)
    return text_inputs.nul_records(names) if null else text_inputs.lines(names)


def _shape(dims: int, dtype: Any, *, whole: bool) -> "TableLayout":  # noqa: ANN401  # a type that is loaded later
    from scent.core.embedding.vector_table import PATH_COLUMNS, TableLayout

    return TableLayout(PATH_COLUMNS if whole else {"text": "text"}, dims, dtype)


def _batches(embedder: "TextEmbedder", groups: "Iterable[Sequence[TextInput]]", field: str) -> "Iterator[Batch]":
    """Rows as they come; `field` is what a text is called in its record, empty where records are files."""
    import numpy as np

    from scent.core.embedding.vector_table import Batch, path_columns

    for group in groups:
        if not group:
            continue
        vectors = np.stack(list(embedder.whole(record.parts for record in group)))
        if not field:
            yield Batch(path_columns([record.fields["path"] for record in group]), vectors)
        else:
            texts = [record.fields[field] for record in group]
            yield Batch({"text": texts}, vectors, [record.fields for record in group])
