"""Stop a long job early without losing finished work."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scent import foreign


class Stopped(BaseException):
    """A job ends because somebody requested it. A BaseException, so that no code handles it as its own failure."""


class Stop:
    """A request to stop a job. `reason` is a word that says why; it is empty until somebody requests a stop.

    `has_limit` says that the time of the job is limited. The end of that time stops it
    only once it has got something done, so that many short runs do the work of a long one.

    The job marks the stretches that may be interrupted anywhere with `interruptible`. A request
    during such a stretch ends it at once; at any other time, the request ends the next such stretch.
    So code that writes is never interrupted.
    """

    def __init__(self, *, has_limit: bool = False) -> None:
        self.reason = ""
        self.has_limit = has_limit
        self._interruptible = False
        self._defers_limit = has_limit
        self._deferred = ""

    def request(self, reason: str, *, is_limit: bool = False) -> None:
        """Request a stop. Call it in the main thread, for example in a signal handler; the first reason is kept.

        Where foreign code swallows the exception, the next request raises it again. With `is_limit`, the
        time of the job is up, which may be deferred.

        Raises:
            Stopped: the job is in an interruptible stretch, and not already leaving it.
        """
        if is_limit and self._defers_limit and not self.reason:
            self._deferred = reason
            return
        self.reason = self.reason or reason
        if not foreign.defer(self._raise_stopped):
            self._raise_stopped()

    def _raise_stopped(self) -> None:
        if self._interruptible and not _is_leaving():
            raise Stopped

    def defer_limit(self) -> None:
        """From now on, the job goes on although its time is up."""
        self._defers_limit = True

    def obey_limit(self) -> None:
        """From now on, the end of its time stops the job; if the time is already up, that is now."""
        self._defers_limit = False
        self.reason = self.reason or self._deferred

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
