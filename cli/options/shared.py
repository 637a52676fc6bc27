"""Options before the verb, and options and arguments that several verbs share."""

from typing import Annotated, Literal

import typer

Version = Annotated[bool, typer.Option("--version", "-V", is_eager=True, help="Print the version and exit.")]
VersionJson = Annotated[
    bool, typer.Option("--json", help="With --version: print JSON, with the version of the --json objects too.")
]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Do not page results that are longer than the screen.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show a traceback for unexpected errors.")]

# Files.
Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Files and directories; without any, everything that the index covers."),
]
FilesFrom = Annotated[
    str | None,
    typer.Option(
        "--files-from", metavar="FILE", help="Read more file names from FILE, one per line; - is standard input."
    ),
]
ListedNull = Annotated[bool, typer.Option("--null", "-0", help="Names in --files-from end with NUL bytes.")]
Readable = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE]...", help="Files to read; - is standard input.", show_default=False),
]

Explained = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE]...", help="Files and directories; they need not exist any more."),
]

# Which index, and which model.
Index = Annotated[
    str | None,
    typer.Option("--index", metavar="DIR", help="Use the index in DIR instead of the default one."),
]
Wait = Annotated[
    float | None,
    typer.Option(
        "--wait",
        metavar="SECONDS",
        min=0,
        help="Wait up to SECONDS while another process writes to the index (default: 0).",
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="FILE",
        help="Use this embedding model instead of the bundled one: a GGUF file, a static model, a name listed by "
        "scent models, or the address of a model on a server, https://HOST/v1/embeddings#NAME.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--threads",
        "--workers",
        metavar="N",
        help="Number of embedding threads; 0 uses every core, or all but one on machines with four or more.",
    ),
]
DeviceName = Literal["auto", "cpu", "gpu"]
Device = Annotated[
    DeviceName | None,
    typer.Option(
        "--device",
        metavar="NAME",
        help="Compute vectors on the CPU (cpu, the default), on a GPU (gpu), or on a GPU where there is one (auto).",
    ),
]

# Walking directories.
Hidden = Annotated[bool | None, typer.Option("--hidden/--no-hidden", help="Include hidden files and directories.")]
NoIgnore = Annotated[
    bool | None,
    typer.Option("--no-ignore/--ignore", help="Include files excluded by .gitignore, .ignore and .scentignore."),
]

# Searching.
ModeName = Literal["hybrid", "dense", "lexical"]
Mode = Annotated[
    ModeName | None,
    typer.Option(
        "--mode",
        metavar="NAME",
        help="Search by meaning (dense), by words (lexical) or by both (hybrid, the default).",
    ),
]
Limit = Annotated[
    int | None, typer.Option("--limit", "-k", metavar="N", help="Print at most N passages (default: 10).")
]

# Embedding.
StrategyName = Literal["early", "late", "blend"]
Strategy = Annotated[
    StrategyName | None,
    typer.Option(
        "--strategy",
        metavar="NAME",
        help="How passages are embedded: each alone (early, the default), with the text around it (late), "
        "or both (blend).",
    ),
]
ChunkTokens = Annotated[
    int | None,
    typer.Option("--chunk-tokens", metavar="N", help="Maximum passage length, in tokens (default: 200)."),
]
WindowTokens = Annotated[
    int | None,
    typer.Option(
        "--window-tokens",
        metavar="N",
        help="Longest text that late and blend embed at once, in tokens; 0 uses the model's limit.",
    ),
]

# Output.
FilesOnly = Annotated[
    bool, typer.Option("--files-with-matches", "-l", help="Print only the paths of files, each once, best first.")
]
Null = Annotated[
    bool,
    typer.Option(
        "--null",
        "-0",
        help="With -l and --format, end each result with a NUL byte, for xargs -0. Names in --files-from "
        "end with NUL bytes too.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object per line.")]
WhenName = Literal["auto", "always", "never"]
Colour = Annotated[
    WhenName,
    typer.Option(
        "--color",
        metavar="WHEN",
        help="Use colour: auto (on a terminal, the default), always or never.",
        show_default=False,
    ),
]
QuietSearch = Annotated[bool, typer.Option("--quiet", "-q", help="Print no results; only set the exit status.")]
QuietRun = Annotated[bool, typer.Option("--quiet", "-q", help="Print no progress and no summary, only problems.")]
