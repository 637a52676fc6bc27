"""`scent export`: the passages of an index and their vectors, for other programs."""

from scent.cli import interrupts
from scent.cli.exits import ExitCode
from scent.cli.options import embedding, shared
from scent.cli.output import vector_output
from scent.cli.settings.settings import resolve

EPILOG = """
\b
Examples:
  scent export -o notes.parquet
  scent export | jq -r .path | sort | uniq -c
  scent export --dtype float16 -o notes.npy      only the vectors
  scent export --index ./ix --to arrow | python3 plot.py

\b
Exit status:
  0    all passages were written
  1    the index is empty
  2    error
  129  hung up, 130 interrupted, 143 terminated
"""


def run(
    *,
    index: shared.Index = None,
    dtype: embedding.DtypeOption = "float32",
    to: embedding.To = None,
    output: embedding.Output = None,
) -> int:
    """Write the passages of an index with their vectors.

    Each row is a passage: path, path_bytes (if the name is not UTF-8), start_line, end_line, start,
    end, heading, place, title, format, generated, text, vector. Passages that were removed from the
    index are left out; .npy holds only the vectors.
    """
    settings = resolve(index=index)
    chosen = vector_output.table_format(to, output)

    def work() -> int:
        from scent.core.embedding.vector_table import Dtype
        from scent.core.upkeep.export import export_passages, open_index

        with open_index(settings.index) as reader:
            shape, batches = export_passages(reader, Dtype(dtype))
            return ExitCode.DONE if vector_output.write(batches, shape, chosen, output) else ExitCode.NOTHING

    return interrupts.until_stopped(work)
