"""Chooses how many threads compute one input together.

Threads that share the work on one input wait for each other at each step. Where other programs keep the processors
busy, one that was put aside holds up all others, and an input takes many times as long as with one thread. So a
computation begins with all threads and goes on with fewer when they get less of the processors than they could use.
"""

import time
from typing import Final

# A computation is judged by so much of its time, in seconds, and must get so much of the processors.
_LEAST_SECONDS: Final = 0.1
_LEAST_SHARE: Final = 0.8


class ThreadCount:
    """`count` threads are used next, `most` at first."""

    def __init__(self, most: int) -> None:
        self.most = self.count = most
        self._wall = self._processor = self._begun_wall = self._begun_processor = 0.0

    def restart(self) -> None:
        """Begin with all threads again."""
        self.count = self.most
        self._wall = self._processor = 0.0

    def begin(self) -> None:
        """Note that a part of the computation begins."""
        self._begun_wall, self._begun_processor = time.monotonic(), time.process_time()

    def end(self) -> None:
        """Note that it has ended, and use a thread less for the next one if the processors were busy."""
        self.judge(time.monotonic() - self._begun_wall, time.process_time() - self._begun_processor)

    def judge(self, wall: float, processor: float) -> None:
        """Note what a part took: seconds on the clock, and seconds of all processors together."""
        self._wall += wall
        self._processor += processor
        if self._wall < _LEAST_SECONDS:
            return
        if self.count > 1 and self._processor < _LEAST_SHARE * self.count * self._wall:
            self.count = max(1, min(self.count - 1, round(self._processor / self._wall)))
        self._wall = self._processor = 0.0
