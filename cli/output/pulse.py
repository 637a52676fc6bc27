"""A sign of life on a terminal while lines are read: a line on stderr that is erased before anything is printed."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import Self

from scent.cli.output import streams
from scent.cli.settings.environment import can_animate

# A shorter wait needs no sign of life.
_FIRST_SECONDS = 1.0
_SECONDS = 0.12
_FRAMES = "|/-\\"
_ERASED = "\r\x1b[K"


class Pulse:
    """Shows how many lines have been read, from a thread of its own. A context manager.

    It shows nothing unless `shown`: see `is_wanted`.
    """

    def __init__(self, *, shown: bool) -> None:
        """Show nothing yet."""
        self._shown = shown
        self._lines = self._frame = 0
        self._drawn = False
        self._lock = Lock()
        self._ended = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        """Begin to show; the first sign comes after a second."""
        if self._shown:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Erase what is shown, and end."""
        if self._shown:
            self._ended.set()
            self._thread.join()
            self._erase()

    def advance(self, lines: int) -> None:
        """Add to the number of lines."""
        self._lines += lines

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Erase what is shown, and show nothing until the end of the block, which may print."""
        with self._lock:
            self._erase()
            yield

    def _run(self) -> None:
        pause = _FIRST_SECONDS
        while not self._ended.wait(pause):
            pause = _SECONDS
            with self._lock:
                self._frame = (self._frame + 1) % len(_FRAMES)
                lines = f"{self._lines:,} line{'s' * (self._lines != 1)} read"
                streams.to_stderr(f"{_ERASED}{_FRAMES[self._frame]} {lines}")
                self._drawn = True

    def _erase(self) -> None:
        if self._drawn:
            streams.to_stderr(_ERASED)
            self._drawn = False


def is_wanted() -> bool:
    """Whether a person waits at a terminal that can erase, and no other program draws there, such as a pager."""
    if not can_animate(terminal=streams.stderr_is_terminal()):
        return False
    return sys.stdout is None or not stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
