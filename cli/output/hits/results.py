"""Prints the hits of a search in the form that the options ask for."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from scent.cli.output import advice, render, streams
from scent.cli.output.hits import hit_fields, hit_lines
from scent.cli.settings.environment import use_colour, working_directory
from scent.core.types import Hit
from scent.errors import UsageError

if TYPE_CHECKING:
    from os import terminal_size

    from scent.cli.output.hits.templates import Template

# So many lines around a passage are enough to fill its part of a screen.
_SCREEN_CONTEXT = 10


class Form(NamedTuple):
    """The options that choose the form of results."""

    json: bool = False
    files_only: bool = False
    null: bool = False
    vimgrep: bool = False
    template: "Template | None" = None
    explain: bool = False
    passage: bool = False
    context: tuple[int, int] | None = None
    numbered: bool = False

    def checked(self, *, listed: bool | None = None) -> "Form":
        """Return the form if the options go together.

        Args:
            listed: whether names are read from a list, to which -0 may apply; None: the verb never reads one.

        Raises:
            UsageError: the options ask for two forms, or -0 does not apply to anything.
        """
        forms = {
            "--json": self.json,
            "-l": self.files_only,
            "--vimgrep": self.vimgrep,
            "--format": self.template is not None,
        }
        chosen = [name for name, is_on in forms.items() if is_on]
        if len(chosen) > 1:
            raise UsageError(f"{chosen[0]} cannot be combined with {chosen[1]}")
        if self.context is not None and (chosen or self.passage):
            raise UsageError("-A, -B and -C work only with text output, and not with --passage")
        if self.passage and (self.json or self.files_only or self.template):
            raise UsageError("--passage works only with text output and --vimgrep")
        if self.explain and (self.files_only or self.vimgrep or self.template):
            raise UsageError("--explain works only with text output and --json")
        if self.null and not (listed or self.files_only or self.template):
            raise UsageError("-0 needs -l or --format" if listed is None else "-0 needs -l, --format or --files-from")
        return self


def template(words: str | None) -> "Template | None":
    """The template of `--format`; None without the option.

    Raises:
        UsageError: the template is malformed.
    """
    if words is None:
        return None
    from scent.cli.output.hits.templates import Template

    return Template.parse(words, hit_fields.TEMPLATE_KEYS)


class HitPrinter(NamedTuple):
    """Prints hits in one form; `screen` is the size of the terminal, None if stdout is none."""

    form: Form
    style: render.Style
    screen: "terminal_size | None"
    pager: str

    @classmethod
    def on_stdout(cls, form: Form, colour: str, pager: str) -> "HitPrinter":
        """A printer that suits stdout."""
        terminal = streams.stdout_is_terminal()
        style = render.Style(working_directory(), terminal, use_colour(colour, terminal=terminal))
        return cls(form, style, _screen() if terminal else None, pager)

    @property
    def lines_around(self) -> int:
        """How many lines around each passage are needed."""
        form = self.form
        if form.json or form.files_only or form.vimgrep or form.template:
            return 0
        if form.context is None:
            return _SCREEN_CONTEXT if self.screen else 0
        return max(1, *form.context)

    def show(self, hits: Sequence[Hit], query: str) -> None:
        """Print the answer to the only query."""
        lines = self._lines(hits, query)
        if self.screen:
            from scent.cli.output import pager

            pager.show(lines, self.pager)
        else:
            streams.write(lines)

    def show_next(self, hits: Sequence[Hit], query: str, *, first: bool) -> None:
        """Print the answer to one query of many, and flush it.

        A line `--` separates two answers, as grep separates groups; an answer may be empty. There is no such line if
        each result names its query, or has the user's own format.
        """
        if not (first or self.form.json or self.form.vimgrep or self.form.template):
            streams.write([b"--\0" if self.form.null else b"--\n"])
        streams.write(self._lines(hits, query))
        streams.flush()

    def _lines(self, hits: Sequence[Hit], query: str) -> Iterable[bytes]:
        form = self.form
        if form.json:
            return hit_lines.json_lines(hits, query, explain=form.explain)
        if form.files_only:
            return hit_lines.path_lines(hits, self.style, null=form.null)
        if form.vimgrep:
            return hit_lines.vimgrep_lines(hits, self.style, passage=form.passage)
        if form.template:
            end = b"\0" if form.null else b"\n"
            return (
                form.template.fill(hit_fields.in_line(hit, query, self.style, exact_path=form.null)) + end
                for hit in hits
            )
        if self.screen:
            import platform

            from scent.cli.output.hits import terminal

            columns, lines = self.screen
            host = platform.node()
            layout = terminal.Layout(
                self.style, columns, lines, host, form.context, form.explain, form.passage, form.numbered
            )
            return terminal.blocks(hits, layout)
        return hit_lines.text_lines(hits, self.style, explain=form.explain, passage=form.passage, context=form.context)


def say_outdated(count: int, index: str | None) -> None:
    """Tell the user how many passages come from changed files; `index` is the value of --index."""
    from scent.core.search.results.stale import outdated_message

    streams.say(advice.on_index(f"{outdated_message(count)}; bring the index up to date: scent index", index))


def _screen() -> "terminal_size":
    import shutil

    return shutil.get_terminal_size()
