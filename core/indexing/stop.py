"""Stop a long job early without losing finished work."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Stopped(BaseException):
    """A job ends because somebody requested it. A BaseException, so that no code handles it as its own failure."""


class Stop:
    """A request to stop a job. `reason` is a word that says why; it is empty until somebody requests a stop.

    The job marks the stretches that may be interrupted anywhere with `interruptible`. A request
    during such a stretch ends it at once; at any other time, the request ends the next such stretch.
    So code that writes is never interrupted.
    """

    def __init__(self) -> None:
        self.reason = ""
        self._interruptible = False

    def request(self, reason: str) -> None:
        """Request a stop. Call it in the main thread, for example in a signal handler; the first reason is kept.

        Where foreign code swallows the exception, the next request raises it again.

        Raises:
            Stopped: the job is in an interruptible stretch, and not already leaving it.
        """
        self.reason = self.reason or reason
        if self._interruptible and not _is_leaving():
            raise Stopped

    @property
    def is_interruptible(self) -> bool:
        """Whether the job is in an interruptible stretch, and so ends at a request."""
        return self._interruptible

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Mark a stretch of the job that may be interrupted anywhere.

        Raises:
            Stopped: a stop was requested before or during the stretch.
        """
        self._interruptible = True
        try:
            if self.reason:
                raise Stopped
            yield
            if self.reason:  # foreign code has swallowed the exception
                raise Stopped
        finally:
            self._interruptible = False


def _is_leaving() -> bool:
    """Whether a `Stopped` is on its way: a second one would interrupt the clean-up of the first."""
    error = sys.exception()
    while error is not None and not isinstance(error, Stopped):
        error = error.__context__
    return error is not None
