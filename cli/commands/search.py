"""`scent search`: passages that mean what the query means."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import chain, islice
from pathlib import Path

from scent.cli.exits import ExitCode
from scent.cli.expanding import Expansion
from scent.cli.options import asking, filtering, inputs, searching, shared
from scent.cli.options.arguments import document_scope, existing_paths, query_text
from scent.cli.output import advice, render, streams
from scent.cli.output.hits import results
from scent.cli.settings.settings import resolve
from scent.core.library import Index
from scent.core.types import Hit
from scent.errors import UsageError

Search = partial[list[Hit]]

EPILOG = """
\b
Examples:
  scent search "why does the heating make noise"
  scent search "plans for spring" ~/notes/garden   only below a directory
  scent search -l "unpaid invoices" | head -3      the three best files
  scent search -l0 "old drafts" | xargs -0 wc -w   for any file names
  scent search -g '!drafts/' -t md "tax"           only some files
  scent search 'damp "cold bridge" -draft'         a phrase in it, a word not
  scent search 'contract type:pdf author:Meyer'    only some documents
  scent search --sort date "letter from the bank"  the newest first
  scent search --json "tax" | jq -r .text
  scent search "boiler" --and "who to call"        what answers both
  scent search "jaguar" --unlike "cars"            what is about another thing
  scent search "tax" --like draft.txt              what is like a file, too
  scent search --rerank multilingual-e5-small "tax"  by a second model, too
  scent search --rerank reranker.gguf "tax"        as a reranker sees them
  scent search --expand hyde "why is it cold"      near an imagined answer
  scent search --explain "tax"                     why each was found
  scent search - --json < questions.txt            one query per line
  git ls-files -z | scent search lock -0 --files-from -
  scent search -o 2 "tax"                          open the second result
  scent search --refresh "tax"                     read changed files first

\b
Query syntax:
  "heat pump"     only passages with these words in this order
  +boiler         only passages with this word
  -draft          no passages with it; also -"first draft"
  path:notes/     only below a path, or where a glob such as '*.md' matches
  title:contract  only documents with these words in their title
  author:meyer    only documents whose author's name contains this
  type:pdf        only documents of a type, as with -t
  -path:old/      not these; also -title:, -author:, -type:

\b
Exit status:
  0  passages were found
  1  no passages were found
  2  error
  3  some passages were left out or marked: their files have changed
  129  hung up, 130 interrupted, 143 terminated
