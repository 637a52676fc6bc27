"""`scent serve`: keep the model and the index open between searches."""

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

\b
Exit status:
  0   stopped after --idle minutes without a search
  2   error
  75  a server is already running
"""


def run(*, idle: searching.Idle = 15) -> int:
    """Keep the model and the index open, so that searches are faster.

    Searches of the same user find the server by themselves, through a Unix socket in the runtime
    directory. The server notices changes of the index, and stops by itself. Without a server, a
    search gives the same results, a little later.
    """
    with stop_on_signals() as stop:
        try:
            with stop.interruptible():
                _serve(idle * 60)
        except Stopped:
            streams.flush()
    return exit_status(stop.reason) or ExitCode.DONE


def _serve(idle: float) -> None:
    from scent.core.server.server import Server

    descriptor = systemd_socket()
    with Server.open(directories.runtime()) if descriptor is None else Server.on(descriptor) as server:
        server.run(idle)
