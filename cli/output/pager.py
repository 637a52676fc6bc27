"""Shows output that does not fit on the screen in a pager, as git does."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterable

from scent.cli.output import streams


def show(lines: Iterable[bytes], pager: str) -> None:
    """Write lines to a terminal, through a pager if they do not fit on the screen.

    `pager` is a command for sh; empty or `cat` means no pager.
    """
    content = list(lines)
    if len(content) < shutil.get_terminal_size().lines or pager in {"", "cat"}:
        streams.write(content)
        return
    streams.flush()
    # For less: quit if everything fits, pass colours and links through, keep the screen; and the same for lv.
    environ = {"LESS": "FRX", "LV": "-c"} | os.environ
    # The user's own command, which every program passes to the shell like this.
    with subprocess.Popen(["/bin/sh", "-c", pager], stdin=subprocess.PIPE, env=environ) as process:  # noqa: S603  # see above
        # While the pager runs, Ctrl-C is for the pager.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            process.communicate(b"".join(content))
        except BrokenPipeError:
            pass  # the user has left the pager
        finally:
            signal.signal(signal.SIGINT, before)
    if process.returncode in {126, 127}:  # exit codes of sh: the pager cannot be run, or was not found
        streams.write(content)
