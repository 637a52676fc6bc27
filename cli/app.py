"""The command `scent`: which verbs there are, and how a run ends.

Owned here: registration and the one place where errors become sentences and exit codes. Not here: what a verb does
(see `scent.cli.commands`).
"""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import typer

from scent import __version__
from scent.cli import streams
from scent.cli.exits import ExitCode, exit_code
from scent.cli.options import shared
from scent.errors import NoIndexError, ScentError

# Each is a module of `scent.cli.commands`, imported only where it is asked for: a search has no time for the others.
VERBS = (
    "index",
    "search",
    "grep",
    "similar",
    "cat",
    "embed",
    "export",
    "status",
    "check",
    "gc",
    "forget",
    "config",
    "models",
    "eval",
    "serve",
)

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


@dataclass(slots=True)
class _Run:
    """What `main` must know of the command line even when the command has failed."""

    debug: bool = False


def build(only: str = "") -> typer.Typer:
    """The command line as Typer sees it: the whole of it, or of its verbs one `only`, as far as there is such a one."""
    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(epilog=_EPILOG, invoke_without_command=True)(_root)
    for name in [only] if only in VERBS else VERBS:
        verb = import_module(f"scent.cli.commands.{name}")
        app.command(name, epilog=verb.EPILOG)(verb.run)
    return app


def _root(
    ctx: typer.Context,
    *,
    version: shared.Version = False,
    no_pager: shared.NoPager = False,
    debug: shared.Debug = False,
) -> int:
    """Find passages in your own files by meaning: offline, in the shell, from pipes and cron."""
    ctx.obj.debug = debug
    if no_pager:
        os.environ["SCENT_PAGER"] = "cat"  # which every verb heeds, and whatever it starts
    if version:
        streams.write([f"scent {__version__}\n".encode()])
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        streams.to_stderr(ctx.get_help() + "\n")
        raise typer.Exit(ExitCode.ERROR)
    return ExitCode.DONE


def main(argv: Sequence[str] | None = None) -> int:
    """Run `scent` with the words `argv` (those of the process if None) and return its exit code; never raises."""
    streams.settle()
    code = _run(sys.argv[1:] if argv is None else argv)
    streams.drop()
    return code


def _run(words: Sequence[str]) -> int:
    run = _Run()
    try:
        code = _invoke(words, run)
        streams.flush()  # here, so that a full disk or a closed pipe is met inside this try
    except BrokenPipeError:
        return ExitCode.DONE  # whoever reads has seen enough
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except typer.TyperException as error:
        return _end(error.format_message(), _where_to_look(error), ExitCode.ERROR)
    except ScentError as error:
        code = _end(error.message, error.hint, exit_code(error))
        if isinstance(error, NoIndexError):  # the first thing that many people see
            streams.hint(
                "it reads the files below PATH, keeps what it finds on this machine, and sends nothing anywhere"
            )
        return code
    except Exception as error:  # noqa: BLE001  # the last resort: no user ever sees a traceback unasked
        return _unexpected(error, run)
    return code


def _invoke(words: Sequence[str], run: _Run) -> int:
    # Not `command.main()`: that one handles closed pipes and interrupts itself, with other exit codes.
    command = typer.main.get_command(build(words[0] if words else ""))
    try:
        with command.make_context("scent", list(words), obj=run) as context:
            return int(command.invoke(context))
    except typer.Exit as end:
        return end.exit_code


def _where_to_look(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)  # only usage errors have one
    return f"{context.command_path if context else 'scent'} --help shows what can be said"


def _unexpected(error: Exception, run: _Run) -> int:
    hint = "scent --debug ... shows where this happened"
    if isinstance(error, OSError) and error.strerror:
        where = f": {os.fsdecode(error.filename)}" if isinstance(error.filename, (str, bytes)) else ""
        sentence = f"{error.strerror}{where}"
    else:
        sentence = f"something went wrong inside scent: {type(error).__name__}: {error}"
        hint += "; please report it"
    if run.debug:
        import traceback

        traceback.print_exception(error)
    return _end(sentence, "" if run.debug else hint, ExitCode.ERROR)


def _end(sentence: str, hint: str, code: ExitCode) -> int:
    streams.say(_plain(sentence))
    if hint:
        streams.hint(_plain(hint))
    return code


def _plain(sentence: str) -> str:
    """`sentence` in the way of Unix commands: one line, no capital but a name's, no full stop."""
    line = sentence.strip().removesuffix(".")
    return line[:1].lower() + line[1:] if re.match(r"[A-Z][a-z']* ", line) else line
