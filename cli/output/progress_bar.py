"""Draws the progress of an index run on a terminal, with Rich."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from scent.cli.output.render import count, ready_sentence, visible
from scent.cli.output.render import size as shown_size

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress as RichProgress

# A terminal with as many columns also shows the tokens per second and the current file.
_WIDE = 100


class Bar:
    """A line that is redrawn, for each phase in turn: how much is done, and the time left; below it, what one may do.

    A wide terminal also shows the tokens per second and the current file.
    """

    def __init__(self, bar: "RichProgress", note: Callable[[str], None]) -> None:
        """Draw in `bar`, which must be running; `note` shows a sentence below it."""
        self._bar, self._note = bar, note
        self._task = bar.add_task("looking for files", total=None, amount="", speed="", file="")
        self._tokens = self._done = self._files = self._bytes = self._size = self._refined = self._passages = 0
        self._last = b""  # the last file; its parts follow each other
        self._began = time.monotonic()

    def start(self, files: int, size: int) -> None:
        """Show the size of the first phase."""
        self._tokens = self._done = self._bytes = 0
        self._files, self._size, self._last = files, size, b""
        self._began = time.monotonic()
        self._bar.reset(self._task, description=self._reading(), total=size, amount=self._of_bytes(), speed="", file="")

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        """Add `size` bytes, and show the file that they are from."""
        self._tokens += tokens
        self._done += path != self._last
        self._bytes += size
        self._last = path
        name = visible(path.rpartition(b"/")[2].decode(errors="backslashreplace"))
        self._bar.update(
            self._task,
            description=self._reading(),
            advance=size,
            amount=self._of_bytes(),
            speed=self._speed() if self._tokens else "",
            file=name,
        )
        self._note("scent search finds what is read" + ("" if self._tokens else "; exact vectors come later"))

    def ready(self, passages: int) -> None:
        """Say above the line that one can search."""
        self.warn(ready_sentence(passages, time.monotonic() - self._began))
        self._bar.update(self._task, description="merging", amount="", speed="", file="")
        self._note("scent search finds everything")

    def start_refining(self, passages: int) -> None:
        """Show the size of the second phase."""
        self._tokens = self._refined = 0
        self._passages = passages
        self._note("scent search finds everything; Ctrl-C keeps what is refined")
        self._began = time.monotonic()
        self._bar.reset(
            self._task, description=self._refining(), total=passages, amount=self._of_passages(), speed="", file=""
        )

    def advance_refining(self, passages: int, tokens: int) -> None:
        """Add `passages` that have exact vectors."""
        self._tokens += tokens
        self._refined += passages
        self._bar.update(
            self._task,
            description=self._refining(),
            advance=passages,
            amount=self._of_passages(),
            speed=self._speed(),
        )

    def _reading(self) -> str:
        return f"reading {self._done:,}/{self._files:,} file{'s' * (self._files != 1)}"

    def _refining(self) -> str:
        return f"refining {100 * self._refined // max(1, self._passages)} %"

    def _of_bytes(self) -> str:
        return f"{shown_size(self._bytes)} of {shown_size(self._size)}"

    def _of_passages(self) -> str:
        return f"{self._refined:,} of {count(self._passages, 'passage')}"

    def _speed(self) -> str:
        return f"{self._tokens / max(time.monotonic() - self._began, 0.1):,.0f} tokens/s"

    def warn(self, message: str) -> None:
        """Print `message` above the line."""
        self._bar.console.print(f"scent: {visible(message)}", markup=False, highlight=False, soft_wrap=True)


@contextmanager
def drawn(*, colour: bool) -> Iterator[Bar]:
    """A `Bar` on stderr, which is erased at the end of the block."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress
    from rich.table import Column
    from rich.text import Text

    note = ""

    class WithNote(RichProgress):
        """The line of the phase, and the note below it."""

        def get_renderables(self) -> "Iterator[RenderableType]":
            yield from super().get_renderables()
            if note:
                yield Text(note, style="dim", no_wrap=True, overflow="ellipsis")

    def set_note(text: str) -> None:
        nonlocal note
        note = text

    def field(name: str, **column: Any) -> TextColumn:  # noqa: ANN401  # what a column of Rich takes
        return TextColumn(f"{{task.fields[{name}]}}", markup=False, table_column=Column(no_wrap=True, **column))

    console = Console(stderr=True, force_terminal=True, no_color=not colour, highlight=False)
    columns = [
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
        BarColumn(bar_width=None, table_column=Column(min_width=5, ratio=1)),
        field("amount"),
        TimeRemainingColumn(compact=True, table_column=Column(no_wrap=True)),
    ]
    if console.width >= _WIDE:
        columns += [field("speed"), field("file", ratio=1, overflow="ellipsis")]
    with WithNote(*columns, console=console, transient=True, expand=True, redirect_stdout=False) as bar:
        yield Bar(bar, set_note)
