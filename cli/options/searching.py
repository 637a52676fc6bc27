"""Options of `search`, `similar` and `serve`."""

from typing import Annotated, Literal

import typer

Queries = Annotated[
    str | None,
    typer.Argument(
        metavar="[QUERY|-]",
        help="What to look for, in any words; quote it if it has several. With -, and with none in a pipe, queries are "
        "read from standard input, one a line, and answered in order.",
    ),
]

# What is found.
MinScore = Annotated[
    float | None,
    typer.Option(
        "--min-score",
        metavar="SCORE",
        help="Leave out passages with a lower score; 0 shows the nearest, however far. Unless set, nothing is shown "
        "where the best one is no better than what chance finds.",
    ),
]
Explain = Annotated[
    bool,
    typer.Option(
        "--explain", help="Say below each passage what made its score, and which sentence and words earned it."
    ),
]
StaleName = Literal["hide", "show", "fail"]
Stale = Annotated[
    StaleName,
    typer.Option(
        "--stale",
        metavar="WHAT",
        help="Passages whose file has changed since: hide them (the default), show them marked, or fail.",
        show_default=False,
    ),
]

# What is like something.
Like = Annotated[
    str | None,
    typer.Argument(metavar="[FILE[:LINE[-LINE]]|-]", help="A file, or lines of it; - (and none) reads a text."),
]
Pairs = Annotated[bool, typer.Option("--pairs", help="Print pairs of passages of the index that are much alike.")]
MinCosine = Annotated[
    float | None,
    typer.Option(
        "--min-score",
        metavar="COSINE",
        min=-1,
        max=1,
        help="Print what is at least this much alike (pairs: 0.95 unless set).",
    ),
]

# How it is printed.
NullResults = Annotated[
    bool, typer.Option("--null", "-0", help="End each result of -l and --format with a NUL byte, for xargs -0.")
]
Template = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="TEMPLATE",
        help=r"Print each passage so: '{path}:{start_line}\t{text}', with keys of --json; \t, \n, \0 are escapes.",
    ),
]
Vimgrep = Annotated[bool, typer.Option("--vimgrep", help="Print path:line:column:passage, for editors.")]

# With a server.
Warm = Annotated[
    bool | None,
    typer.Option(
        "--warm/--cold",
        help="Start a server if none is there, for later searches; or do not ask one.",
        show_default=False,
    ),
]
Idle = Annotated[
    float,
    typer.Option(
        "--idle", metavar="MINUTES", min=0, help="End after so long without a search (15 unless set; 0: never)."
    ),
]
