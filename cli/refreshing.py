"""`--refresh`: brings the index up to date before a search, within a bound. Whatever happens, the search goes on.

Only a signal ends the search as well.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from scent.cli import interrupts
from scent.cli.naming import tell_where
from scent.cli.output import advice, render, streams
from scent.cli.output.progress import Silence
from scent.cli.output.reports import index_run
from scent.cli.settings.settings import Settings, index_profile
from scent.core import os_errors
from scent.core.indexing.stop import Stopped
from scent.core.upkeep.refresh import files_behind, refresh
from scent.errors import FormatError, LockedError, NoIndexError, ScentError

if TYPE_CHECKING:
    from scent.core.indexing.report import Report


def refresh_index(settings: Settings, index: str | None) -> int:
    """Bring the index up to date in the time of the setting, and say in a sentence what could not be done.

    Returns 0, or the exit status that a signal asks for. `index` is the value of --index.
    """
    with interrupts.stop_on_signals(settings.refresh, strict=True) as stop:
        try:
            with stop.interruptible():  # where the model is on a server, it may be asked
                tell_where(settings.model)
                profile = index_profile(settings)
            report = refresh(
                settings.index,
                profile,
                workers=settings.workers,
                progress=Silence(),
                cache=settings.cache,
                stop=stop,
            )
            if report:
                _explain(report, index)
        except Stopped:
            if stop.reason == interrupts.BUDGET:
                _say(f"{settings.refresh:g} s are too short to see what has changed; to read it: scent index", index)
        except (NoIndexError, FormatError):
            return 0  # the search says so
        except LockedError:
            _tell_if_behind("another run is writing to the index", settings, index)
        except ScentError as error:
            _tell_if_behind(f"the index could not be brought up to date: {error.message}", settings, index)
        except OSError as error:
            if not (reason := os_errors.sentence(error)):
                raise
            _tell_if_behind(f"the index could not be brought up to date: {reason}", settings, index)
    return interrupts.exit_status(stop.reason)


def _explain(report: "Report", index: str | None) -> None:
    index_run.explain_missing(report, index)
    if report.left:
        total = report.left + report.added + report.changed + report.reread
        verb = "is" if report.left == 1 else "are"
        changed = render.count(total, "changed file")
        _say(f"{report.left:,} of {changed} {verb} not in the index yet: scent index", index)


def _tell_if_behind(reason: str, settings: Settings, index: str | None) -> None:
    """Say why the search answers from the last commit, unless no file has changed since."""
    with suppress(ScentError, OSError):  # whatever is wrong, the reason tells of it or the search does
        if not (behind := files_behind(settings.index)):
            return
        have = "have" if behind > 1 else "has"
        reason = f"{render.count(behind, 'file')} {have} changed, but {reason}"
    _say(f"{reason}; this search answers from the last commit", index)


def _say(message: str, index: str | None) -> None:
    streams.say(advice.on_index(message, index))
