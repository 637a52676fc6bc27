"""Exit codes, and which error leads to which.

Owned here: what a run of the command means to the shell.
"""

from enum import IntEnum

from scent.errors import LockedError, ScentError


class ExitCode(IntEnum):
    """What `$?` says after a run; the same numbers for every verb, close to grep's."""

    DONE = 0  # something was found, or the work is done
    NOTHING = 1  # nothing was found; not an error
    ERROR = 2  # usage errors as well
    PARTIAL = 3  # done, but some files could not be read, or some hits were stale
    BUSY = 75  # another process writes to the index; EX_TEMPFAIL of sysexits.h: try again later
    INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def exit_code(error: ScentError) -> ExitCode:
    """The code with which a run ends that `error` has ended."""
    return ExitCode.BUSY if isinstance(error, LockedError) else ExitCode.ERROR
