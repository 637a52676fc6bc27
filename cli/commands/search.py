"""`scent search`: passages that mean what the query means."""

import os
import shlex
from collections.abc import Iterable, Sequence
from contextlib import suppress

from scent.cli import options, render, streams
from scent.cli.arguments import existing_paths, query_text, working_directory
from scent.cli.exits import ExitCode
from scent.cli.settings import Settings, resolve, runtime, use_colour
from scent.core.types import Hit
from scent.errors import ScentError, UsageError

EPILOG = """
\b
Examples:
  scent search "why does the heating make noise"
  scent search "plans for spring" ~/notes/garden   only below a directory
  scent search -l "unpaid invoices" | head -3      the three best files
  scent search -l0 "old drafts" | xargs -0 wc -w   any file name is safe
  scent search --json "tax" | jq -r .text

\b
Exit status:
  0  passages were found
  1  none were found
  2  error
  3  some passages were left out (or marked): their files have changed
"""


def run(
    query: options.Query,
    paths: options.Paths = None,
    *,
    index: options.Index = None,
    limit: options.Limit = None,
    mode: options.Mode = None,
    files_only: options.FilesOnly = False,
    null: options.Null = False,
    json: options.Json = False,
    quiet: options.QuietSearch = False,
    stale: options.Stale = "hide",
    colour: options.Colour = "auto",
    warm: options.Warm = None,
) -> int:
    """Find passages by what they mean, best first.

    Each is printed as `path:line: passage`. QUERY is one argument; further arguments are files and directories
    to search below. Paths are shown relative to the working directory where they lie below it.
    """
    if json and (files_only or null):
        raise UsageError("--json does not go with -l or -0")
    if null and not files_only:
        raise UsageError("-0 needs -l: only paths can be told apart by NUL bytes")
    settings = resolve(index=index, limit=limit, mode=mode, warm=warm)
    hits = _find(settings, query_text(query), existing_paths(paths, hint=_quote_hint(query, paths)))
    fresh = [hit for hit in hits if not hit.stale]
    outdated = len(hits) - len(fresh)
    if outdated and stale == "fail":
        raise ScentError(_behind(outdated), hint="bring the index up to date: scent index")
    shown = hits if stale == "show" else fresh
    if shown and not quiet:
        terminal = streams.stdout_is_terminal()
        style = render.Style(working_directory(), terminal, use_colour(colour, terminal=terminal))
        streams.write(_lines(shown, style, json=json, files_only=files_only, null=null))
    if outdated:
        streams.say(f"{_behind(outdated)}; bring the index up to date: scent index")
        return ExitCode.PARTIAL
    return ExitCode.DONE if shown else ExitCode.NOTHING


def _find(settings: Settings, text: str, scope: Sequence[bytes]) -> list[Hit]:
    """What a server finds, or what this process finds by itself: the same."""
    hits, warnings = _asked(settings, text, scope) or _searched(settings, text, scope)
    for warning in warnings:
        streams.say(warning)
    return hits


def _asked(settings: Settings, text: str, scope: Sequence[bytes]) -> tuple[list[Hit], list[str]] | None:
    if settings.warm is False:
        return None
    from scent.core.warm import ask
    from scent.core.wire import Request

    place = runtime()
    paths = tuple(os.path.join(working_directory(), path) for path in scope)  # noqa: PTH118  # pathlib has no paths of bytes
    asked = Request(settings.index, settings.cache, text, settings.limit, settings.mode, paths)
    answer = ask(place, asked)
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


def _searched(settings: Settings, text: str, scope: Sequence[bytes]) -> tuple[list[Hit], list[str]]:
    early = None
    if settings.mode != "lexical":
        from scent.core.early import begin

        early = begin(settings.index, settings.cache)
    from scent.core.search import Mode, Searcher  # loads numpy and Arrow, while the model is loaded as well

    with Searcher.open(settings.index, cache=settings.cache, early=early) as searcher:
        hits = searcher.search(text, limit=settings.limit, mode=Mode(settings.mode), paths=scope)
        return hits, searcher.warnings


def _lines(hits: Sequence[Hit], style: render.Style, *, json: bool, files_only: bool, null: bool) -> Iterable[bytes]:
    if json:
        return render.json_lines(hits)
    if files_only:
        return render.path_lines(hits, style, null=null)
    return render.text_lines(hits, style)


def _quote_hint(query: str, paths: Sequence[str] | None) -> str:
    return f"a query of several words needs quotes: scent search {shlex.quote(' '.join([query, *(paths or ())]))}"


def _behind(count: int) -> str:
    what = "1 passage comes from a file" if count == 1 else f"{count} passages come from files"
    return f"{what} changed since the last run"
