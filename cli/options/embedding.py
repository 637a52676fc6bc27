"""Options of `embed` and `export`: what to embed, and how to write vectors."""

from typing import Annotated, Literal

import typer

Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE|-]...", help="Files to read; with - or without any, standard input is read."),
]
NulRecords = Annotated[
    bool, typer.Option("--null", "-0", help="Texts, and names in --files-from, end with NUL bytes instead of newlines.")
]
Field = Annotated[
    str | None,
    typer.Option("--field", metavar="NAME", help="Input is one JSON object per line; embed the text of its key NAME."),
]
Whole = Annotated[bool, typer.Option("--whole", help="Embed each FILE as one text, in any format that scent reads.")]
AsQuery = Annotated[
    bool, typer.Option("--query", help="Embed texts as queries; some models treat queries and passages differently.")
]
Dims = Annotated[
    int | None,
    typer.Option(
        "--dims", metavar="N", min=1, help="Keep the first N dimensions of each vector, scaled back to length 1."
    ),
]
DtypeName = Literal["float32", "float16", "int8"]
DtypeOption = Annotated[
    DtypeName,
    typer.Option(
        "--dtype", metavar="TYPE", help="Number type: float32 (the default), float16 or int8.", show_default=False
    ),
]
ContainerName = Literal["jsonl", "npy", "arrow", "parquet"]
To = Annotated[
    ContainerName | None,
    typer.Option(
        "--to",
        metavar="FORMAT",
        help="Output format: jsonl, npy, arrow or parquet; by default, the ending of --output decides.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to FILE, replacing it only when everything is written; - is standard output.",
    ),
]
