"""Options that limit a search to some documents."""

from typing import Annotated

import typer

Glob = Annotated[
    list[str] | None,
    typer.Option(
        "--glob",
        "-g",
        metavar="GLOB",
        help="Only files whose path matches GLOB, such as '*.md' or 'notes/**'; a leading ! excludes. As "
        "in ripgrep, the last GLOB that matches decides.",
    ),
]
AnyCaseGlob = Annotated[list[str] | None, typer.Option("--iglob", metavar="GLOB", help="Like --glob, ignoring case.")]
Type = Annotated[
    list[str] | None,
    typer.Option(
        "--type",
        "-t",
        metavar="NAME",
        help="Only documents of this type, such as md, py or pdf; repeat it for several.",
    ),
]
TypeNot = Annotated[
    list[str] | None, typer.Option("--type-not", "-T", metavar="NAME", help="No documents of this type.")
]
TypeList = Annotated[bool, typer.Option("--type-list", help="List the types, each with its formats.")]
Language = Annotated[
    list[str] | None,
    typer.Option("--lang", metavar="LANGUAGE", help="Only documents in this language, such as de or German."),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        help="Only documents dated DATE or later: 2024, 2024-01, 2024-01-31, yesterday, or 2w for two weeks ago.",
    ),
]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Only documents dated DATE or earlier.")]
Author = Annotated[
    str,
    typer.Option(
        "--author", metavar="NAME", help="Only documents whose author's name contains NAME.", show_default=False
    ),
]
