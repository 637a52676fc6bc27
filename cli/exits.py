"""Exit codes, and which error leads to which."""

from enum import IntEnum

from scent.errors import LockedError, ScentError


class ExitCode(IntEnum):
    """The exit status of a run; the same for every verb, and close to grep's."""

    DONE = 0  # something was found, or the work is done
    NOTHING = 1  # nothing was found; not an error
    ERROR = 2  # including usage errors
    PARTIAL = 3  # done, but some files could not be read, or some hits were stale
    BUSY = 75  # another process writes to the index; EX_TEMPFAIL in sysexits.h: try again later
    INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def exit_code(error: ScentError) -> ExitCode:
    """The exit code of a run that `error` has ended."""
    return ExitCode.BUSY if isinstance(error, LockedError) else ExitCode.ERROR
