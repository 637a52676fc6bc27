"""Shows the progress of a long job on stderr: as a line on a terminal, or as log lines if asked for.

Warnings are printed in any case. The time left is computed from bytes, at the rate of the last half minute, which is as
far as Rich looks back. Files differ in the time that they take to embed. A rate since the start would remember the
loading of the model, and text that was found to be repeated, for too long.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scent.cli.output import streams
from scent.cli.output.render import size as shown_size
from scent.cli.output.render import visible
from scent.core.types import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

# The time between two lines of a log.
_LINE_SECONDS = 30.0


class Silence:
    """Shows no progress."""

    def start(self, files: int, size: int) -> None:
        """Show nothing."""

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """Show nothing."""

    def warn(self, message: str) -> None:
        """Print `message`."""
        streams.say(message)


class Bar:
    """A line that is redrawn: bytes done and to do, tokens per second, time left, the current file."""

    def __init__(self, bar: "RichProgress") -> None:
        """Draw in `bar`, which must be running."""
        self._bar = bar
        self._task = bar.add_task("reading", total=None, speed="", file="")
        self._tokens = self._done = self._files = 0
        self._last = b""  # the last file; its parts follow each other
        self._began = time.monotonic()

    def _count(self) -> str:
        return f"{self._done:,}/{self._files:,} file{'s' * (self._files != 1)}"

    def start(self, files: int, size: int) -> None:
        """Show the size of the job."""
        self._tokens = self._done = 0
        self._files, self._last = files, b""
        self._began = time.monotonic()
        self._bar.reset(self._task, description=self._count(), total=size)

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """Add `size` bytes, and show the file that they are from."""
        self._tokens += tokens
        self._done += path != self._last
        self._last = path
        speed = self._tokens / max(time.monotonic() - self._began, 0.1)
        name = visible(path.rpartition(b"/")[2].decode(errors="backslashreplace"))
        self._bar.update(self._task, description=self._count(), advance=size, speed=f"{speed:,.0f} tokens/s", file=name)

    def warn(self, message: str) -> None:
        """Print `message` above the line."""
        self._bar.console.print(f"scent: {visible(message)}", markup=False, highlight=False, soft_wrap=True)


class Lines(Bar):
    """The same as a log: a line at the start, and one each half minute."""

    def start(self, files: int, size: int) -> None:
        """Print the size of the job."""
        super().start(files, size)
        self._last_line = self._began
        streams.say(f"{files:,} file{'s' * (files != 1)} to read, {shown_size(size)}")

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """Print the progress, if the last line is half a minute old."""
        super().advance(path, size, tokens)
        if time.monotonic() - self._last_line >= _LINE_SECONDS:
            self._last_line = time.monotonic()
            streams.say(self._line())

    def warn(self, message: str) -> None:
        """Print `message`."""
        streams.say(message)

    def _line(self) -> str:
        task = self._bar.tasks[self._task]
        done = f"{self._count()}, {shown_size(int(task.completed))} of {shown_size(int(task.total or 0))}"
        left = "" if task.time_remaining is None else f", {_duration(task.time_remaining)} left"
        return f"{done}, {task.fields['speed']}{left}"


def _duration(seconds: float) -> str:
    """A time in words: `40 s`, `12 min`, `3 h 5 min`."""
    minutes = round(seconds / 60)
    if minutes < 2:  # noqa: PLR2004  # shorter times in seconds
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"  # noqa: PLR2004  # of an hour


@contextmanager
def shown(*, animate: bool, colour: bool, lines: bool = False) -> Iterator[Progress]:
    """A `Progress` for one job, on stderr: a redrawn line (`animate`), log lines (`lines`), or only warnings."""
    if not animate and not lines:
        yield Silence()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress
    from rich.table import Column

    if not animate:  # used only for its clock and its rate
        yield Lines(RichProgress(disable=True, get_time=time.monotonic))
        return
    columns = (
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
        BarColumn(bar_width=None, table_column=Column(min_width=5, ratio=1)),
        DownloadColumn(table_column=Column(no_wrap=True)),
        TextColumn("{task.fields[speed]}", markup=False, table_column=Column(no_wrap=True)),
        TimeRemainingColumn(compact=True, table_column=Column(no_wrap=True)),
        TextColumn(
            "{task.fields[file]}", markup=False, table_column=Column(no_wrap=True, ratio=1, overflow="ellipsis")
        ),
    )
    console = Console(stderr=True, force_terminal=True, no_color=not colour, highlight=False)
    with RichProgress(*columns, console=console, transient=True, expand=True, redirect_stdout=False) as bar:
        yield Bar(bar)


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
