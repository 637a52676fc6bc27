"""Options and arguments that verbs of several kinds take."""

from typing import Annotated, Literal

import typer

Version = Annotated[bool, typer.Option("--version", "-V", is_eager=True, help="Print the version and exit.")]
VersionJson = Annotated[
    bool, typer.Option("--json", help="With --version: as JSON, with the version of the objects that --json prints.")
]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Show results that exceed the screen without a pager.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show where an unexpected error came from.")]

# What it is about.
Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Files and directories; with none, all that the index covers."),
]
FilesFrom = Annotated[
    str | None,
    typer.Option("--files-from", metavar="FILE", help="Take more names of files from FILE (- for stdin), one a line."),
]
ListedNull = Annotated[bool, typer.Option("--null", "-0", help="The names in --files-from end with NUL bytes.")]
Readable = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE]...", help="Files to read; - is standard input.", show_default=False),
]

# Which index, and which model.
Index = Annotated[
    str | None,
    typer.Option("--index", metavar="DIR", help="The index to use instead of the one in the user's data directory."),
]
Wait = Annotated[
    float | None,
    typer.Option(
        "--wait",
        metavar="SECONDS",
        min=0,
        help="How long to wait for another process that writes to the index (0 unless set).",
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="FILE",
        help="An embedding model instead of the bundled one: a GGUF file, or a name that scent models shows.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--threads",
        "--workers",
        metavar="N",
        help="Threads that embed; 0 for one a processor, and from four on for all but one.",
    ),
]

# What a walk takes.
Hidden = Annotated[bool | None, typer.Option("--hidden/--no-hidden", help="Take hidden files and directories as well.")]
NoIgnore = Annotated[
    bool | None,
    typer.Option("--no-ignore/--ignore", help="Take what .gitignore, .ignore and .scentignore leave out."),
]

# How much is found.
ModeName = Literal["hybrid", "dense", "lexical"]
Mode = Annotated[
    ModeName | None,
    typer.Option(
        "--mode",
        metavar="NAME",
        help="Search by meaning (dense), by words (lexical), or by both (hybrid, the default).",
    ),
]
Limit = Annotated[
    int | None, typer.Option("--limit", "-k", metavar="N", help="Print at most N passages (10 unless set).")
]

# How passages are made.
StrategyName = Literal["early", "late", "blend"]
Strategy = Annotated[
    StrategyName | None,
    typer.Option(
        "--strategy",
        metavar="NAME",
        help="How passages are embedded: early (each by itself), late (with their surroundings), blend (both).",
    ),
]
ChunkTokens = Annotated[
    int | None,
    typer.Option("--chunk-tokens", metavar="N", help="How much a passage says at most, in tokens of English text."),
]
WindowTokens = Annotated[
    int | None,
    typer.Option(
        "--window-tokens",
        metavar="N",
        help="The longest stretch that is embedded together (late, blend), in tokens; 0: what the model is made for.",
    ),
]

# How it is printed.
FilesOnly = Annotated[
    bool, typer.Option("--files-with-matches", "-l", help="Print only the paths of the files, each once, best first.")
]
Null = Annotated[
    bool,
    typer.Option(
        "--null",
        "-0",
        help="End each result of -l and --format with a NUL byte, for xargs -0; names in --files-from too.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
WhenName = Literal["auto", "always", "never"]
Colour = Annotated[
    WhenName,
    typer.Option(
        "--color",
        metavar="WHEN",
        help="Use colour: auto (on a terminal, the default), always, never.",
        show_default=False,
    ),
]
QuietSearch = Annotated[bool, typer.Option("--quiet", "-q", help="Print no results; the exit status tells.")]
QuietRun = Annotated[bool, typer.Option("--quiet", "-q", help="Print no progress and no summary, only what is wrong.")]
