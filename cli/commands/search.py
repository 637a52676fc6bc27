"""`scent search`: passages that mean what the query means."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from scent.cli.exits import ExitCode
from scent.cli.options import filtering, inputs, searching, shared
from scent.cli.options.arguments import document_scope, existing_paths, query_text, working_directory
from scent.cli.output import results, streams
from scent.cli.settings.settings import Settings, resolve
from scent.core import directories
from scent.core.types import Hit, Scope
from scent.errors import ScentError, UsageError

if TYPE_CHECKING:
    from scent.core.search.searcher import Searcher

EPILOG = """
\b
Examples:
  scent search "why does the heating make noise"
  scent search "plans for spring" ~/notes/garden   only below a directory
  scent search -l "unpaid invoices" | head -3      the three best files
  scent search -l0 "old drafts" | xargs -0 wc -w   any file name is safe
  scent search -g '!drafts/' -t md "tax"           some files only
  scent search --json "tax" | jq -r .text
  scent search --explain "tax"                     why each was found
  scent search - --json < questions.txt            one query a line
  git ls-files -z | scent search lock -0 --files-from -

\b
Exit status:
  0  passages were found
  1  none were found
  2  error
  3  some passages were left out (or marked): their files have changed
"""


def run(
    query: searching.Queries = None,
    paths: shared.Paths = None,
    *,
    index: shared.Index = None,
    limit: shared.Limit = None,
    mode: shared.Mode = None,
    min_score: searching.MinScore = None,
    explain: searching.Explain = False,
    files_from: shared.FilesFrom = None,
    files_only: shared.FilesOnly = False,
    null: shared.Null = False,
    json: shared.Json = False,
    template: searching.Template = None,
    vimgrep: searching.Vimgrep = False,
    quiet: shared.QuietSearch = False,
    stale: searching.Stale = "hide",
    colour: shared.Colour = "auto",
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
    """Find passages by what they mean, best first.

    Each is printed as `path:line: passage`; on a terminal, laid out for reading. QUERY is one argument; further
    arguments are files and directories to search below. Paths are shown relative to the working directory where they
    lie below it.
    """
    if type_list:
        return _list_types()
    form = results.Form(json, files_only, null, vimgrep, results.template(template), explain).checked(
        listed=files_from is not None
    )
    settings = resolve(index=index, limit=limit, mode=mode, warm=warm, min_score=min_score)
    many = query == inputs.STDIN or (query is None and not inputs.is_terminal())
    if query is None and not many:
        raise _missing()
    if many and files_from == inputs.STDIN:
        raise UsageError("queries and --files-from cannot both come from standard input")
    asked = inputs.queries() if many else iter([query_text(query or "")])
    if query is None:
        asked = _proven(asked)
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
    listed = inputs.names(files_from, null=null) if files_from is not None else None
    ask = _Ask(settings, scope, tuple(listed) if listed is not None else None, stale, quiet=quiet)
    printer = results.Printer.on_stdout(form, colour, settings.pager)
    return _answer_many(asked, ask, printer) if many else _answer(next(asked), ask, printer)


def _list_types() -> int:
    from scent.core.files.file_types import file_types

    streams.write(f"{name}: {', '.join(formats)}\n".encode() for name, formats in file_types().items())
    return ExitCode.DONE


class _Ask(NamedTuple):
    """What is the same for every query of a run."""

    settings: Settings
    scope: Scope
    listed: tuple[bytes, ...] | None
    stale: str
    quiet: bool


def _answer(query: str, ask: _Ask, printer: results.Printer) -> int:
    with _finder(ask) as find:
        hits, outdated, warnings = _current(find, query, ask)
    for warning in warnings:
        streams.say(warning)
    if hits and not ask.quiet:
        printer.show(hits, query)
    if outdated:
        streams.say(f"{_behind(outdated)}; bring the index up to date: scent index")
        return ExitCode.PARTIAL
    if not hits and not warnings and ask.settings.min_score is None and streams.stderr_is_terminal():
        streams.say("nothing matches; --min-score 0 shows what is nearest")
    return ExitCode.DONE if hits else ExitCode.NOTHING


def _asked(ask: _Ask, text: str, limit: int) -> tuple[list[Hit], list[str]] | None:
    """What a server finds, if there is one: the same as this process would."""
    settings = ask.settings
    directory = working_directory()  # without which names cannot be told to anybody
    if settings.warm is False or not directory:
        return None
    from scent.core.server.client import ask as ask_server
    from scent.core.server.protocol import Request

    what = text, limit, settings.mode, settings.min_score, ask.scope
    listed = None if ask.listed is None else tuple(os.path.join(directory, name) for name in ask.listed)  # noqa: PTH118  # pathlib has no paths of bytes
    answer = ask_server(directories.runtime(), Request(settings.index, settings.cache, *what, listed))
    if answer is None and settings.warm:
        _start_server()
    return answer


def _start_server() -> None:
    """Start a server that outlives this process; if one is there already, it ends by itself."""
    import subprocess
    import sys

    with suppress(OSError):
        subprocess.Popen(  # this interpreter, on this package
            [sys.executable, "-P", "-m", "scent", "serve"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )


def _answer_many(queries: Iterator[str], ask: _Ask, printer: results.Printer) -> int:
    """Answer each query as it comes; one that cannot be asked has an empty answer, and the run ends as an error."""
    found = outdated = 0
    wrong = False
    told: dict[str, None] = {}
    with _finder(ask) as find:
        for number, query in enumerate(queries, 1):
            hits: list[Hit] = []
            try:
                hits, late, warnings = _current(find, query_text(query), ask) if query else ([], 0, ())
                outdated += late
                told |= dict.fromkeys(warnings)
            except UsageError as error:
                wrong = True
                streams.say(f"line {number}: {error.message}")
            found += len(hits)
            if not ask.quiet:
                printer.show_next(hits, query, first=number == 1)
    for warning in told:
        streams.say(warning)
    if outdated:
        streams.say(f"{_behind(outdated)}; bring the index up to date: scent index")
    ended = ExitCode.DONE if found else ExitCode.NOTHING
    return ExitCode.ERROR if wrong else ExitCode.PARTIAL if outdated else ended


# Finds so many hits for a query at most, with warnings.
_Find = Callable[[str, int], tuple[list[Hit], list[str]]]


@contextmanager
def _finder(ask: _Ask) -> Iterator[_Find]:
    """What answers queries: a server as long as there is one, else a searcher of this process, opened once."""
    own: list[Searcher] = []
    with ExitStack() as opened:

        def find(query: str, limit: int) -> tuple[list[Hit], list[str]]:
            if not own and (answer := _asked(ask, query, limit)) is not None:
                return answer
            if not own:
                own.append(opened.enter_context(_searcher(ask)))
            return _found(own[0], query, ask, limit), own[0].warnings

        if not _may_be_asked(ask.settings):
            own.append(opened.enter_context(_searcher(ask)))  # while the first query is still on its way
        yield find


def _may_be_asked(settings: Settings) -> bool:
    """Whether there may be a server to ask, or is to be one."""
    if settings.warm is not None:
        return settings.warm
    from scent.core.server.client import is_there

    return is_there(directories.runtime())


def _proven(queries: Iterator[str]) -> Iterator[str]:
    """The queries, of which there is one at least: nobody who means standard input says so by an empty one."""
    first = next(queries, None)
    if first is None:
        raise _missing()
    return chain([first], queries)


def _missing() -> UsageError:
    return UsageError("the query is missing", hint="say what to look for: scent search 'how to reset the router'")


@contextmanager
def _searcher(ask: _Ask) -> "Iterator[Searcher]":
    preloaded = None
    if ask.settings.mode != "lexical":
        from scent.core.search.preload import preload_model

        preloaded = preload_model(ask.settings.index, ask.settings.cache)
    from scent.core.search.searcher import Searcher  # loads numpy and Arrow, while the model is loaded as well

    with Searcher.open(ask.settings.index, cache=ask.settings.cache, preloaded=preloaded) as searcher:
        yield searcher


def _found(searcher: "Searcher", query: str, ask: _Ask, limit: int) -> list[Hit]:
    from scent.core.search.searcher import Mode

    return searcher.search(
        query,
        limit=limit,
        mode=Mode(ask.settings.mode),
        scope=ask.scope,
        listed=ask.listed,
        min_score=ask.settings.min_score,
    )


def _current(find: _Find, query: str, ask: _Ask) -> tuple[list[Hit], int, Iterable[str]]:
    """The hits that are shown, how many others are of files that have changed since, and warnings.

    What is hidden takes no other hit's place: more are looked for until there are enough.
    """
    limit = wanted = ask.settings.limit
    while True:
        hits, warnings = find(query, wanted)
        fresh = [hit for hit in hits if not hit.stale]
        if ask.stale != "hide" or len(fresh) >= limit or len(hits) < wanted:
            break
        wanted *= 2
    if ask.stale == "hide" and len(fresh) >= limit:
        fresh = fresh[:limit]
        hits = hits[: hits.index(fresh[-1]) + 1]
    outdated = len(hits) - len(fresh)
    if outdated and ask.stale == "fail":
        raise ScentError(_behind(outdated), hint="bring the index up to date: scent index")
    return (hits if ask.stale == "show" else fresh), outdated, dict.fromkeys(warnings)


def _quote_hint(query: str, paths: Sequence[str] | None) -> str:
    import shlex

    return f"a query of several words needs quotes: scent search {shlex.quote(' '.join([query, *(paths or ())]))}"


def _behind(count: int) -> str:
    what = "1 passage comes from a file" if count == 1 else f"{count} passages come from files"
    return f"{what} changed since the last run"
