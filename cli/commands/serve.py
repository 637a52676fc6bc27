"""`scent serve`: keep the model and the index open between searches."""

from contextlib import nullcontext

from scent.cli.exits import ExitCode
from scent.cli.interrupts import exit_status, stop_on_signals
from scent.cli.options import searching
from scent.cli.output import streams
from scent.cli.settings.environment import systemd_socket
from scent.core import directories
from scent.core.indexing.stop import Stopped

EPILOG = """
\b
Examples:
  scent serve &                   later searches use this server
  scent search --warm "invoices"  starts one if none is running
  scent serve --watch             also notices changes of the files

\b
Exit status:
  0   stopped after --idle minutes without a search
  2   error
  75  a server is already running
"""


_IDLE_MINUTES = 15


def run(*, idle: searching.Idle = None, watch: searching.ServeWatch = False) -> int:
    """Keep the model and the index open, so that searches are faster.

    Searches of the same user find the server by themselves, through a Unix socket in the runtime
    directory. The server notices changes of the index, and stops by itself. Without a server, a
    search gives the same results, a little later.
    """
    with stop_on_signals() as stop:
        try:
            with stop.interruptible():
                if idle is None:
                    idle = 0 if watch else _IDLE_MINUTES
                _serve(idle * 60, watch=watch)
        except Stopped:
            streams.flush()
    return exit_status(stop.reason) or ExitCode.DONE


def _serve(idle: float, *, watch: bool) -> None:
    from scent.cli.watching.beside import watch_beside
    from scent.core.server.server import Server

    descriptor = systemd_socket()
    with (
        Server.open(directories.runtime()) if descriptor is None else Server.on(descriptor) as server,
        watch_beside() if watch else nullcontext(),
    ):
        server.run(idle)
