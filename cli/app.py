"""The command `scent`: it runs a command line, and turns every error into a sentence and an exit code."""

import sys
from collections.abc import Sequence
from itertools import takewhile

from scent.cli import bytecode, command_line, memory
from scent.cli.exits import ExitCode, exit_code
from scent.cli.output import advice, streams
from scent.core import os_errors
from scent.errors import NoIndexError, ScentError

# What Python says of a clock after 2262, also where it loads modules of its own.
_CLOCK_OVERFLOW = "timestamp too large"


def main(argv: Sequence[str] | None = None) -> int:
    """Run `scent` with the words `argv` (those of the process if None) and return its exit code; never raises."""
    streams.settle()
    try:
        code = _run(sys.argv[1:] if argv is None else argv)
    except Exception as error:  # noqa: BLE001  # so few files or so little memory that an error could not be explained
        code = _unexpected(error, debug=False)
    streams.drop()
    return code


def _run(words: Sequence[str]) -> int:
    # The options before the verb are flags, and this one also counts when the rest cannot be parsed.
    debug = "--debug" in takewhile(lambda word: word.startswith("-"), words)
    try:
        memory.check_limits(words, tuple(command_line.VERBS))
        code = command_line.invoke(words)
        streams.flush()  # inside this try, which handles a full disk and a closed pipe
    except BrokenPipeError:
        return ExitCode.DONE  # the reader, such as head, has seen enough
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except ScentError as error:
        index = advice.named_index(words)
        code = _end(advice.on_index(error.message, index), advice.on_index(error.hint, index), exit_code(error))
        if isinstance(error, NoIndexError):  # the first thing that many people see
            streams.hint(
                "this reads the files below PATH and stores an index on this machine; nothing is sent anywhere"
            )
        return code
    except Exception as error:  # noqa: BLE001  # the last resort: a user sees a traceback only with --debug
        return _unexpected(error, debug=debug)
    return code


def _unexpected(error: Exception, *, debug: bool) -> int:
    hint = "scent --debug ... shows a traceback"
    if memory.is_lack_of_memory(error):
        lack = memory.lack_of_memory()
        message, hint = lack.message, lack.hint
    elif memory.is_lack_of_threads(error):
        lack = memory.lack_of_threads()
        message, hint = lack.message, lack.hint
    elif file := bytecode.damaged_file(error):
        message, hint = bytecode.explanation(file)
    elif isinstance(error, OSError) and error.strerror:
        message = os_errors.sentence(error)
        hint = os_errors.HINTS.get(error.errno or 0, hint)
    elif isinstance(error, OverflowError) and _CLOCK_OVERFLOW in str(error):
        message, hint = "the clock of this machine says a year after 2262, which Python cannot count", "set the clock"
    else:
        message = f"something went wrong inside scent: {type(error).__name__}: {error}"
        hint += "; please report it"
    if debug:
        import traceback

        traceback.print_exception(error)
    return _end(message, "" if debug else hint, ExitCode.ERROR)


def _end(message: str, hint: str, code: ExitCode) -> int:
    streams.say(message)
    if hint:
        streams.hint(hint)
    return code
