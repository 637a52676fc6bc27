"""Every option and argument of the command line, declared once with its help.

Owned here: names, metavariables and help of parameters, as annotated types that commands use in their signatures.
Not here: defaults, and where else a value may come from (see `scent.cli.settings`): an option not given is None.
"""

from typing import Annotated, Literal

import typer

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Files and directories; with none, all that the index covers."),
]
Query = Annotated[
    str, typer.Argument(metavar="QUERY", help="What to look for, in any words; quote it if it has several.")
]
Queries = Annotated[
    str | None,
    typer.Argument(
        metavar="[QUERY|-]",
        help="What to look for, in any words; quote it if it has several. With -, and with none in a pipe, queries are "
        "read from standard input, one a line, and answered in order.",
    ),
]
FilesFrom = Annotated[
    str | None,
    typer.Option("--files-from", metavar="FILE", help="Take further PATHs from FILE (- for stdin), one a line."),
]
ListedNull = Annotated[bool, typer.Option("--null", "-0", help="The names in --files-from end with NUL bytes.")]

# Which index.
Index = Annotated[
    str | None,
    typer.Option("--index", metavar="DIR", help="The index to use instead of the one in the user's data directory."),
]

# What is indexed.
Hidden = Annotated[bool | None, typer.Option("--hidden/--no-hidden", help="Take hidden files and directories as well.")]
NoIgnore = Annotated[
    bool | None,
    typer.Option("--no-ignore/--ignore", help="Take what .gitignore, .ignore and .scentignore leave out."),
]
Follow = Annotated[bool | None, typer.Option("--follow/--no-follow", "-L", help="Follow symbolic links.")]
MaxFilesize = Annotated[
    str | None,
    typer.Option(
        "--max-filesize", metavar="SIZE", help="Leave out larger files: 500K, 10M, 2G; 0 for no limit (32M unless set)."
    ),
]

# How it is indexed.
Model = Annotated[
    str | None,
    typer.Option("--model", metavar="FILE", help="An embedding model in a GGUF file instead of the bundled one."),
]
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
    int | None, typer.Option("--chunk-tokens", metavar="N", help="The longest passage, in tokens of the model.")
]
WindowTokens = Annotated[
    int | None,
    typer.Option(
        "--window-tokens",
        metavar="N",
        help="The longest stretch that is embedded together (late, blend), in tokens; 0: what the model is made for.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", help="Threads that embed; 0 for one a processor."),
]

# How an index run goes about it.
Wait = Annotated[
    float | None,
    typer.Option(
        "--wait", metavar="SECONDS", min=0, help="How long to wait for another process that writes to the index."
    ),
]
Budget = Annotated[
    str | None,
    typer.Option(
        "--budget", metavar="TIME", help="Stop after TIME (90s, 10m, 2h) and keep what is done; go on next time."
    ),
]
Nice = Annotated[bool, typer.Option("--nice", help="Let other processes go first.")]
Reindex = Annotated[
    bool, typer.Option("--reindex", help="Embed everything again if the index was made with other settings.")
]
Repair = Annotated[bool, typer.Option("--repair", help="Rebuild what can be rebuilt, and say what cannot.")]
Behind = Annotated[
    bool, typer.Option("--behind", help="Count the files that have changed since: looks at all of them.")
]
Failed = Annotated[bool, typer.Option("--failed", help="List the files that could not be read, with the reason.")]
Forgotten = Annotated[
    list[str] | None, typer.Argument(metavar="[PATH]...", help="Files and directories; they may be gone.")
]

# What is found.
Limit = Annotated[
    int | None, typer.Option("--limit", "-k", metavar="N", help="Print at most N passages (10 unless set).")
]
ModeName = Literal["hybrid", "dense", "lexical"]
Mode = Annotated[
    ModeName | None,
    typer.Option(
        "--mode",
        metavar="NAME",
        help="Search by meaning (dense), by words (lexical), or by both (hybrid, the default).",
    ),
]
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

# What is read.
Readable = Annotated[list[str], typer.Argument(metavar="FILE...", help="Files to read; - is standard input.")]

Language = Annotated[
    list[str] | None,
    typer.Option("--lang", metavar="CODE", help="Only documents that say they are in this language, such as de."),
]
Type = Annotated[
    list[str] | None,
    typer.Option("--type", "-t", metavar="NAME", help="Only documents of this type, such as md, py or pdf."),
]
TypeNot = Annotated[
    list[str] | None, typer.Option("--type-not", "-T", metavar="NAME", help="No documents of this type.")
]
TypeList = Annotated[bool, typer.Option("--type-list", help="List the types, with the formats each stands for.")]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="Only documents from DATE on: 2024, 2024-01, 2024-01-31, or 2w ago."),
]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Only documents up to and with DATE.")]
Author = Annotated[
    str,
    typer.Option("--author", metavar="NAME", help="Only documents whose author's name holds NAME.", show_default=False),
]

