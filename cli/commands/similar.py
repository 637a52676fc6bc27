"""`scent similar`: passages that are like a file, like some of its lines, like a text, or like each other."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from scent.cli import interrupts
from scent.cli.exits import ExitCode
from scent.cli.options import filtering, inputs, searching, shared
from scent.cli.options.arguments import document_scope, file_and_lines
from scent.cli.output import render, streams
from scent.cli.output.hits import results
from scent.cli.settings.settings import resolve
from scent.core.library import Index
from scent.core.types import Hit, Scope
from scent.errors import NotTextError, UsageError

if TYPE_CHECKING:
    from scent.core.search.similar import Excerpt, Pair

EPILOG = """
\b
Examples:
  scent similar notes/boiler.md          passages on the same subject
  scent similar src/parse.py:40-60       passages like these lines
  git show | scent similar -l            files related to a commit
  scent similar -g '*.md' draft.txt      only in Markdown files
  scent similar --pairs                  passages that are nearly the same
  scent similar --pairs --min-score 0.9 --json | jq .score

\b
Exit status:
  0    something was found
  1    nothing was found
  2    error
  3    some passages were left out: their files have changed
  129  hung up, 130 interrupted, 143 terminated
"""


def run(
    like: searching.Like = None,
    *,
    index: shared.Index = None,
    pairs: searching.Pairs = False,
    min_score: searching.MinCosine = None,
    limit: shared.Limit = None,
    everything: searching.All = False,
    per_file: searching.PerFile = None,
    globs: filtering.Glob = None,
    any_case_globs: filtering.AnyCaseGlob = None,
    kinds: filtering.Type = None,
    other_kinds: filtering.TypeNot = None,
    languages: filtering.Language = None,
    since: filtering.Since = None,
    until: filtering.Until = None,
    author: filtering.Author = "",
    files_only: shared.FilesOnly = False,
    null: searching.NullResults = False,
    json: shared.Json = False,
    template: searching.Template = None,
    vimgrep: searching.Vimgrep = False,
    passage: searching.Passage = False,
    after: searching.After = None,
    before: searching.Before = None,
    around: searching.Around = None,
    refresh: searching.Refresh = None,
    colour: shared.Colour = "auto",
) -> int:
    """Find passages similar to a file, best first.

    Results are printed as by `scent search`, without the file itself. FILE must be in the index; a
    text on standard input need not be. With --pairs, every passage in the index is compared with
    every other, and each line has the score, both places and the first passage, separated by tabs.
    """
    if pairs and (like or files_only or vimgrep or template or everything or per_file is not None):
        raise UsageError("--pairs cannot be combined with a file, -l, --vimgrep, --format, --all or --per-file")
    context = searching.context(before, after, around)
    form = results.Form(
        json, files_only, null, vimgrep, results.template(template), passage=passage, context=context
    ).checked()
    settings = resolve(index=index, limit=limit, per_file=per_file, refresh=refresh)
    min_score = searching.least_score(min_score, everything=everything)
    scope = document_scope(
        globs=globs,
        any_case_globs=any_case_globs,
        kinds=kinds,
        other_kinds=other_kinds,
        languages=languages,
        since=since,
        until=until,
        author=author,
    )
    if settings.refresh:
        from scent.cli.refreshing import refresh_index

        if code := refresh_index(settings, index):
            return code
    printer = results.HitPrinter.on_stdout(form, colour, settings.pager)

    def work() -> int:
        with Index(settings.index, cache=settings.cache) as opened:
            if pairs:
                return _pairs(opened, scope, printer.style, min_score=min_score, limit=limit, json=json)
            find = partial(
                opened.similar,
                limit=settings.limit,
                scope=scope,
                min_score=min_score,
                exact_seconds=settings.exact_seconds,
                listing=searching.listing(settings, files_only=files_only),
            )
            if like and like != inputs.STDIN:
                path, lines = file_and_lines(like)
                hits = find(path, lines=lines)
            else:
                hits = _similar_to_stdin(find)
            printer.show(hits, like or inputs.STDIN)
            if opened.outdated:
                results.say_outdated(opened.outdated, index)
                return ExitCode.PARTIAL
            return ExitCode.DONE if hits else ExitCode.NOTHING

    return interrupts.until_stopped(work)


def _similar_to_stdin(find: "partial[list[Hit]]") -> "list[Hit]":
    text = streams.read()
    if not text.strip():
        raise UsageError("there is no text on standard input", hint="name a file: scent similar notes/boiler.md")
    try:
        return find(text=text)
    except NotTextError as error:
        raise UsageError(f"standard input: {error.message}") from None


def _pairs(  # the options of --pairs
    index: Index, scope: Scope, style: render.Style, *, min_score: float | None, limit: int | None, json: bool
) -> int:
    pairs = index.pairs(min_score=min_score, limit=limit, scope=scope)
    for warning in index.warnings:
        streams.say(warning)
    streams.write(_json_pairs(pairs) if json else _text_pairs(pairs, style))
    return ExitCode.DONE if pairs else ExitCode.NOTHING


def _text_pairs(pairs: "list[Pair]", style: render.Style) -> Iterator[bytes]:
    for pair in pairs:
        places = (
            render.shown_path(each.path, style) + f":{each.start_line}".encode() for each in (pair.first, pair.second)
        )
        text = render.visible(" ".join(pair.first.text.split())).encode()
        yield b"\t".join([f"{pair.score:.3f}".encode(), *places, text]) + b"\n"


def _json_pairs(pairs: "list[Pair]") -> Iterator[bytes]:
    for pair in pairs:
        record = {"score": round(pair.score, 6), "first": _record(pair.first), "second": _record(pair.second)}
        yield render.json_line(record)


def _record(excerpt: "Excerpt") -> dict[str, object]:
    return {
        **render.json_path(excerpt.path),
        "start_line": excerpt.start_line,
        "end_line": excerpt.end_line,
        "text": excerpt.text,
    }
