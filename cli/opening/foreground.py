"""Runs the user's own commands in the foreground, with the terminal to themselves."""

import os
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

from scent.cli.output import streams

_TERMINAL = Path("/dev/tty")


def run(command: str, *arguments: bytes | os.PathLike[str]) -> int:
    """Run a command for the shell with some arguments, as git runs an editor, and return its exit code.

    If standard input is no terminal, the command reads from the terminal of the process, if it has one.
    """
    streams.flush()
    with ExitStack() as opened:
        stdin = None
        if not streams.stdin_is_terminal():
            try:
                stdin = opened.enter_context(_TERMINAL.open("rb"))
            except OSError:  # from cron, for example
                stdin = None
        words = ["/bin/sh", "-c", f'{command} "$@"', command, *arguments]
        process = opened.enter_context(subprocess.Popen(words, stdin=stdin))  # noqa: S603  # the user's own command
        # While it runs, Ctrl-C is for the command.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            return process.wait()
        finally:
            signal.signal(signal.SIGINT, before)
