"""Ending a long job early, without losing what is done.

Owned here: when a request to stop takes effect.
"""

from collections.abc import Iterator
from contextlib import contextmanager


class Stopped(BaseException):
    """Somebody asked for the job to end. No `Exception`, so that nothing takes it for a failure of its own."""


class Stop:
    """Whether a job shall end. `asked` says why, in a word, and is empty as long as nobody has asked.

    A job marks with `interruptible` what may be broken off anywhere. A request ends that at once; at any other time it
    is remembered, and ends the next such stretch. So nothing that writes is ever cut in two.
    """

    def __init__(self) -> None:
        """Nobody has asked."""
        self.asked = ""
        self._interruptible = False

    def ask(self, reason: str) -> None:
        """Ask the job to end, in the main thread, from a signal's handler for instance; the first reason stands."""
        self.asked = self.asked or reason
        if self._interruptible:
            self._interruptible = False  # one exception is enough, and cleaning up must not meet another
            raise Stopped

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """A stretch of the job that raises `Stopped`, wherever it is, when somebody asks or has asked."""
        self._interruptible = True
        try:
            if self.asked:
                raise Stopped
            yield
            if self.asked:  # the exception was lost in foreign code
                raise Stopped
        finally:
            self._interruptible = False
