"""Carries out an index run in the foreground, and tells what it did: for `scent index` and `scent migrate`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scent.cli import interrupts
from scent.cli.output import render, streams
from scent.cli.output.device_notes import DeviceNotes
from scent.cli.output.progress import shown
from scent.cli.output.reports import index_run
from scent.cli.settings.environment import can_animate, use_colour
from scent.cli.settings.settings import Settings
from scent.core.indexing.stop import Stop, Stopped
from scent.core.system import lower_priority

if TYPE_CHECKING:
    from scent.core.indexing.report import Report
    from scent.core.profile import Profile


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run behaves towards the user: the options of the same names, as they were given."""

    index: str | None
    progress: bool | None
    json: bool
    quiet: bool
    nice: bool


def bring_up_to_date(  # noqa: PLR0913  # the options of a run
    settings: Settings,
    paths: Sequence[bytes],
    profile: "Callable[[Stop], Profile]",
    manner: Manner,
    *,
    wait: float,
    budget: float | None = None,
    reset: bool = False,
    prune: bool = False,
    ready: bool = False,
) -> int:
    """Run it, tell what it did, and return the exit status.

    Args:
        settings: the settings.
        paths: what is indexed.
        profile: makes ready what the run needs, and gives its profile. It may be stopped.
        manner: how to tell.
        wait: how many seconds to wait for another writer.
        budget: how many seconds the run may take; None: as many as it needs.
        reset: as in `scent.core.indexing.update.update`, and so are the next two.
        prune: see there.
        ready: see there.

    Raises what `profile` and the run raise.
    """
    terminal = streams.stderr_is_terminal()
    with interrupts.stop_on_signals(budget) as stop:
        if manner.nice:
            lower_priority()
        try:
            report = _update(
                settings, paths, profile(stop), stop, manner, wait=wait, reset=reset, prune=prune, ready=ready
            )
        except Stopped:
            streams.say(f"stopped by {stop.reason} before anything was done")
            return interrupts.exit_status(stop.reason)
    if manner.json:
        streams.write([render.json_line(index_run.record(report))])
    return index_run.tell(report, manner.index, quiet=manner.quiet, always=terminal or bool(manner.progress))


def _update(  # noqa: PLR0913  # what a run consists of
    settings: Settings,
    paths: Sequence[bytes],
    profile: "Profile",
    stop: Stop,
    manner: Manner,
    *,
    wait: float,
    reset: bool,
    prune: bool,
    ready: bool,
) -> "Report":
    from scent.core.indexing.update import update

    terminal, quiet = streams.stderr_is_terminal(), manner.quiet
    animate = can_animate(terminal=terminal) and (not quiet if manner.progress is None else manner.progress)
    lines = False if quiet and manner.progress is None else manner.progress
    notes = DeviceNotes()
    try:
        with shown(animate=animate, colour=use_colour("auto", terminal=terminal), lines=lines) as progress:
            return update(
                settings.index,
                paths,
                profile,
                workers=settings.workers,
                progress=progress,
                wait=wait,
                cache=settings.cache,
                reset=reset,
                prune=prune,
                ready=ready,
                stop=stop,
                device=notes.device(settings, progress),
            )
    finally:
        notes.print_hints()