"""


def run(
    query: searching.Queries = None,
    paths: shared.Paths = None,
    *,
    index: shared.Index = None,
    limit: shared.Limit = None,
    mode: shared.Mode = None,
    min_score: searching.MinScore = None,
    everything: searching.All = False,
    per_file: searching.PerFile = None,
    offset: searching.Offset = 0,
    sort: searching.Sort = "score",
    reverse: searching.Reverse = False,
    literal: searching.Literally = False,
    both: searching.Both = None,
    unlike: searching.Unlike = None,
    examples: searching.Examples = None,
    instruction: searching.Instruction = "",
    expand: asking.Expand = None,
    writer: asking.Writer = None,
    rerank: searching.RerankModel = None,
    rerank_best: searching.RerankBest = None,
    rerank_budget: searching.RerankBudget = None,
    explain: searching.Explain = False,
    files_from: shared.FilesFrom = None,
    files_only: shared.FilesOnly = False,
    null: shared.Null = False,
    json: shared.Json = False,
    template: searching.Template = None,
    vimgrep: searching.Vimgrep = False,
    passage: searching.Passage = False,
    after: searching.After = None,
    before: searching.Before = None,
    around: searching.Around = None,
    number: searching.Opened = None,
    good: searching.Good = None,
    bad: searching.Bad = None,
    quiet: shared.QuietSearch = False,
    stale: searching.Stale = "hide",
    colour: shared.Colour = "auto",
    refresh: searching.Refresh = None,
    warm: searching.Warm = None,
    globs: filtering.Glob = None,
    any_case_globs: filtering.AnyCaseGlob = None,
    kinds: filtering.Type = None,
    other_kinds: filtering.TypeNot = None,
    languages: filtering.Language = None,
    since: filtering.Since = None,
    until: filtering.Until = None,
    author: filtering.Author = "",
    type_list: filtering.TypeList = False,
) -> int:
    """Find passages by meaning, best first.

    Each result is printed as `path:line: sentence`, the sentence of a passage that answers best; on
    a terminal, as numbered lines around it. QUERY is one argument; further arguments are files and
    directories to search below. Paths below the working directory are shown relative to it.
    """
    if type_list:
        return _list_types()
    context = searching.context(before, after, around)
    form = results.Form(json, files_only, null, vimgrep, results.template(template), explain, passage, context)
    form = form._replace(numbered=True).checked(listed=files_from is not None)
    if number and form._replace(files_only=False, null=False) != results.Form(numbered=True):
        raise UsageError("-o prints nothing: it cannot be combined with options for output")
    opinion = searching.opinion(good, bad)
    if opinion and (number or form != results.Form(numbered=True)):
        raise UsageError("--good and --bad print nothing: they cannot be combined with -o or options for output")
    settings = resolve(
        index=index,
        limit=limit,
        mode=mode,
        refresh=refresh,
        warm=warm,
        min_score=searching.least_score(min_score, everything=everything),
        per_file=per_file,
        rerank=rerank,
        writer=writer,
    )
    queries = _queries(query, files_from)
    if number or opinion:
        queries = _only(queries, "--good and --bad judge results" if opinion else "-o opens a result")
    scope = document_scope(
        existing_paths(paths, hint=_quote_hint(query or "", paths) if paths else ""),
        globs=globs,
        any_case_globs=any_case_globs,
        kinds=kinds,
        other_kinds=other_kinds,
        languages=languages,
        since=since,
        until=until,
        author=author,
    )
    files = tuple(inputs.names(files_from, null=null)) if files_from is not None else None
    combination = searching.combination(both, unlike, examples, instruction)
    second = searching.rerank(
        settings.rerank, rerank_best, rerank_budget, beside=None if rerank is not None else combination
    )
    printer = None if quiet else results.HitPrinter.on_stdout(form, colour, settings.pager)
    if settings.refresh:
        from scent.cli.refreshing import refresh_index

        if code := refresh_index(settings, index):
            return code
    with (
        Index(settings.index, cache=settings.cache, server=settings.server) as opened,
        Expansion(settings, explain=explain) if expand else nullcontext() as expansion,
    ):
        search = partial(
            expansion.expanded(opened.search) if expansion else opened.search,
            limit=settings.limit,
            mode=settings.mode,
            scope=scope,
            files=files,
            min_score=settings.min_score,
            exact_seconds=settings.exact_seconds,
            listing=searching.listing(settings, files_only=files_only),
            stale=stale,
            literal=literal,
            combination=combination,
            rerank=second,
            offset=offset,
            sort=sort,
            reverse=reverse,
            context=printer.lines_around if printer else 0,
        )
        if opinion and isinstance(queries, str):
            return _judge(queries, opened, search, opinion=opinion, file=settings.judgements, index=index)
        if number and isinstance(queries, str):
            return _open(queries, opened, search, number, index)
        if isinstance(queries, str):
            return _answer(queries, opened, search, printer, index)
        return _answer_many(queries, opened, search, printer, index)


def _queries(query: str | None, files_from: str | None) -> str | Iterator[str]:
    """The query, or the queries on standard input.

    Raises:
        UsageError: there is no query, or it is not text.
    """
    if query not in {None, inputs.STDIN}:
        return query_text(str(query))
    if query is None and inputs.is_terminal():
        raise _missing_query()
    if files_from == inputs.STDIN:
        raise UsageError("queries and --files-from cannot both come from standard input")
    queries = inputs.queries()
    if query == inputs.STDIN:
        return queries
    first = next(queries, None)
    if first is None:  # without -, empty input means that the user forgot the query
        raise _missing_query()
    return chain([first], queries)


def _only(queries: str | Iterator[str], purpose: str) -> str:
    """The only query; `purpose` says what for.

    Raises:
        UsageError: there are several, or none.
    """
    if isinstance(queries, str):
        return queries
    words = list(islice(filter(None, queries), 2))
    if len(words) != 1:
        raise UsageError(f"{purpose} of one query")
    return query_text(words[0])


def _missing_query() -> UsageError:
    return UsageError("the query is missing", hint="say what to look for: scent search 'how to reset the router'")


def _list_types() -> int:
    from scent.core.files.file_types import file_types

    streams.write(f"{name}: {', '.join(formats)}\n".encode() for name, formats in file_types().items())
    return ExitCode.DONE


def _answer(query: str, opened: Index, search: Search, printer: results.HitPrinter | None, index: str | None) -> int:
    """Answer the only query. `printer` is None if nothing is to be printed; `index` is the value of --index."""
    hits = search(query)
    for warning in opened.warnings:
        streams.say(advice.on_index(warning, index))
    if hits and printer:
        printer.show(hits, query)
    if opened.outdated:
        results.say_outdated(opened.outdated, index)
        return ExitCode.PARTIAL
    min_score = search.keywords["min_score"]
    if not hits and not opened.warnings and min_score is None and streams.stderr_is_terminal():
        streams.say("nothing matches; --all shows the nearest passages")
    return ExitCode.DONE if hits else ExitCode.NOTHING


def _judge(
    query: str, opened: Index, search: Search, *, opinion: Mapping[int, bool], file: Path, index: str | None
) -> int:
    """Note in a file what is thought of the results of the only query; `index` is the value of --index."""
    from scent.cli.judging import note
    from scent.core.search.conditions.query_language import parse

    words = parse(query, literal=search.keywords["literal"]).text
    hits = search(query)
    for warning in opened.warnings:
        streams.say(advice.on_index(warning, index))
    if not hits:
        streams.say("nothing matches")
        return ExitCode.NOTHING
    note(file, words, hits, opinion)
    return ExitCode.DONE


def _open(query: str, opened: Index, search: Search, number: int, index: str | None) -> int:
    """Open a result of the only query; `number` counts from 1, `index` is the value of --index."""
    from scent.cli.opening import opener

    hits = search(query)
    for warning in opened.warnings:
        streams.say(advice.on_index(warning, index))
    if opened.outdated:
        results.say_outdated(opened.outdated, index)
    if number > len(hits):
        streams.say(f"there is no result {number}: {render.count(len(hits), 'result')}" if hits else "nothing matches")
        return ExitCode.NOTHING
    opener.open_hit(hits[number - 1])
    return ExitCode.PARTIAL if opened.outdated else ExitCode.DONE


def _answer_many(
    queries: Iterator[str], opened: Index, search: Search, printer: results.HitPrinter | None, index: str | None
) -> int:
    """Answer each query as it comes. After a line that is not a query, the run goes on, and ends as an error."""
    count = outdated = searched = 0
    failed = False
    warnings: dict[str, None] = {}
    for number, query in enumerate(queries, 1):
        hits: list[Hit] = []
        try:
            if query:
                hits = search(query_text(query))
                searched += 1
                outdated += opened.outdated
                warnings |= dict.fromkeys(opened.warnings)
            elif not searched:
                opened.check_exists()
        except UsageError as error:
            failed = True
            streams.say(f"line {number}: {error.message}")
        count += len(hits)
        if printer:
            printer.show_next(hits, query, first=number == 1)
    if not searched:
        opened.check_exists()
    for warning in warnings:
        streams.say(advice.on_index(warning, index))
    if outdated:
        results.say_outdated(outdated, index)
    code = ExitCode.DONE if count else ExitCode.NOTHING
    return ExitCode.ERROR if failed else ExitCode.PARTIAL if outdated else code


def _quote_hint(query: str, paths: Sequence[str] | None) -> str:
    import shlex

    return f"a query of several words needs quotes: scent search {shlex.quote(' '.join([query, *(paths or ())]))}"
