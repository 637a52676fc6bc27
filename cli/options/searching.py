"""Options of `search`, `similar` and `serve`."""

from collections.abc import Mapping
from typing import Annotated, Literal

import typer

from scent.cli.naming import tell_where
from scent.cli.options.arguments import file_and_lines, query_text
from scent.cli.settings.settings import Settings
from scent.core.model_place import Place, place_text
from scent.core.types import FEW, MOST_RERANKED, NOT_RERANKED, Combination, Listing, Rerank
from scent.errors import UsageError

Queries = Annotated[
    str | None,
    typer.Argument(
        metavar="[QUERY|-]",
        help="What to look for, in your own words. Quote a query of several words. A word that the "
        "index does not have is searched in its nearest spelling, and a note says so. Operators narrow the search: "
        'see "Query syntax". With -, or in a pipe without QUERY, queries are read from standard input, one per line, '
        "and answered in order.",
    ),
]

PickQuery = Annotated[
    str | None,
    typer.Argument(metavar="[QUERY]", help="What is typed at first; with operators, as in scent search."),
]
Printed = Annotated[
    bool, typer.Option("--print", help="Print path:line of what you choose, also on a terminal, and open nothing.")
]

# Results.
MinScore = Annotated[
    float | None,
    typer.Option(
        "--min-score",
        metavar="SCORE",
        help="Leave out passages with a lower score, and no others. By default, passages are left out that do not "
        "belong beside the best one, and all of them if even that one is no better than chance.",
    ),
]
All = Annotated[
    bool,
    typer.Option(
        "--all", help="Show the nearest passages, up to --limit, also those that do not belong beside the best."
    ),
]
PerFile = Annotated[
    int | None,
    typer.Option(
        "--per-file",
        metavar="N",
        help="Show at most N passages of a file (0: any number). The rest are counted. By default three, or all where "
        "the passages found are from five files or fewer.",
    ),
]
Literally = Annotated[
    bool,
    typer.Option(
        "--literal", "-F", help='Search QUERY as words only; quotes, +, - and names such as "path:" mean nothing.'
    ),
]
SortName = Literal["score", "date", "path"]
Sort = Annotated[
    SortName,
    typer.Option(
        "--sort",
        metavar="ORDER",
        help="Order of the passages that are shown: score (best first, the default), date (newest first, by the "
        "document's own date or else its file's) or path (by path and line).",
        show_default=False,
    ),
]
Reverse = Annotated[bool, typer.Option("--reverse", "-r", help="Reverse the order: the best, or the newest, last.")]
Offset = Annotated[
    int,
    typer.Option(
        "--offset",
        metavar="N",
        min=0,
        help="Leave out the N best passages. Pages of an index that does not change do not overlap.",
        show_default=False,
    ),
]
Explain = Annotated[
    bool,
    typer.Option("--explain", help="Below each result, show the parts of its score, and the words that match."),
]
StaleName = Literal["hide", "show", "fail"]
Stale = Annotated[
    StaleName,
    typer.Option(
        "--stale",
        metavar="WHAT",
        help="What to do with passages of files that have changed since: hide (the default), show (with a mark) "
        "or fail.",
        show_default=False,
    ),
]

Opened = Annotated[
    int | None,
    typer.Option(
        "--open",
        "-o",
        metavar="N",
        min=1,
        help="Print nothing; open result N, as numbered on a terminal, in $VISUAL or $EDITOR at its line, or in the "
        "platform's viewer if it is not text. With -l, file N.",
    ),
]

# What a person thinks of a result.
Good = Annotated[
    list[int] | None,
    typer.Option(
        "--good",
        metavar="N",
        min=1,
        help="Print nothing; note that result N, as numbered on a terminal, answers the query, for scent eval --learn. "
        "May be repeated.",
    ),
]
Bad = Annotated[
    list[int] | None,
    typer.Option("--bad", metavar="N", min=1, help="The same: result N does not answer it. May be repeated."),
]

# What a query is combined with.
Both = Annotated[
    list[str] | None,
    typer.Option(
        "--and",
        metavar="TEXT",
        help="Find passages that answer TEXT as well as QUERY. Their score is the lowest of the two. May be repeated.",
    ),
]
Unlike = Annotated[
    list[str] | None,
    typer.Option("--unlike", metavar="TEXT", help="Rank passages lower, the more they answer TEXT. May be repeated."),
]
Examples = Annotated[
    list[str] | None,
    typer.Option(
        "--like",
        metavar="FILE[:LINE[-LINE]]",
        help="Rank passages higher, the more they are like a file of the index, or lines of it. May be repeated.",
    ),
]
Instruction = Annotated[
    str,
    typer.Option(
        "--instruction",
        metavar="TEXT",
        help="What kind of passage to find, for models that were trained with instructions, such as Qwen3-Embedding.",
        show_default=False,
    ),
]

# A second look.
RerankModel = Annotated[
    str | None,
    typer.Option(
        "--rerank",
        metavar="MODEL",
        help="Rank the best passages again, with another model beside that of the index, which reads them while you "
        "wait: a reranker in a GGUF file (a cross-encoder, or a generative one such as Qwen3-Reranker), or an "
        "embedding model: a name listed by scent models, a file, or the address of a model on a server. "
        "`--rerank none` turns the setting rerank off for this search.",
    ),
]
RerankBest = Annotated[
    int | None,
    typer.Option(
        "--rerank-best",
        metavar="N",
        min=1,
        max=MOST_RERANKED,
        help="Rank the N best passages again (default: 20).",
    ),
]
RerankBudget = Annotated[
    int | None,
    typer.Option(
        "--rerank-budget",
        metavar="MS",
        min=0,
        max=3_600_000,
        help="Read passages for --rerank for at most MS milliseconds (default: 2000); the others keep their order, "
        "behind those that were read.",
    ),
]

