"""`scent serve`: a server that keeps the model and the index open between searches."""

from scent.cli.exits import ExitCode
from scent.cli.interrupts import exit_status, heeded
from scent.cli.options import searching
from scent.cli.output import streams
from scent.cli.settings.environment import systemd_socket
from scent.core import directories
from scent.core.indexing.stop import Stopped

EPILOG = """
\b
Examples:
  scent serve &                   searches are answered by it from now on
  scent search --warm "invoices"  starts one, unless one is there

\b
Exit status:
  0   nobody has asked for the time of --idle
  2   error
  75  a server is running already
"""


def run(*, idle: searching.Idle = 15) -> int:
    """Keep the model and the index open, for many searches.

    Searches of the same user find the server by themselves. It answers on a Unix socket in the user's runtime
    directory, reads an index anew after each change, and ends by itself. Nothing needs it: a search finds the same
    without it, a little later.
    """
    with heeded() as stop:
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
