"""Stop a long job early without losing finished work."""

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

        Raises:
            Stopped: the job is in an interruptible stretch.
        """
        self.reason = self.reason or reason
        if self._interruptible:
            self._interruptible = False  # a second exception would interrupt the clean-up of the first
            raise Stopped

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