# What is measured.
EvalWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="[DATASET]...", help="Collections to measure on; with --judge, your files and directories."),
]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="NAME=VALUE,...",
        help="Compare settings: strategy, chunk_tokens, window_tokens, late_weight, dims, mode, model.",
    ),
]
Metric = Annotated[
    list[str] | None,
    typer.Option("--metric", metavar="NAME@K,...", help="Measures, such as ndcg@10, span-recall@5, token-iou@5."),
]
EvalLimit = Annotated[int, typer.Option("--limit", "-k", metavar="N", min=1, help="Judge the first N results.")]
LimitQueries = Annotated[
    int | None, typer.Option("--limit-queries", metavar="N", min=1, help="Ask only N of the queries, evenly spread.")
]
Judge = Annotated[
    str | None, typer.Option("--judge", metavar="FILE", help="Questions on your own files, one JSON object a line.")
]
Qrels = Annotated[
    str | None, typer.Option("--qrels", metavar="FILE", help="Judgements in TREC's format instead of the dataset's.")
]
RunFile = Annotated[
    str | None,
    typer.Option(
        "--run", metavar="FILE", help="Write rankings for trec_eval; one file a setting if there are several."
    ),
]
Plot = Annotated[str | None, typer.Option("--plot", metavar="FILE", help="Draw the results as bars into an SVG file.")]
Suffix = Annotated[
    str,
    typer.Option(
        "--suffix",
        metavar="NAME",
        help="How the names of the documents' files end, such as .py (.txt unless set).",
        show_default=False,
    ),
]
Keep = Annotated[
    str | None,
    typer.Option("--keep", metavar="DIR", help="Keep files and indexes in DIR, and use again what is there."),
]

# What is like something.
Like = Annotated[
    str | None,
    typer.Argument(metavar="[FILE[:LINE[-LINE]]|-]", help="A file, or lines of it; - (and none) reads a text."),
]
Pairs = Annotated[bool, typer.Option("--pairs", help="Print pairs of passages of the index that are much alike.")]
MinCosine = Annotated[
    float | None,
    typer.Option("--min-score", metavar="COSINE", min=-1, max=1, help="Print what is at least this much alike."),
]

# What is embedded.
Sources = Annotated[
    list[str] | None, typer.Argument(metavar="[FILE|-]...", help="Files to read; - (and with none) standard input.")
]
NulRecords = Annotated[
    bool, typer.Option("--null", "-0", help="Texts end with NUL bytes, not with lines, and may hold line ends.")
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
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, which changes only once all is done."),
]

# What grep looks through, and how it prints.
GrepPaths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE|-]...",
        help="Files, and directories to walk; - (and with none) standard input.",
    ),
]
LineScore = Annotated[
    float | None,
    typer.Option("--min-score", metavar="SCORE", min=-1, max=1, help="Print what scores at least this, from 0 to 1."),
]
LineNumber = Annotated[
    bool | None, typer.Option("--line-number/--no-line-number", "-n/-N", help="Number lines (the default with files).")
]
WithName = Annotated[
    bool | None, typer.Option("--with-filename/--no-filename", "-H/-I", help="Print file names before lines.")
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
NullNames = Annotated[bool, typer.Option("--null", "-0", help="End file names with a NUL byte, for xargs -0.")]

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
Template = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="TEMPLATE",
        help=r"Print each passage so: '{path}:{start_line}\t{text}', with keys of --json; \t, \n, \0 are escapes.",
    ),
]
Vimgrep = Annotated[bool, typer.Option("--vimgrep", help="Print path:line:column:passage, for editors.")]
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
    typer.Option("--idle", metavar="MINUTES", min=0, help="End after so long without a search (0: never)."),
]
QuietSearch = Annotated[bool, typer.Option("--quiet", "-q", help="Print no results; the exit status tells.")]
QuietRun = Annotated[bool, typer.Option("--quiet", "-q", help="Print no progress and no summary, only what is wrong.")]

# What is set.
ActionName = Literal["list", "get", "set", "unset", "path"]
ConfigAction = Annotated[
    ActionName,
    typer.Argument(metavar="[ACTION]", help="list (the default), get, set, unset or path.", show_default=False),
]
SettingName = Annotated[str | None, typer.Argument(metavar="[SETTING]", help="A setting: see scent-config(5).")]
SettingValue = Annotated[str | None, typer.Argument(metavar="[VALUE]", help="With set: what it is to be.")]
ShowOrigin = Annotated[
    bool, typer.Option("--show-origin", help="Print before each where it comes from: a file, a variable, or default.")
]

# Models.
ModelsActionName = Literal["list", "info", "use"]
ModelsAction = Annotated[
    ModelsActionName,
    typer.Argument(metavar="[ACTION]", help="list (the default), info or use.", show_default=False),
]
ModelName = Annotated[
    str | None, typer.Argument(metavar="[MODEL]", help="A GGUF file, a name that list shows, or bundled.")
]

# The program itself.
Version = Annotated[bool, typer.Option("--version", "-V", is_eager=True, help="Print the version and exit.")]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Show results that exceed the screen without a pager.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show where an unexpected error came from.")]
