"""Options of `embed` and `export`: what is embedded, and how vectors are written."""

from typing import Annotated, Literal

import typer

Sources = Annotated[
    list[str] | None, typer.Argument(metavar="[FILE|-]...", help="Files to read; - (and with none) standard input.")
]
NulRecords = Annotated[
    bool, typer.Option("--null", "-0", help="Texts end with NUL bytes and may hold lines; names in --files-from too.")
]
Field = Annotated[
    str | None, typer.Option("--field", metavar="NAME", help="Lines are JSON objects; embed the text called NAME.")
]
Whole = Annotated[bool, typer.Option("--whole", help="Each FILE is one text, read in whatever format it has.")]
AsQuery = Annotated[bool, typer.Option("--query", help="Embed what is looked for: some models tell it from passages.")]
Dims = Annotated[
    int | None,
    typer.Option("--dims", metavar="N", min=1, help="Keep the first N numbers of each vector, at length one again."),
]
DtypeName = Literal["float32", "float16", "int8"]
DtypeOption = Annotated[
    DtypeName,
    typer.Option(
        "--dtype", metavar="TYPE", help="Numbers as float32 (the default), float16 or int8.", show_default=False
    ),
]
ContainerName = Literal["jsonl", "npy", "arrow", "parquet"]
To = Annotated[
    ContainerName | None,
    typer.Option("--to", metavar="FORMAT", help="Write jsonl, npy, arrow or parquet; else what --output ends in."),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to FILE, which changes only once all is done; - is standard output.",
    ),
]
