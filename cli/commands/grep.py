"""`scent grep`: print the lines of files and pipes that match a query by meaning, without an index."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scent.cli import interrupts
from scent.cli.exits import ExitCode
from scent.cli.naming import tell_where
from scent.cli.options import filtering, grepping, inputs, shared
from scent.cli.options.arguments import query_text
from scent.cli.options.grep_files import WalkRules, grep_files
from scent.cli.options.searching import MOST_LINES
from scent.cli.output import render, streams
from scent.cli.output.hits.matching_lines import LinePrinter, Look
from scent.cli.output.pulse import Pulse, is_wanted
from scent.cli.settings.environment import use_colour, working_directory
from scent.cli.settings.settings import resolve
from scent.errors import NotTextError, ReadError, UsageError

if TYPE_CHECKING:
    from scent.core.reading.pool import ReaderPool
    from scent.core.search.sentences.sentence_matcher import MatchedLines, Matcher

EPILOG = """
\b
Examples:
  journalctl | scent grep "disk is failing"
  tail -f app.log | scent grep "database connection refused"
  scent grep -C2 "how are passwords kept" src doc
  scent grep --sort score -m 5 "how are passwords kept" -r src
  scent grep -e "out of memory" -e "disk is full" *.log
  scent grep -l0 "notice period" *.pdf | xargs -0 ls -l
  man rsync | scent grep -o --min-score 0.5 "leave out some files"

\b
Exit status:
  0    a line matches
  1    no line matches
  2    error
  3    some files could not be read
  129  hung up, 130 interrupted, 143 terminated
