"""The whole command line as Typer has it: help, the sentences about what is wrong, and whatever is not plain.

Owned here: registration.
"""

import os
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from scent import __version__
from scent.cli import param
from scent.cli.app import VERBS, Run
from scent.cli.exits import ExitCode
from scent.cli.options import shared
from scent.cli.output import streams
from scent.errors import UsageError

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


def invoke(words: Sequence[str], run: Run) -> int:
    """Do what `words` say; what the command line is known to say of the run goes to `run` at once.

    Raises:
        UsageError: they say nothing that can be done.
    """
    if words[:1] == ["help"]:  # as git and others have it
        words = [*words[1:2], "--help"]
    if words == ["grep", "-h"]:  # with anything else, that is grep's: no file names
        words = ["grep", "--help"]
    # Not `command.main()`: that one handles closed pipes and interrupts itself, with other exit codes.
    if not words or words[0] in {"--help", "-h"}:
        command = typer.main.get_command(build(options=False))
    else:
        command = typer.main.get_command(build(words[0]))
    try:
        with command.make_context("scent", list(words), obj=run) as context:
            return int(command.invoke(context))
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as error:
        raise UsageError(_sentence(error), hint=_hint(error, words)) from None


def build(only: str = "", *, options: bool = True) -> typer.Typer:
    """The command line as Typer sees it: the whole of it, or of its verbs one `only`, as far as there is such a one.

    Without `options`, verbs are no more than names and what they do: enough to be listed, in half of the time.
    """
    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(epilog=_EPILOG, invoke_without_command=True)(_as_typer_has_it(_root))
    for name in [only] if only in VERBS else VERBS:
        if not options:
            app.command(name, help=VERBS[name])(lambda: None)
            continue
        verb = import_module(f"scent.cli.commands.{name}")
        own = {"help_option_names": ["--help"]} if name == "grep" else None
        app.command(name, cls=_Command, epilog=verb.EPILOG, context_settings=own)(_as_typer_has_it(verb.run))
    return app


class _Command(typer.core.TyperCommand):
    """A command whose help says what people need to know, not `[x>=0]`."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # Typer keeps the class private
        return re.sub(r"\s+\[[^][]*\bx\b[^][]*\]", "", super().get_help(ctx))


def _as_typer_has_it(run: Callable[..., int]) -> Callable[..., int]:
    """The function with what Typer knows in place of `param.Option` and `param.Argument`."""

    def command(*plain: Any, **named: Any) -> int:  # noqa: ANN401  # whatever `run` takes
        return run(*plain, **named)

    import inspect

    signature = inspect.signature(run)
    parameters = [each.replace(annotation=_annotation(each.annotation)) for each in signature.parameters.values()]
    command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # as `inspect` has it
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    command.__doc__, command.__name__ = run.__doc__, run.__name__
    return command


def _annotation(annotation: Any) -> Any:  # noqa: ANN401  # any type
    for declared in getattr(annotation, "__metadata__", ()):
        if isinstance(declared, param.Parameter):
            make = typer.Option if isinstance(declared, param.Option) else typer.Argument
            return Annotated[annotation.__origin__, make(*declared.names, **declared.more)]
    return annotation


def _root(
    ctx: typer.Context,
    *,
    version: shared.Version = False,
    json: shared.VersionJson = False,
    no_pager: shared.NoPager = False,
    debug: shared.Debug = False,
) -> int:
    """Find passages in your own files by meaning: offline, in the shell, from pipes and cron.

    `scent VERB --help` shows what a verb can do, `man scent` begins the manual.
    """
    ctx.obj.debug = debug
    if no_pager:
        os.environ["SCENT_PAGER"] = "cat"  # which every verb heeds, and whatever it starts
    if version:
        streams.write([_version(json=json)])
        raise typer.Exit
    if json:
        verb = ctx.invoked_subcommand or "search"
        raise UsageError("--json stands behind the verb", hint=f"such as: scent {verb} --json")
    if ctx.invoked_subcommand is None:
        streams.to_stderr(ctx.get_help() + "\n")
        raise typer.Exit(ExitCode.ERROR)
    return ExitCode.DONE


def _version(*, json: bool) -> bytes:
    if not json:
        return f"scent {__version__}\n".encode()
    from scent.cli.output import json_schema, render

    return render.json_line({"scent": __version__, "json": json_schema.VERSION})


def _sentence(error: typer.TyperException) -> str:
    """What is wrong, without what could have been meant."""
    message = getattr(error, "message", "") if hasattr(error, "option_name") else error.format_message()
    for theirs, ours in _IN_OUR_WORDS.items():
        message = re.sub(theirs, ours, message)
    return message.partition(". Did you mean")[0]


def _hint(error: typer.TyperException, words: Sequence[str]) -> str:
    """What was probably meant, or else where to look."""
    from difflib import get_close_matches

    context = getattr(error, "ctx", None)  # only usage errors have one
    path = context.command_path if context else " ".join(["scent", *(word for word in words[:1] if word in VERBS)])
    word, known = _meant(error, context)
    if word in _ROOT and path != "scent":
        return f"{word} stands before the verb: scent {word} {path.removeprefix('scent ')}"
    verb = next((each for each in words if each in VERBS), "")
    if path == "scent" and context and verb and word in _names(context.command.commands[verb]):
        return f"{word} stands behind the verb: scent {verb} {word}"
    near = get_close_matches(word, known, n=1)
    if near:
        return f"did you mean {near[0]}?"
    if path != "scent" and "o such option" in error.format_message():
        return f"{path} --help shows what can be said; a word that begins with a dash and is no option stands behind --"
    return f"{path} --help shows what can be said"


_IN_OUR_WORDS = {
    "is not a valid int(eger)?( range)?": "is not a whole number",
    "is not a valid float( range)?": "is not a number",
    r"is not in the range x>=([\d.-]*\d)": r"is less than \1",
    r"is not in the range ([\d.-]+)<=x<=([\d.-]*\d)": r"is not between \1 and \2",
    r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)": r"there is more than can be used: \1",
}
# What people who know other programs may say for a verb, by what it is called here.
_ELSEWHERE = {
    theirs: ours
    for ours, names in {
        "search": "find query ask",
        "index": "add update sync reindex scan",
        "forget": "rm remove delete",
        "status": "ls list info show stats",
        "check": "fsck verify doctor",
        "config": "settings options",
        "serve": "server daemon",
        "--version": "version",
    }.items()
    for theirs in names.split()
}
_ROOT = ("--version", "-V", "--no-pager", "--debug")


def _names(command: Any) -> list[str]:  # noqa: ANN401  # Typer keeps the class private
    """How the options of a command are called."""
    return [name for each in command.params for name in (*each.opts, *each.secondary_opts)]


def _meant(error: typer.TyperException, context: typer.Context | None) -> tuple[str, Sequence[str]]:
    """A word that is not known, and what could stand in its place."""
    if context and (option := getattr(error, "option_name", "")):
        return option, _names(context.command)
    message = error.format_message()
    if found := re.search(r"No such command '(.*?)'", message):
        return _ELSEWHERE.get(found[1], found[1]), (*VERBS, "help", "--version")
    if found := re.search(r"'([^']*)' is not one of (.*)", message):
        return found[1], re.findall(r"'([^']*)'", found[2])
    return "", ()
