"""Options of `index` and of what keeps an index well: `check`, `forget`, `status`."""

from typing import Annotated

import typer

# What is indexed.
Follow = Annotated[bool | None, typer.Option("--follow/--no-follow", "-L", help="Follow symbolic links.")]
MaxFilesize = Annotated[
    str | None,
    typer.Option(
        "--max-filesize", metavar="SIZE", help="Leave out larger files: 500K, 10M, 2G; 0 for no limit (32M unless set)."
    ),
]

# How an index run goes about it.
Budget = Annotated[
    str | None,
    typer.Option(
        "--budget", metavar="TIME", help="Stop after TIME (90s, 10m, 2h) and keep what is done; go on next time."
    ),
]
ShowProgress = Annotated[
    bool | None,
    typer.Option(
        "--progress/--no-progress",
        help="Show how far the run is, and what is left: a line on a terminal (unless --quiet), lines in a log.",
    ),
]
Nice = Annotated[bool, typer.Option("--nice", help="Let other processes go first.")]
Reindex = Annotated[
    bool, typer.Option("--reindex", help="Embed everything again if the index was made with other settings.")
]

# What is looked after.
Repair = Annotated[bool, typer.Option("--repair", help="Rebuild what can be rebuilt, and say what cannot.")]
Behind = Annotated[
    bool, typer.Option("--behind", help="Count the files that have changed since: looks at all of them.")
]
Failed = Annotated[bool, typer.Option("--failed", help="List the files that could not be read, with the reason.")]
Forgotten = Annotated[
    list[str] | None, typer.Argument(metavar="[PATH]...", help="Files and directories; they may be gone.")
]
