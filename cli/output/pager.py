"""A pager for what does not fit on the screen, as git has one.

Owned here: when it is started and how it ends.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterable

from scent.cli.output import streams


def show(lines: Iterable[bytes], pager: str) -> None:
    """Write lines to a terminal, through `pager` (a line of sh; empty or cat: none) if the screen cannot hold them."""
    content = list(lines)
    if len(content) < shutil.get_terminal_size().lines or pager in {"", "cat"}:
        streams.write(content)
        return
    streams.flush()
    # Less: quit where all fits, let colours and links through, leave the screen as it is; and lv the same.
    environ = {"LESS": "FRX", "LV": "-c"} | os.environ
    # The pager is the user's own words for the shell, as PAGER is everywhere.
    with subprocess.Popen(["/bin/sh", "-c", pager], stdin=subprocess.PIPE, env=environ) as process:  # noqa: S603  # as said
        # Ctrl-C is the pager's while it runs.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            process.communicate(b"".join(content))
        except BrokenPipeError:
            pass  # the user has seen enough
        finally:
            signal.signal(signal.SIGINT, before)
    if process.returncode in {126, 127}:  # sh's: cannot be run, is not there
        streams.write(content)
