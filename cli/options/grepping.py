"""Options of `grep`: what it looks through, and how it prints."""

from typing import Annotated, Literal

import typer

GrepQuery = Annotated[
    str | None, typer.Argument(metavar="QUERY", help="What to look for, in any words; quote it if it has several.")
]
GrepQueries = Annotated[
    list[str] | None,
    typer.Option(
        "--query",
        "-e",
        metavar="QUERY",
        help="Look for this; with several -e, for any of them. All arguments are then FILEs.",
    ),
]
GrepPaths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE|-]...",
        help="Files, and directories to walk; - is standard input. With none, that is read if it is a pipe or a file, "
        "else the working directory is walked.",
    ),
]
GrepGlob = Annotated[
    list[str] | None,
    typer.Option(
        "--glob",
        "-g",
        metavar="GLOB",
        help="In directories, only files whose path matches: '*.md', 'src/**'; none of these with a ! before it.",
    ),
]
LineScore = Annotated[
    float | None,
    typer.Option(
        "--min-score", metavar="SCORE", min=-1, max=1, help="Print what scores at least this (0.4 unless set)."
    ),
]
LineNumber = Annotated[
    bool | None,
    typer.Option(
        "--line-number/--no-line-number", "-n/-N", help="Number lines (the default with files and on a terminal)."
    ),
]
WithName = Annotated[
    bool | None,
    typer.Option(
        "--with-filename/--no-filename",
        "-H/-h",
        " /-I",
        help="Print file names before lines (the default with several files).",
    ),
]
Recursive = Annotated[
    bool, typer.Option("--recursive", "-r", "-R", help="Taken for the habit: directories always are walked.")
]
IgnoreCase = Annotated[bool, typer.Option("--ignore-case", "-i", help="Taken for the habit: meanings have no case.")]
LineBuffered = Annotated[
    bool, typer.Option("--line-buffered", help="Taken for the habit: lines are always printed at once.")
]
Listing = Annotated[bool, typer.Option("--files-with-matches", "-l", help="Print only the names of files that match.")]
ListingOthers = Annotated[
    bool, typer.Option("--files-without-match", "-L", help="Print only the names of files that do not match.")
]
Count = Annotated[bool, typer.Option("--count", "-c", help="Print only how many lines of each file match.")]
OnlyMatching = Annotated[bool, typer.Option("--only-matching", "-o", help="Print the sentences, one a line.")]
After = Annotated[int, typer.Option("--after-context", "-A", metavar="N", min=0, help="Print N lines after, too.")]
Before = Annotated[int, typer.Option("--before-context", "-B", metavar="N", min=0, help="Print N lines before, too.")]
Context = Annotated[int, typer.Option("--context", "-C", metavar="N", min=0, help="Print N lines before and after.")]
MaxCount = Annotated[
    int | None, typer.Option("--max-count", "-m", metavar="N", min=1, help="Stop in each file after N lines.")
]
SortName = Literal["score"]
Sort = Annotated[
    SortName | None,
    typer.Option("--sort", metavar="score", help="Print the best first, once all is read; with -m, the N best."),
]
NullNames = Annotated[
    bool,
    typer.Option("--null", "-0", "-Z", help="End file names with a NUL byte, for xargs -0; names in --files-from too."),
]
NoMessages = Annotated[
    bool, typer.Option("--no-messages", "-s", help="Say nothing of files that cannot be read; the exit status tells.")
]