# Similar passages.
Like = Annotated[
    str | None,
    typer.Argument(
        metavar="[FILE[:LINE[-LINE]]|-]",
        help="A file, or lines of it; with - or without any, a text is read from standard input.",
    ),
]
Pairs = Annotated[bool, typer.Option("--pairs", help="Print pairs of passages in the index that are very similar.")]
MinCosine = Annotated[
    float | None,
    typer.Option(
        "--min-score",
        metavar="COSINE",
        min=-1,
        max=1,
        help="Minimum similarity, from -1 to 1 (default with --pairs: 0.95). By default, passages are left out that do "
        "not belong beside the best one.",
    ),
]

# Output.
NullResults = Annotated[
    bool, typer.Option("--null", "-0", help="With -l and --format, end each result with a NUL byte, for xargs -0.")
]
Template = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="TEMPLATE",
        help=r"Print each passage in this form, such as '{path}:{start_line}\t{text}', with keys of --json; "
        r"\t, \n and \0 are escapes.",
    ),
]
Vimgrep = Annotated[bool, typer.Option("--vimgrep", help="Print path:line:column:sentence, for editors.")]
Passage = Annotated[
    bool, typer.Option("--passage", help="Print the whole passage, not only the sentence that answers.")
]
Before = Annotated[
    int | None,
    typer.Option("--before-context", "-B", metavar="N", min=0, help="Show N lines before those that answer."),
]
After = Annotated[
    int | None, typer.Option("--after-context", "-A", metavar="N", min=0, help="Show N lines after those that answer.")
]
Around = Annotated[
    int | None,
    typer.Option(
        "--context",
        "-C",
        metavar="N",
        min=0,
        help="Show N lines before and after those that answer (default: on a terminal, what fits; else none).",
    ),
]

# The index.
Refresh = Annotated[
    str | None,
    typer.Option(
        "--refresh",
        metavar="[=SECONDS]",
        help="Read what has changed before searching, for at most SECONDS (default: 5; 0: not at all), and say what "
        "could not be read in that time.",
    ),
]

# The server.
Warm = Annotated[
    bool | None,
    typer.Option(
        "--warm/--cold",
        help="Start a server for later searches if none is running; with --cold, use no server.",
        show_default=False,
    ),
]
Idle = Annotated[
    float | None,
    typer.Option(
        "--idle",
        metavar="MINUTES",
        min=0,
        help="Stop after MINUTES without a search (default: 15, or never with --watch; 0: never).",
    ),
]
ServeWatch = Annotated[
    bool,
    typer.Option("--watch", help="Keep the index up to date too, as scent index --watch does, until the server stops."),
]


def listing(settings: Settings, *, files_only: bool) -> Listing:
    """Which of the ranked passages to show."""
    per_file = FEW if settings.per_file is None else settings.per_file
    return Listing(per_file, files_only, generated_last=settings.generated == "last")


def combination(
    both: list[str] | None, unlike: list[str] | None, examples: list[str] | None, instruction: str
) -> Combination:
    """What a query is combined with, as --and, --unlike, --like and --instruction say.

    Raises:
        UsageError: a text is empty or not valid UTF-8, or the lines of an example are no range.
    """
    return Combination(
        both=tuple(query_text(text, "scent search boiler --and 'who to call'") for text in both or ()),
        unlike=tuple(query_text(text, "scent search jaguar --unlike cars") for text in unlike or ()),
        like=tuple(map(file_and_lines, examples or ())),
        instruction=instruction,
    )


def rerank(
    place: Place | None, best: int | None, milliseconds: int | None, *, beside: Combination | None = None
) -> Rerank:
    """The second look with a model that --rerank or the setting names, as --rerank-best and --rerank-budget ask for it.

    A second look is for one text. So there is none if only the setting asks for it and the search has more texts, which
    `beside` holds then.

    Raises:
        UsageError: there is no model.
    """
    if beside and (beside.both or beside.unlike or beside.like):
        return NOT_RERANKED
    if place is None:
        if best is not None or milliseconds is not None:
            raise UsageError("--rerank-best and --rerank-budget need --rerank MODEL")
        return NOT_RERANKED
    tell_where(place)
    return Rerank(
        place_text(place),
        NOT_RERANKED.best if best is None else best,
        NOT_RERANKED.seconds if milliseconds is None else milliseconds / 1000,
    )


def opinion(good: list[int] | None, bad: list[int] | None) -> Mapping[int, bool]:
    """Whether results answer the query, by their number, as --good and --bad say.

    Raises:
        UsageError: a result is said to do both.
    """
    if both := set(good or ()) & set(bad or ()):
        raise UsageError(f"result {min(both)} cannot be both good and bad")
    return dict.fromkeys(good or (), True) | dict.fromkeys(bad or (), False)


# More lines than any file has; Python's own numbers have no end, and those of its library have one.
MOST_LINES = 999_999_999


def context(before: int | None, after: int | None, around: int | None) -> tuple[int, int] | None:
    """How many lines to show before and after those that answer, of -B, -A and -C; None: none of them is given."""
    if before is None and after is None and around is None:
        return None
    lines = (around or 0) if before is None else before, (around or 0) if after is None else after
    return min(lines[0], MOST_LINES), min(lines[1], MOST_LINES)


def least_score(min_score: float | None, *, everything: bool) -> float | None:
    """The lowest score to show: that of `--min-score`, or one that no passage misses with `--all`.

    Raises:
        UsageError: both options are given.
    """
    if everything and min_score is not None:
        raise UsageError("--all cannot be combined with --min-score")
    return -1 if everything else min_score