"""

_SUCH_AS = "scent grep 'how are passwords kept' FILE"
# The most characters of the nearest line that are told.
_LONGEST_LINE = 200


def run(
    query: grepping.GrepQuery = None,
    paths: grepping.GrepPaths = None,
    *,
    also: grepping.GrepQueries = None,
    recursive: grepping.Recursive = False,
    ignore_case: grepping.IgnoreCase = False,  # noqa: ARG001  # accepted for compatibility
    line_buffered: grepping.LineBuffered = False,  # noqa: ARG001  # the same
    line_number: grepping.LineNumber = None,
    names: grepping.WithName = None,
    listing: grepping.Listing = False,
    listing_others: grepping.ListingOthers = False,
    count: grepping.Count = False,
    only: grepping.OnlyMatching = False,
    after: grepping.After = 0,
    before: grepping.Before = 0,
    context: grepping.Context = 0,
    most: grepping.MaxCount = None,
    sort: grepping.Sort = None,
    min_score: grepping.LineScore = None,
    model: shared.Model = None,
    files_from: shared.FilesFrom = None,
    globs: grepping.GrepGlob = None,
    any_case_globs: filtering.AnyCaseGlob = None,
    hidden: shared.Hidden = None,
    no_ignore: shared.NoIgnore = None,
    null: grepping.NullNames = False,
    json: shared.Json = False,
    quiet: shared.QuietSearch = False,
    silent: grepping.NoMessages = False,
    colour: shared.Colour = "auto",
    workers: shared.Workers = None,
) -> int:
    """Print the lines that match a query by meaning, without an index.

    Each matching line is printed as soon as it is read, also from pipes that never end. Directories
    are walked as by `scent index`. A match is a sentence: a line, part of a line, or several lines
    of wrapped text.
    """
    if json + listing + listing_others + count > 1:
        raise UsageError("use only one of --json, -l, -L and -c")
    if sort and (listing or listing_others or count or after or before or context):
        raise UsageError("--sort cannot be combined with -l, -L, -c, -A, -B or -C")
    queries = _queries(query, also)
    if also and query is not None:
        paths = [query, *(paths or ())]
    settings = resolve(model=model, workers=workers, hidden=hidden, no_ignore=no_ignore)
    terminal = streams.stdout_is_terminal()
    words = [*(paths or ()), *map(os.fsdecode, inputs.names(files_from, null=null))]
    if not words and files_from is None:
        words = ["."] if globs or any_case_globs or recursive or inputs.is_terminal() else [inputs.STDIN]
    rules = WalkRules(bool(settings.hidden), bool(settings.no_ignore), tuple(globs or ()), tuple(any_case_globs or ()))
    files, many, missing = grep_files(words, rules, silent=silent)
    has_context = not (listing or listing_others or count or quiet)
    look = Look(
        render.Style(working_directory(), terminal, use_colour(colour, terminal=terminal)),
        numbers=(terminal or files != [None]) if line_number is None else line_number,
        names=many if names is None else names,
        null=null,
        only=only and not count,
        json=json,
        before=min(before or context, MOST_LINES) if has_context else 0,
        after=min(after or context, MOST_LINES) if has_context else 0,
    )
    ranked: list[tuple[float, int, bytes]] | None = [] if sort else None
    job = _Job(look, most, listing, listing_others, count, quiet, silent, ranked, Pulse(shown=is_wanted()))

    def work() -> int:
        from scent.core.reading.pool import ReaderPool
        from scent.core.search.sentences.sentence_matcher import Matcher

        model, cache, workers = tell_where(settings.model), settings.cache, settings.workers
        with (
            job.pulse,
            Matcher.open(queries, model, cache, least=min_score, workers=workers) as matcher,
            ReaderPool() as readers,
        ):
            code = job.run(files, matcher, readers)
            if code == ExitCode.NOTHING and not (listing_others or quiet or silent):
                with job.pulse.hidden():
                    _tell_nearest(matcher)
            return ExitCode.ERROR if missing and not (quiet and code == ExitCode.DONE) else code

    return interrupts.until_stopped(work)


def _queries(query: str | None, also: Sequence[str] | None) -> list[str]:
    if also is None and query is None:
        raise UsageError("the query is missing", hint=f"such as: {_SUCH_AS}")
    queries = also or [query or ""]
    if not all(each.strip() for each in queries):
        raise UsageError("the query is empty; it has no meaning to look for", hint=f"such as: {_SUCH_AS}")
    return [query_text(each, _SUCH_AS) for each in queries]


def _tell_nearest(matcher: "Matcher") -> None:
    """Tell, where nothing matches, how far the nearest line is from a match."""
    if matcher.nearest is not None:
        least, score = (f"{number:.{_digits(matcher)}f}" for number in (matcher.least, matcher.nearest.score))
        line = " ".join(matcher.nearest.text.split())
        line = line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + render.ELLIPSIS
        about = "about " if matcher.nearest.estimated else ""
        streams.say(f"nothing reaches {least}; nearest {about}{score}: {line}")


def _digits(matcher: "Matcher") -> int:
    """The number of decimals that tell the nearest score from the least: 2, or more where they are nearly the same."""
    nearest = matcher.nearest.score if matcher.nearest else 0.0
    return next((digits for digits in (2, 3, 4) if round(nearest, digits) < round(matcher.least, digits)), 6)


@dataclass(slots=True)
class _Job:
    """One run over all files: what is printed of a file, and when the run ends early.

    `ranked` collects, for --sort, the lines of every match by the negative of its score and its number. `pulse` shows
    on a terminal that the run goes on.
    """

    look: Look
    most: int | None
    listing: bool
    listing_others: bool
    count: bool
    quiet: bool
    silent: bool
    ranked: list[tuple[float, int, bytes]] | None
    pulse: Pulse

    def run(self, files: Sequence[bytes | None], matcher: "Matcher", readers: "ReaderPool") -> int:
        """Search all files; the exit code."""
        is_match = failed = False
        for name in files:
            try:
                selected = self._search(name, matcher, readers)
            except ReadError as error:
                failed |= self._report(error, name, only_file=len(files) == 1)
                continue
            is_match |= not selected if self.listing_others else bool(selected)
            if is_match and self.quiet:
                return ExitCode.DONE
        if self.ranked and not self.quiet:
            with self.pulse.hidden():
                streams.write(line for _, _, line in sorted(self.ranked)[: self.most])
                streams.flush()
        if failed:
            return ExitCode.PARTIAL
        return ExitCode.DONE if is_match else ExitCode.NOTHING

    def _report(self, error: ReadError, name: bytes | None, *, only_file: bool) -> bool:
        """Report a file that could not be read. Return whether that is a failure: a binary file is not."""
        message = f"{os.fsdecode(name or b'standard input')}: {error.message}"
        if isinstance(error, NotTextError):
            if only_file:
                raise UsageError(message) from None
            return False
        if not self.silent:
            with self.pulse.hidden():
                streams.say(message)
        return True

    def _search(self, name: bytes | None, matcher: "Matcher", readers: "ReaderPool") -> int:
        """Search a file and print its lines; the number of selected lines."""
        from scent.core.search.sentences.sentence_matcher import matched_lines

        is_brief = self.quiet or self.listing or self.listing_others
        printer = LinePrinter(self.look, name, most=1 if is_brief else self.most)
        for group in matched_lines(name, matcher, readers):
            self.pulse.advance(len(group.lines))
            if self.ranked is not None and not is_brief:
                self._rank(name, group, self.ranked)
                printer.selected += len(group.matches)
                continue
            output = list(printer.lines(group.lines, group.first, group.matches))
            if output and not is_brief and not self.count:
                with self.pulse.hidden():
                    streams.write(output)
                    streams.flush()
            if printer.done:
                break
        if not self.quiet:
            with self.pulse.hidden():
                self._sum_up(printer)
        return printer.selected

    def _rank(self, name: bytes | None, group: "MatchedLines", ranked: list[tuple[float, int, bytes]]) -> None:
        for match in group.matches:
            lines = group.lines[match.first - group.first : match.last - group.first + 1]
            output = b"".join(LinePrinter(self.look, name).lines(lines, match.first, [match]))
            ranked.append((-match.score, len(ranked), output))

    def _sum_up(self, printer: LinePrinter) -> None:
        if self.count:
            streams.write([printer.counted()])
        elif (self.listing and printer.selected) or (self.listing_others and not printer.selected):
            streams.write([printer.named()])
        streams.flush()
