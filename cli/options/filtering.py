"""Options that say among which documents is searched."""

from typing import Annotated

import typer

Glob = Annotated[
    list[str] | None,
    typer.Option(
        "--glob",
        "-g",
        metavar="GLOB",
        help="Only files whose path matches, as in ripgrep: '*.md', 'notes/**'; none of these with a ! before it. The "
        "last GLOB that matches decides.",
    ),
]
AnyCaseGlob = Annotated[
    list[str] | None, typer.Option("--iglob", metavar="GLOB", help="The same, with letters of either case.")
]
Type = Annotated[
    list[str] | None,
    typer.Option(
        "--type", "-t", metavar="NAME", help="Only documents of this type, such as md, py or pdf; several add up."
    ),
]
TypeNot = Annotated[
    list[str] | None, typer.Option("--type-not", "-T", metavar="NAME", help="No documents of this type.")
]
TypeList = Annotated[bool, typer.Option("--type-list", help="List the types, with the formats each stands for.")]
Language = Annotated[
    list[str] | None,
    typer.Option("--lang", metavar="CODE", help="Only documents in this language, such as de."),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="DATE", help="Only documents from DATE on: 2024, 2024-01, 2024-01-31, yesterday, or 2w ago."
    ),
]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Only documents up to and with DATE.")]
Author = Annotated[
    str,
    typer.Option("--author", metavar="NAME", help="Only documents whose author's name holds NAME.", show_default=False),
]
