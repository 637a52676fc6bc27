"""Options of `index`, `check`, `forget` and `status`."""

from typing import Annotated

import typer

# Files.
Follow = Annotated[bool | None, typer.Option("--follow/--no-follow", "-L", help="Follow symbolic links.")]
MaxFilesize = Annotated[
    str | None,
    typer.Option(
        "--max-filesize",
        metavar="SIZE",
        help="Skip files larger than SIZE, such as 500K, 10M or 2G; 0 for no limit (default: 32M).",
    ),
]

# The index run.
Budget = Annotated[
    str | None,
    typer.Option("--budget", metavar="TIME", help="Stop after TIME, such as 90s, 10m or 2h; the next run continues."),
]
Ready = Annotated[
    bool,
    typer.Option(
        "--ready",
        help="End as soon as all files can be searched; the next run makes the exact vectors that are still missing.",
    ),
]
Watch = Annotated[
    str | None,
    typer.Option(
        "--watch",
        metavar="[=TIME]",
        help="Go on until a signal comes: follow the file system, and read what changes as soon as it has settled. "
        "Everything is looked at again after TIME, such as 5m (default: 10 minutes, or one where the system does not "
        "tell of all changes).",
    ),
]
ShowProgress = Annotated[
    bool | None,
    typer.Option(
        "--progress/--no-progress",
        help="Show progress and the time left: one line on a terminal, lines in a log (the default in runs "
        "longer than half a minute, unless --quiet).",
    ),
]
Nice = Annotated[bool, typer.Option("--nice", help="Run with low priority.")]
Reindex = Annotated[
    bool, typer.Option("--reindex", help="Embed everything again if the index was made with other settings.")
]
Prune = Annotated[
    bool,
    typer.Option(
        "--prune",
        help="Forget missing files also where most of a directory is missing, as when a disk is not mounted.",
    ),
]

# Maintenance.
Repair = Annotated[bool, typer.Option("--repair", help="Rebuild what can be rebuilt, and list what cannot.")]
ContentOfFiles = Annotated[
    bool, typer.Option("--files", help="Also read every indexed file, and list those that differ from the index.")
]
Behind = Annotated[bool, typer.Option("--behind", help="Also count the files that have changed since the last run.")]
Failed = Annotated[bool, typer.Option("--failed", help="List only the files that could not be read, with the reason.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Only print what would be forgotten, and change nothing.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; needed where there is no terminal to ask on.")]
Skipped = Annotated[
    bool,
    typer.Option("--skipped", help="List only the files that are left out, as a whole or in part, with the reason."),
]
Forgotten = Annotated[
    list[str] | None, typer.Argument(metavar="[PATH]...", help="Files and directories; they need not exist any more.")
]
