"""Shows the progress of a long job on stderr: as a line on a terminal, as log lines elsewhere if the job is long.

Warnings are printed in any case. The time left is computed from bytes, at the rate of the last half minute, which is as
far as Rich looks back, too. Files differ in the time that they take to embed. A rate since the start would remember the
loading of the model, and text that was found to be repeated, for too long.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from scent.cli.output import streams
from scent.cli.output.render import count, duration, ready_sentence, visible
from scent.cli.output.render import size as shown_size
from scent.core.types import Progress

# The time between two lines of a log that was asked for, and of one that was not. The first line of the latter comes
# when a run has taken as long as `FIRST_SECONDS`.
_LINE_SECONDS = 30.0
FIRST_SECONDS = 30.0
_UNASKED_SECONDS = 60.0

# The rate is that of the last half minute.
_RATE_SECONDS = 30.0

# A file of which as many bytes are done is named in a log.
_LONG_FILE = 1 << 20


class Silence:
    """Shows no progress."""

    def start(self, files: int, size: int) -> None:
        """Show nothing."""

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """Show nothing."""

    def ready(self, passages: int) -> None:
        """Show nothing."""

    def start_refining(self, passages: int) -> None:
        """Show nothing."""

    def advance_refining(self, passages: int, tokens: int) -> None:
        """Show nothing."""

    def warn(self, message: str) -> None:
        """Print `message`."""
        streams.say(message)


class Lines:
    """The same as a log. A clock prints the lines, so that they also come while one long file is read."""

    def __init__(self, first_seconds: float, seconds: float, *, announce: bool) -> None:
        """Print the first line after `first_seconds`, then one each `seconds`; `announce` prints the size at once."""
        self._began = time.monotonic()
        self._due = self._began + first_seconds
        self._seconds = seconds
        self._announce = announce
        self._size = self._bytes = self._done = self._files = self._refined = self._passages = 0
        self._ready = 0.0  # when all could be searched
        self._last = b""  # the last file; its parts follow each other
        self._last_bytes = 0  # how much of it is done
        self._samples: deque[tuple[float, int]] = deque()  # when, and the bytes done by then

    def start(self, files: int, size: int) -> None:
        """Note the size of the job."""
        self._bytes = self._done = self._last_bytes = 0
        self._last = b""
        self._samples = deque([(time.monotonic(), 0)])
        self._files, self._size = files, size  # last, as the clock reads all of them
        if self._announce:
            streams.say(f"{files:,} file{'s' * (files != 1)} to read, {shown_size(size)}")

    def advance(self, path: bytes, size: int, tokens: int) -> None:  # noqa: ARG002  # as in `Progress`
        """Add `size` bytes of a file."""
        if path != self._last:
            self._done += bool(self._last)
            self._last, self._last_bytes = path, 0
        self._last_bytes += size
        self._bytes += size
        self._sample(self._bytes)

    def _sample(self, done: int) -> None:
        now = time.monotonic()
        self._samples.append((now, done))
        while len(self._samples) > 2 and self._samples[1][0] <= now - _RATE_SECONDS:  # noqa: PLR2004  # two make a rate
            self._samples.popleft()

    def ready(self, passages: int) -> None:
        """Say that one can search."""
        self._ready = time.monotonic()
        if self._announce or self._ready - self._began >= FIRST_SECONDS:
            streams.say(ready_sentence(passages, self._ready - self._began))

    def start_refining(self, passages: int) -> None:
        """Note the size of the second phase, which is counted in passages."""
        self._passages, self._refined = passages, 0
        self._samples = deque([(time.monotonic(), 0)])

    def advance_refining(self, passages: int, tokens: int) -> None:  # noqa: ARG002  # as in `Progress`
        """Add `passages` that have exact vectors."""
        self._refined += passages
        self._sample(self._refined)

    def warn(self, message: str) -> None:
        """Print `message`."""
        streams.say(message)

    def tick(self) -> None:
        """Print a line if one is due."""
        now = time.monotonic()
        if now >= self._due:
            self._due = now + self._seconds
            streams.say(self._line(now))

    @contextmanager
    def ticking(self) -> Iterator[Self]:
        """Tick from a thread of its own until the end of the block."""
        from threading import Event, Thread

        ended = Event()

        def run() -> None:
            while not ended.wait(max(0.05, self._due - time.monotonic())):
                self.tick()

        clock = Thread(target=run, daemon=True)
        clock.start()
        try:
            yield self
        finally:
            ended.set()
            clock.join()

    def _line(self, now: float) -> str:
        if self._passages:
            done = f"{self._refined:,} of {count(self._passages, 'passage')}"
            percent = 100 * self._refined // self._passages
            # Documents count when they are done, and the first ones tell too little.
            left = self._left(self._passages - self._refined, now) if percent else ""
            return f"refining {percent} %, {done}{left}; all can be searched"
        if self._ready:
            return f"merging parts of the index for {duration(now - self._ready)}; all can be searched"
        if not self._size:
            return f"looking for files for {duration(now - self._began)}"
        files = f"reading, {self._done:,} of {self._files:,} file{'s' * (self._files != 1)}"
        done = f"{files}, {shown_size(self._bytes)} of {shown_size(self._size)}"
        if self._files > 1 and self._last_bytes >= _LONG_FILE:
            name = self._last.rpartition(b"/")[2].decode(errors="backslashreplace")
            done += f", {shown_size(self._last_bytes)} of {visible(name)}"
        return done + self._left(self._size - self._bytes, now)

    def _left(self, rest: int, now: float) -> str:
        """The time left for the `rest` of what is counted, at the rate of the last half minute."""
        began, before = self._samples[0]
        rate = (self._samples[-1][1] - before) / max(now - began, 0.1)
        return f", {duration(rest / rate)} left" if rate else ""


@contextmanager
def shown(*, animate: bool, colour: bool, lines: bool | None = False) -> Iterator[Progress]:
    """A `Progress` for one job, on stderr.

    Args:
        animate: Draw a line on the terminal.
        colour: Whether that line has colours.
        lines: Otherwise, print log lines: from the start (True), once the job takes long (None), or never (False).
    """
    if not animate:
        if lines is False:
            yield Silence()
            return
        first, seconds = (_LINE_SECONDS, _LINE_SECONDS) if lines else (FIRST_SECONDS, _UNASKED_SECONDS)
        with Lines(first, seconds, announce=bool(lines)).ticking() as log:
            yield log
        return
    from scent.cli.output.progress_bar import drawn

    with drawn(colour=colour) as bar:
        yield bar


@contextmanager
def fetching(name: str, *, animate: bool, colour: bool) -> Iterator[Callable[[int, int], None]]:
    """Show the download of `name` on stderr. Call the result with the bytes received and the total (0: unknown)."""
    if not animate:
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as RichProgress
    from rich.table import Column

    columns = (
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")),
        BarColumn(bar_width=None, table_column=Column(min_width=5, ratio=1)),
        DownloadColumn(table_column=Column(no_wrap=True)),
        TransferSpeedColumn(table_column=Column(no_wrap=True)),
        TimeRemainingColumn(compact=True, table_column=Column(no_wrap=True)),
    )
    console = Console(stderr=True, force_terminal=True, no_color=not colour, highlight=False)
    with RichProgress(*columns, console=console, transient=True, expand=True, redirect_stdout=False) as bar:
        task = bar.add_task(visible(name), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)
