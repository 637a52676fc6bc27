"""Options of `grep`: what it searches, and how it prints."""

from typing import Annotated, Literal

import typer

GrepQuery = Annotated[
    str | None,
    typer.Argument(metavar="QUERY", help="What to look for, in your own words. Quote a query of several words."),
]
GrepQueries = Annotated[
    list[str] | None,
    typer.Option(
        "--query",
        "-e",
        metavar="QUERY",
        help="Look for QUERY; repeat it to match any of several. All arguments are then FILEs.",
    ),
]
GrepPaths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE|-]...",
        help="Files and directories to search; - is standard input. Without any, standard input is read if "
        "it is a pipe or a file; otherwise the working directory is searched.",
    ),
]
GrepGlob = Annotated[
    list[str] | None,
    typer.Option(
        "--glob",
        "-g",
        metavar="GLOB",
        help="In directories, only files whose path matches GLOB, such as '*.md' or 'src/**'; a leading ! excludes.",
    ),
]
LineScore = Annotated[
    float | None,
    typer.Option(
        "--min-score",
        metavar="SCORE",
        min=-1,
        max=1,
        help="Minimum score of a match (default: 0.4); lower it to see more.",
    ),
]
LineNumber = Annotated[
    bool | None,
    typer.Option(
        "--line-number/--no-line-number", "-n/-N", help="Print line numbers (the default with files and on a terminal)."
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
    bool,
    typer.Option(
        "--recursive", "-r", "-R", help="Accepted for compatibility with grep; directories are always searched."
    ),
]
IgnoreCase = Annotated[
    bool, typer.Option("--ignore-case", "-i", help="Accepted for compatibility with grep; meaning has no case.")
]
LineBuffered = Annotated[
    bool,
    typer.Option("--line-buffered", help="Accepted for compatibility with grep; lines are always printed at once."),
]
Listing = Annotated[
    bool, typer.Option("--files-with-matches", "-l", help="Print only the names of files with a match.")
]
ListingOthers = Annotated[
    bool, typer.Option("--files-without-match", "-L", help="Print only the names of files without a match.")
]
Count = Annotated[bool, typer.Option("--count", "-c", help="Print only the number of matching lines of each file.")]
OnlyMatching = Annotated[
    bool, typer.Option("--only-matching", "-o", help="Print only the matching sentences, one per line.")
]
After = Annotated[
    int, typer.Option("--after-context", "-A", metavar="N", min=0, help="Also print N lines after each match.")
]
Before = Annotated[
    int, typer.Option("--before-context", "-B", metavar="N", min=0, help="Also print N lines before each match.")
]
Context = Annotated[
    int, typer.Option("--context", "-C", metavar="N", min=0, help="Also print N lines before and after each match.")
]
MaxCount = Annotated[
    int | None, typer.Option("--max-count", "-m", metavar="N", min=1, help="Stop after N matching lines in each file.")
]
SortName = Literal["score"]
Sort = Annotated[
    SortName | None,
    typer.Option(
        "--sort",
        metavar="score",
        help="Print the best matches first, once everything is read; with -m, only the N best.",
    ),
]
NullNames = Annotated[
    bool,
    typer.Option(
        "--null",
        "-0",
        "-Z",
        help="End file names with a NUL byte, for xargs -0. Names in --files-from end with NUL bytes too.",
    ),
]
NoMessages = Annotated[
    bool,
    typer.Option(
        "--no-messages", "-s", help="Print nothing about files that cannot be read; only set the exit status."
    ),
]
