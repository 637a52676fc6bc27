"""`scent pick`: searches while the user types, and opens or prints what is chosen."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scent.cli import interrupts
from scent.cli.exits import ExitCode
from scent.cli.options import filtering, inputs, searching, shared
from scent.cli.options.arguments import document_scope, existing_paths
from scent.cli.output import advice, render, streams
from scent.cli.output.hits import hit_lines
from scent.cli.settings.environment import use_colour, working_directory
from scent.cli.settings.settings import resolve
from scent.core.library import Index
from scent.core.types import Hit
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.cli.picking.session import Found

EPILOG = """
\b
Examples:
  scent pick                         type, look, and open what you choose
  scent pick "unpaid invoices"       begin with a query
  scent pick -t md -g '!drafts/'     only some files
  scent pick --print                 print path:line of what you choose
  scent pick > places.txt            the same: stdout is no terminal

\b
Keys, besides those of fzf:
  Enter               open the passage, or print its place
  Tab                 mark passages, to open or print several
  Shift-Up/Down       scroll the passage
  Alt-G, Alt-B        note that the passage answers, or does not, for
                      scent eval --learn
  Esc, Ctrl-C         leave

\b
Exit status:
  0    something was chosen
  1    nothing was chosen, because the list was empty
  2    error, or the editor failed
  129  hung up, 130 left with Esc or Ctrl-C, 143 terminated
"""

_FZF_NOTHING, _FZF_LEFT = 1, 130


def run(
    query: searching.PickQuery = None,
    paths: shared.Paths = None,
    *,
    index: shared.Index = None,
    printed: searching.Printed = False,
    limit: shared.Limit = None,
    mode: shared.Mode = None,
    min_score: searching.MinScore = None,
    everything: searching.All = False,
    per_file: searching.PerFile = None,
    sort: searching.Sort = "score",
    reverse: searching.Reverse = False,
    literal: searching.Literally = False,
    files_from: shared.FilesFrom = None,
    null: shared.ListedNull = False,
    stale: searching.Stale = "hide",
    refresh: searching.Refresh = None,
    colour: shared.Colour = "auto",
    globs: filtering.Glob = None,
    any_case_globs: filtering.AnyCaseGlob = None,
    kinds: filtering.Type = None,
    other_kinds: filtering.TypeNot = None,
    languages: filtering.Language = None,
    since: filtering.Since = None,
    until: filtering.Until = None,
    author: filtering.Author = "",
) -> int:
    """Search while you type, with each passage beside the list, and open what you choose.

    The list and its keys are those of fzf, which must be installed. QUERY is what is typed at
    first. Your choice opens as with `scent search -o`; with --print, or if stdout is no
    terminal, its place is printed as `path:line`.
    """
    from scent.cli.picking import fzf, picker, session

    settings = resolve(
        index=index,
        limit=limit,
        mode=mode,
        min_score=searching.least_score(min_score, everything=everything),
        per_file=per_file,
        refresh=refresh,
    )
    scope = document_scope(
        existing_paths(paths),
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
    if settings.refresh:
        from scent.cli.refreshing import refresh_index

        if code := refresh_index(settings, index):
            return code
    printed = printed or not streams.stdout_is_terminal()
    style = render.Style(working_directory(), terminal=True, colour=use_colour(colour, terminal=True))

    def work() -> int:
        with Index(settings.index, cache=settings.cache) as opened:
            opened.check_exists()
            search = partial(
                opened.search,
                limit=settings.limit,
                mode=settings.mode,
                scope=scope,
                files=files,
                min_score=settings.min_score,
                exact_seconds=settings.exact_seconds,
                listing=searching.listing(settings, files_only=False),
                stale=stale,
                literal=literal,
                sort=sort,
                reverse=reverse,
                context=session.LINES_AROUND,
            )
            judge = partial(_judge, settings.judgements, literal=literal)
            answers = session.Session(partial(_found, opened, search, index), judge, style, _keys(printed=printed))
            code, keys = picker.pick(answers, fzf.find(), query or "", colour=style.colour)
            if code:
                return _ended(code)
            _use([hit for key in keys if (hit := answers.hit(key))], style, printed=printed)
            return ExitCode.DONE

    return interrupts.until_stopped(work)


def _keys(*, printed: bool) -> str:
    return f"Enter {'prints' if printed else 'opens'}, Tab marks, Esc leaves"


def _judge(file: Path, query: str, hit: Hit, good: bool, *, literal: bool) -> None:  # noqa: FBT001  # a verdict
    from scent.core.quality.judged import add_judgement
    from scent.core.search.conditions.query_language import parse

    add_judgement(file, parse(query, literal=literal).text, hit, good=good)


def _found(opened: Index, search: "partial[list[Hit]]", index: str | None, query: str) -> "Found":
    from scent.cli.picking.session import Found
    from scent.core.search.results.stale import outdated_message

    hits = search(query)
    notes = [advice.on_index(warning, index) for warning in opened.warnings]
    return Found(hits, notes + ([outdated_message(opened.outdated)] if opened.outdated else []))


def _ended(code: int) -> int:
    """The exit code where fzf tells that nothing was chosen.

    Raises:
        UsageError: fzf failed.
    """
    if code == _FZF_NOTHING:
        return ExitCode.NOTHING
    if code in {_FZF_LEFT, -2}:
        return ExitCode.INTERRUPTED
    raise UsageError(f"fzf failed with exit status {code}", hint="FZF_DEFAULT_OPTS may have an option that it rejects")


def _use(hits: Sequence[Hit], style: render.Style, *, printed: bool) -> None:
    """Open the hits one after another, or print their places."""
    from scent.cli.opening import opener

    if printed:
        plain = style._replace(terminal=streams.stdout_is_terminal(), colour=False)
        streams.write(hit_lines.place_lines(hits, plain))
        return
    for hit in hits:
        opener.open_hit(hit)
