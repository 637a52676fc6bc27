"""How a search prints what it found: which form, and what stands between the answers to several queries.

Owned here: choosing among the forms.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from scent.cli.options.arguments import working_directory
from scent.cli.output import render, streams
from scent.cli.settings.environment import use_colour
from scent.core.types import Hit
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.cli.output.templates import Template


class Form(NamedTuple):
    """What the options say about the form of results."""

    json: bool = False
    files_only: bool = False
    null: bool = False
    vimgrep: bool = False
    template: "Template | None" = None
    explain: bool = False

    def checked(self, *, listed: bool = False) -> "Form":
        """Itself; `listed`: names are read from a list, which -0 may be for.

        Raises:
            UsageError: it is two forms at once, or -0 has nothing to be for.
        """
        asked = {
            "--json": self.json,
            "-l": self.files_only,
            "--vimgrep": self.vimgrep,
            "--format": self.template is not None,
        }
        several = [name for name, said in asked.items() if said]
        if len(several) > 1:
            raise UsageError(f"{several[0]} does not go with {several[1]}")
        if self.explain and (self.files_only or self.vimgrep or self.template):
            raise UsageError("--explain goes with text and --json")
        if self.null and not (listed or self.files_only or self.template):
            raise UsageError("-0 needs -l, --format or --files-from: only these can do with NUL bytes")
        return self


def template(words: str | None) -> "Template | None":
    """The template that `words` are, if they are there.

    Raises:
        UsageError: they are none.
    """
    if words is None:
        return None
    from scent.cli.output.templates import Template

    return Template.parse(words, render.FIELDS)


class HitPrinter(NamedTuple):
    """Prints hits in one form; `columns` is 0 where no person reads."""

    form: Form
    style: render.Style
    columns: int
    pager: str

    @classmethod
    def on_stdout(cls, form: Form, colour: str, pager: str) -> "HitPrinter":
        """A printer for what stdout is."""
        terminal = streams.stdout_is_terminal()
        style = render.Style(working_directory(), terminal, use_colour(colour, terminal=terminal))
        return cls(form, style, _columns() if terminal else 0, pager)

    def show(self, hits: Sequence[Hit], query: str) -> None:
        """Print the answer to the only query."""
        lines = self._lines(hits, query)
        if self.columns:
            from scent.cli.output import pager

            pager.show(lines, self.pager)
        else:
            streams.write(lines)

    def show_next(self, hits: Sequence[Hit], query: str, *, first: bool) -> None:
        """Print the answer to one query of many, at once.

        As grep sets groups apart, a line `--` stands between two answers, of which either may be empty; not where each
        result carries its query, or is formatted by the user.
        """
        if not (first or self.form.json or self.form.vimgrep or self.form.template):
            streams.write([b"--\0" if self.form.null else b"--\n"])
        streams.write(self._lines(hits, query))
        streams.flush()

    def _lines(self, hits: Sequence[Hit], query: str) -> Iterable[bytes]:
        form = self.form
        if form.json:
            return render.json_lines(hits, query, explain=form.explain)
        if form.files_only:
            return render.path_lines(hits, self.style, null=form.null)
        if form.vimgrep:
            return render.vimgrep_lines(hits, self.style)
        if form.template:
            end = b"\0" if form.null else b"\n"
            return (form.template.fill(render.fields(hit, query, self.style, exact=form.null)) + end for hit in hits)
        if self.columns:
            import platform

            from scent.cli.output import terminal

            return terminal.blocks(hits, self.style, self.columns, platform.node(), explain=form.explain)
        return render.text_lines(hits, self.style, explain=form.explain)


def say_outdated(count: int) -> None:
    """Tell the user how many passages come from changed files."""
    from scent.core.search.stale import outdated_message

    streams.say(f"{outdated_message(count)}; bring the index up to date: scent index")


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size().columns
