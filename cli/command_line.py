"""The command line as Typer has it: `scent`, its verbs, and the options that go before a verb.

Each verb is a function `run` in a module of `scent.cli.commands`, which is imported when that verb is asked for:
a search has no time to load what only `scent eval` needs.
"""

import os
import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer

from scent import __version__
from scent.cli import usage_errors
from scent.cli.exits import ExitCode
from scent.cli.options import shared
from scent.cli.output import streams
from scent.errors import UsageError

# The first sentence of each verb's docstring, so that the list of verbs imports none of them.
VERBS = {
    "index": "Read files and index their passages for searching.",
    "search": "Find passages by meaning, best first.",
    "ask": "Answer a question from your files, with a model on this machine.",
    "pick": "Search while you type, with each passage beside the list, and open what you choose.",
    "grep": "Print the lines that match a query by meaning, without an index.",
    "similar": "Find passages similar to a file, best first.",
    "cat": "Print the text that scent reads from files.",
    "embed": "Turn each line of text into a vector.",
    "export": "Write the passages of an index with their vectors.",
    "status": "Show what an index covers, its size and its last run.",
    "why": "Tell whether files are indexed, and why not.",
    "check": "Verify an index, and list damaged files.",
    "gc": "Free the space that removed files still take in an index.",
    "forget": "Remove all text and vectors of files from an index, on disk too.",
    "config": "Show settings, or change them in config.toml.",
    "migrate": "Change the model of an index, and keep searching meanwhile.",
    "models": "List, describe, choose, fetch, remove, tune or compare models.",
    "eval": "Measure search quality on judged questions.",
    "serve": "Keep the model and the index open, so that searches are faster.",
}

_EPILOG = """
\b
First steps:
  scent index ~/notes                 read files; again after changes
  scent search "reset the router"     find passages by what they mean

\b
Exit status:
  0    something was found, or the work is done
  1    nothing was found
  2    error
  3    done, but some files could not be read or have changed since
  75   another process is writing to the index
  129  hung up, 130 interrupted, 143 terminated
"""


def invoke(words: Sequence[str]) -> int:
    """Run what the words of a command line ask for, and return its exit code.

    Raises:
        UsageError: the words make no valid command.
    """
    if words[:1] == ["help"]:  # as git and others have it
        words = [*words[1:2], "--help"]
    if words == ["grep", "-h"]:  # with any other word, -h is grep's own: no file names
        words = ["grep", "--help"]
    # Not `command.main()`: that one handles closed pipes and interrupts itself, with other exit codes.
    try:
        with group().make_context("scent", list(words)) as context:
            return int(context.command.invoke(context))
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as error:
        raise UsageError(usage_errors.message(error), hint=usage_errors.hint(error, words, VERBS)) from None


def group() -> Any:  # noqa: ANN401  # Typer keeps the class of its groups private
    """The whole command line as a Typer group; its verbs are loaded one by one."""
    return typer.main.get_command(_app)


class _Verbs(typer.core.TyperGroup):
    """A group that imports a verb when it is asked for, and lists all without importing any."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002  # as in Typer
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002  # as in Typer
        return _verb(cmd_name) if cmd_name in VERBS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002  # as in Typer
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


class _Verb(typer.core.TyperCommand):
    """A verb whose help leaves out the ranges of numbers that Typer adds, such as `[x>=0]`.

    An option whose metavar is `[=SOMETHING]` may also stand alone, which Typer does not have; its value is then `true`.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  # as in Typer
        alone = {name for each in self.params if str(each.metavar).startswith("[=") for name in each.opts}
        end = args.index("--") if "--" in args else len(args)
        words = [f"{word}=true" if word in alone else word for word in args[:end]]
        return super().parse_args(ctx, [*words, *args[end:]])

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # as in Typer
        text = re.sub(r"\s+\[[^][]*\bx\b[^][]*\]", "", super().get_help(ctx))
        return text.replace(" [=", "[=")


def _verb(name: str) -> Any:  # noqa: ANN401  # Typer keeps the class of its commands private
    module = import_module(f"scent.cli.commands.{name}")
    app = _typer()
    # `scent grep -h` prints no file names, as with other greps.
    settings = {"help_option_names": ["--help"]} if name == "grep" else None
    app.command(name, cls=_Verb, epilog=module.EPILOG, context_settings=settings)(module.run)
    return typer.main.get_command(app)


def _typer(cls: type[typer.core.TyperGroup] | None = None) -> typer.Typer:
    return typer.Typer(
        cls=cls,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


_app = _typer(_Verbs)


@_app.callback(epilog=_EPILOG, invoke_without_command=True)
def _scent(
    ctx: typer.Context,
    *,
    version: shared.Version = False,
    json: shared.VersionJson = False,
    no_pager: shared.NoPager = False,
    debug: shared.Debug = False,  # noqa: ARG001  # `scent.cli.app` looks for it: it also counts when parsing fails
) -> int:
    """Find passages in your own files by meaning: offline, in the shell, from pipes and cron.

    `scent VERB --help` shows the options of a verb; `man scent` is the manual.
    """
    if no_pager:
        os.environ["SCENT_PAGER"] = "cat"  # for every verb, and whatever it starts
    if version:
        streams.write([_version(json=json)])
        raise typer.Exit
    if json:
        verb = ctx.invoked_subcommand or "search"
        raise UsageError("--json goes after the verb", hint=f"such as: scent {verb} --json")
    if ctx.invoked_subcommand is None:
        streams.to_stderr(ctx.get_help() + "\n")
        raise typer.Exit(ExitCode.ERROR)
    return ExitCode.DONE


def _version(*, json: bool) -> bytes:
    if not json:
        return f"scent {__version__}\n".encode()
    from scent.cli.output import json_schema, render

    return render.json_line({"scent": __version__, "json": json_schema.VERSION})
