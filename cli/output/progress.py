"""How a long job is shown while it runs: a line on stderr on a terminal, elsewhere nothing, or lines where asked.

Owned here: drawing what `scent.core.types.Progress` tells. Warnings are printed wherever stderr goes.

What is left is told by bytes, at the rate of the last half minute, which is as far as Rich looks back: files differ in
what they take to embed, and a rate since the start would long remember the loading of the model, and a stretch of text
that came again.
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

# Often enough for a log; whoever waits for it looks at a terminal.
_LINE_SECONDS = 30.0


class Silence:
    """Draws nothing."""

    def start(self, files: int, size: int) -> None:
        """Nothing to draw."""

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """Nothing to draw."""

    def warn(self, message: str) -> None:
        """Print `message`."""
        streams.say(message)


class Bar:
    """One line that is drawn over: bytes done and ahead, tokens a second, time left, the current file."""

    def __init__(self, bar: "RichProgress") -> None:
        """Draw in `bar`, which is running."""
        self._bar = bar
        self._task = bar.add_task("reading", total=None, speed="", file="")
        self._tokens = self._done = self._files = 0
        self._last = b""  # the file that came last; its parts come one after the other
        self._began = time.monotonic()

    def _count(self) -> str:
        return f"{self._done:,}/{self._files:,} file{'s' * (self._files != 1)}"

    def start(self, files: int, size: int) -> None:
        """Show how much there is to do."""
        self._tokens = self._done = 0
        self._files, self._last = files, b""
        self._began = time.monotonic()
        self._bar.reset(self._task, description=self._count(), total=size)

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """Show `size` bytes more, and the file that they came from."""
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
    """The same in a log: a line when it begins, and one each half minute."""

    def start(self, files: int, size: int) -> None:
        """Say how much there is to do."""
        super().start(files, size)
        self._told = self._began
        streams.say(f"{files:,} file{'s' * (files != 1)} to read, {shown_size(size)}")

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """Say how far it is, if the last line is half a minute old."""
        super().advance(path, size, tokens)
        if time.monotonic() - self._told >= _LINE_SECONDS:
            self._told = time.monotonic()
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
    """A time for people: `40 s`, `12 min`, `3 h 5 min`."""
    minutes = round(seconds / 60)
    if minutes < 2:  # noqa: PLR2004  # below, seconds say more
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"  # noqa: PLR2004  # of an hour


@contextmanager
def shown(*, animate: bool, colour: bool, lines: bool = False) -> Iterator[Progress]:
    """A `Progress` for the time of one job, on stderr: a line that is drawn over, or `lines`, or neither."""
    if not animate and not lines:
        yield Silence()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress
    from rich.table import Column

    if not animate:  # its clock and its rate alone
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
    """What to tell how many bytes of how many are here (0: unknown) while `name` is fetched; a line on stderr."""
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
