"""The command `scent`: which verbs there are, and how a run ends.

Owned here: the one place where errors become sentences and exit codes.
"""

import errno
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise

from scent.cli import quick
from scent.cli.exits import ExitCode, exit_code
from scent.cli.output import streams
from scent.errors import NoIndexError, ScentError

# Each is a module of `scent.cli.commands`, imported only where it is asked for: a search has no time for others, nor
# has the list of all, which is why what their docstrings begin with stands here.
VERBS = {
    "index": "Read files and keep their passages for searching.",
    "search": "Find passages by what they mean, best first.",
    "grep": "Print the lines that mean what QUERY means, without an index.",
    "similar": "Find passages like those of a file, best first.",
    "cat": "Print the text that scent reads from files, as it would index it.",
    "embed": "Make a vector of each text: of each line, unless told otherwise.",
    "export": "Write the passages of an index with their vectors.",
    "status": "Show what an index covers, its size and its last run.",
    "check": "Read all of an index and name what is not as it was written.",
    "gc": "Free the space that removed files still take in an index.",
    "forget": "Remove all text and vectors of files from an index, on disk too.",
    "config": "Show settings, or change them in config.toml.",
    "models": "List models, describe one, use, fetch, remove or tune it.",
    "eval": "Measure the search on judged questions.",
    "serve": "Keep the model and the index open, for many searches.",
}


class Run:
    """What `main` must know of the command line even when the command has failed."""

    debug = False


def main(argv: Sequence[str] | None = None) -> int:
    """Run `scent` with the words `argv` (those of the process if None) and return its exit code; never raises."""
    streams.settle()
    code = _run(sys.argv[1:] if argv is None else argv)
    streams.drop()
    return code


def _run(words: Sequence[str]) -> int:
    run = Run()
    try:
        code = _invoke(words, run)
        streams.flush()  # here, so that a full disk or a closed pipe is met inside this try
    except BrokenPipeError:
        return ExitCode.DONE  # whoever reads has seen enough
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except ScentError as error:
        code = _end(error.message, _hint(error, words), exit_code(error))
        if isinstance(error, NoIndexError):  # the first thing that many people see
            streams.hint(
                "it reads the files below PATH, keeps what it finds on this machine, and sends nothing anywhere"
            )
        return code
    except Exception as error:  # noqa: BLE001  # the last resort: no user ever sees a traceback unasked
        return _unexpected(error, run)
    return code


def _invoke(words: Sequence[str], run: Run) -> int:
    if words and words[0] in VERBS:
        verb = import_module(f"scent.cli.commands.{words[0]}")
        given = quick.arguments(verb.run, words[1:])
        if given is not None:
            return int(verb.run(**given))
    from scent.cli import grammar

    return grammar.invoke(words, run)


def _hint(error: ScentError, words: Sequence[str]) -> str:
    """What to do about an error; an index that was named is to be named again."""
    index = next((after for word, after in pairwise(words) if word == "--index"), "")
    if index and isinstance(error, NoIndexError):
        import shlex

        return error.hint.replace("scent index", f"scent index --index {shlex.quote(index)}")
    return error.hint


_MAKE_ROOM = "make room, and try again"
_LOOK = "scent config shows which places are used, and sets others"
_WHAT_TO_DO = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), _MAKE_ROOM),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _LOOK),
    **dict.fromkeys((errno.EBADF, errno.ENOENT, errno.ENOTDIR, errno.EISDIR), ""),
}


def _unexpected(error: Exception, run: Run) -> int:
    hint = "scent --debug ... shows where this happened"
    if isinstance(error, OSError) and error.strerror:
        where = f": {os.fsdecode(error.filename)}" if isinstance(error.filename, (str, bytes)) else ""
        sentence = f"{error.strerror}{where}"
        hint = _WHAT_TO_DO.get(error.errno or 0, hint)
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
