"""`scent similar`: passages that are like a file, like some of its lines, like a text, or like each other."""

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scent.cli import interrupts
from scent.cli.exits import ExitCode
from scent.cli.options import filtering, searching, shared
from scent.cli.options.arguments import document_scope, existing_paths
from scent.cli.output import render, results, streams
from scent.cli.settings.settings import Settings, resolve
from scent.core.types import Scope
from scent.errors import NotTextError, UsageError

if TYPE_CHECKING:
    from scent.core.search.similar import Pair, Place
    from scent.core.types import Hit
    from scent.formats.index.records import Passage

EPILOG = """
\b
Examples:
  scent similar notes/boiler.md          what else is about this
  scent similar src/parse.py:40-60       what looks like these lines
  git show | scent similar -l            files that are about the change
  scent similar -g '*.md' draft.txt      and is Markdown
  scent similar --pairs                  passages that are nearly the same
  scent similar --pairs --min-score .9 --json | jq .score

\b
Exit status:
  0    something was found
  1    nothing was
  2    error
  3    some passages were left out: their files have changed
  129  hung up, 130 interrupted, 143 terminated
"""

# Nearly the same words: lower, passages are about the same.
_LEAST_PAIR = 0.95


def run(
    like: searching.Like = None,
    *,
    index: shared.Index = None,
    pairs: searching.Pairs = False,
    min_score: searching.MinCosine = None,
    limit: shared.Limit = None,
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
    colour: shared.Colour = "auto",
) -> int:
    """Find passages like those of a file, best first.

    They are printed as `scent search` prints them; what is compared with is not among them. A file that the index
    does not hold is an error; a text on standard input may be any. With --pairs, every passage of the index is compared
    with every other: `score`, both places and the first one's text, parted by tabs.
    """
    if pairs and (like or files_only or vimgrep or template):
        raise UsageError("--pairs goes neither with a file nor with -l, --vimgrep or --format")
    form = results.Form(json, files_only, null, vimgrep, results.template(template)).checked()
    settings = resolve(index=index, limit=limit)
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
    printer = results.Printer.on_stdout(form, colour, settings.pager)

    def work() -> int:
        if pairs:
            least = _LEAST_PAIR if min_score is None else min_score
            return _pairs(settings, scope, printer.style, least, limit=limit, json=json)
        hits = [hit for hit in _hits(settings, scope, like or "-") if min_score is None or hit.score >= min_score]
        fresh = [hit for hit in hits if not hit.stale]
        printer.show(fresh, like or "-")
        if len(fresh) < len(hits):
            streams.say("some passages come from files changed since the last run; bring it up to date: scent index")
            return ExitCode.PARTIAL
        return ExitCode.DONE if fresh else ExitCode.NOTHING

    return interrupts.until_stopped(work)


def _hits(settings: Settings, scope: Scope, word: str) -> "list[Hit]":
    from scent.core.search.searcher import Searcher
    from scent.core.search.similar import like_text, place, similar
    from scent.formats.index.reader import Reader

    with Reader.open(settings.index, lexical=False) as reader, Searcher(reader) as searcher:
        found: Place | None
        if word == "-":
            found = like_text(settings.index, settings.cache, _text(streams.read()))
        else:
            path, lines = _place(word)
            found = place(reader, path, lines)
            if found is None:
                shown = os.fsdecode(path)
                existing_paths([shown])
                if os.path.isdir(path):  # noqa: PTH112  # a path of bytes
                    raise UsageError(f"{shown} is a directory", hint="name one file, or use --pairs")
                raise UsageError(f"the index does not hold {shown}", hint=_not_held(shown))
        return similar(searcher, found, settings.limit, scope)


def _not_held(name: str) -> str:
    import shlex

    name = shlex.quote(name)
    return f"scent index {name} adds it; scent similar < {name} only compares"


def _text(data: bytes) -> str:
    from scent.formats.documents.base.decode import decode

    try:
        text = decode(data)
    except NotTextError as error:
        raise UsageError(f"standard input: {error.message}") from None
    if not text.strip():
        raise UsageError("there is no text on standard input", hint="name a file: scent similar notes/boiler.md")
    return text


def _place(word: str) -> tuple[bytes, tuple[int, int] | None]:
    """A file and lines of it; a file whose name ends like that is itself."""
    match = re.fullmatch(r"(.+?):([0-9]{1,9})(?:-([0-9]{1,9}))?:?", word, re.DOTALL)
    if match is None or os.path.lexists(word):
        return os.fsencode(word), None
    first = int(match[2])
    last = int(match[3] or first)
    if not 1 <= first <= last:
        raise UsageError(f"{word!r} names no lines: they count from 1, and the last is not before the first")
    return os.fsencode(match[1]), (first, last)


def _pairs(
    settings: Settings, scope: Scope, style: render.Style, least: float, *, limit: int | None, json: bool
) -> int:
    from scent.core.search.similar import MOST_PAIRS, pairs
    from scent.formats.index.reader import Reader

    with Reader.open(settings.index, lexical=False) as reader:
        found = pairs(reader, least, limit or MOST_PAIRS, scope)
        if limit is None and len(found) == MOST_PAIRS:
            streams.say(f"these are the {MOST_PAIRS:,} pairs most alike; say --min-score higher")
        streams.write(_json_pairs(found) if json else _text_pairs(found, style))
    return ExitCode.DONE if found else ExitCode.NOTHING


def _text_pairs(pairs: "list[Pair]", style: render.Style) -> Iterator[bytes]:
    for pair in pairs:
        places = (
            render.shown_path(each.path, style) + f":{each.first_line}".encode() for each in (pair.first, pair.second)
        )
        text = render.visible(" ".join(pair.first.text.split())).encode()
        yield b"\t".join([f"{pair.score:.3f}".encode(), *places, text]) + b"\n"


def _json_pairs(pairs: "list[Pair]") -> Iterator[bytes]:
    for pair in pairs:
        record = {"score": round(pair.score, 6), "first": _record(pair.first), "second": _record(pair.second)}
        yield render.json_line(record)


def _record(passage: "Passage") -> dict[str, object]:
    return {
        **render.json_path(passage.path),
        "start_line": passage.first_line,
        "end_line": passage.last_line,
        "text": passage.text,
    }
