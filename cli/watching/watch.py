"""Follows the file system: waits until changes settle, starts an index run, and refines while nothing else is to do.

A notice of a change only starts a run. The run compares all files with the index, so a change without a notice is not
lost for long: everything is looked at after a while in any case, and at once where changes may have been missed.
"""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scent.cli.exits import ExitCode
from scent.cli.output import streams
from scent.cli.watching import telling
from scent.cli.watching.runs import Ended, index_run
from scent.core.watching.network import network_file_system
from scent.core.watching.notices import Notices
from scent.core.watching.territory import Territory
from scent.errors import NoIndexError

# Changes have settled when nothing came for so long. Where they never settle (a download, a log), a run starts after
# so many seconds, or after so many times what the last run took.
_QUIET: Final = 0.3
_MOST_SECONDS: Final = 5.0
_MOST_RUNS: Final = 20
# Vectors are refined when nothing has changed for so long.
_REFINE_AFTER: Final = 5.0
# A run that got nothing refined before it was interrupted gets so long the next time, and twice as long each time.
_PATIENCE: Final = 10.0
# So many passages take long to refine, which is told.
_MANY: Final = 1000
# Once in a while this process looks whether the machine slept, a disk was mounted, or the index covers other files.
_TICK: Final = 30.0
# How often everything is looked at, and the least where the system does not tell of all changes. A look that takes
# long comes more rarely: in the first case it takes a thousandth of the time, in the second a two-hundredth.
_LOOK_SECONDS: Final = 600.0
_LOOK_SECONDS_UNTOLD: Final = 60.0
_REST, _REST_UNTOLD = 1000, 200
# After a run that failed, or that another process kept from its work.
_RETRY, _RETRY_BUSY, _MOST_RETRY = 30.0, 2.0, 600.0


class Watch:
    """Keeps an index up to date until a signal comes."""

    def __init__(  # noqa: PLR0913  # what a watch depends on
        self, index: Path, cache: Path, words: Sequence[str], every: float, *, provisional: int, quiet: bool
    ) -> None:
        """Watch nothing yet.

        Args:
            index: the directory of an index.
            cache: the cache directory.
            words: options of every index run.
            every: seconds between two looks at everything; 0: the default.
            provisional: how many vectors the last run has left to refine.
            quiet: whether to say only what is wrong.
        """
        self._index, self._words, self._every, self._quiet = index, words, every, quiet
        self._territory = Territory(index, [os.fsencode(cache)])
        self._notices = Notices()
        self._problems: tuple[str, ...] = ()
        self._told: tuple[str, ...] = ()  # what the last run said, which need not be said again
        self._checksum, self._marks = "", self._territory.marks()
        self._changed = self._moved = True  # whether files have changed; whether other directories may have come
        self._provisional = provisional
        self._patience = self._retry = 0.0
        self._look_at = self._retry_at = self._changed_at = 0.0
        self._took = 1.0  # seconds of the last run
        self._clocks = time.time(), time.monotonic()

    def follow(self) -> int:
        """Go on until an exception comes, or the index is gone; return the exit code.

        Raises:
            ScentError: the index cannot be used.
        """
        with self._notices:
            self._cover()
            self._announce()
            while True:
                now = time.monotonic()
                try:
                    if self._changed and now >= self._retry_at:
                        self._settle()
                        self._run()
                    elif not self._changed and self._provisional and now >= max(self._refine_at, self._retry_at):
                        self._refine()
                    else:
                        self._notice(max(0.0, min(self._next() - now, _TICK)))
                        self._tick()
                except NoIndexError:
                    streams.say(f"the index in {self._index} was removed")
                    return ExitCode.ERROR

    @property
    def _refine_at(self) -> float:
        return self._changed_at + _REFINE_AFTER

    def _next(self) -> float:
        """When there is something to do if nothing is noticed before."""
        if self._changed:
            return self._retry_at
        refine = max(self._refine_at, self._retry_at) if self._provisional else self._look_at
        return min(refine, self._look_at)

    def _notice(self, seconds: float) -> bool:
        """Wait until something is noticed, at most so many seconds; return whether it concerns the index."""
        noticed = self._notices.wait(seconds)
        concerns = noticed.lost or self._territory.concern(noticed.paths)
        if concerns:
            self._changed, self._changed_at = True, time.monotonic()
            self._moved |= noticed.lost or self._territory.concern(noticed.directories)
            self._moved |= self._territory.changes_rules(noticed.paths)
        return concerns

    def _settle(self) -> None:
        """Wait until changes have settled."""
        end = time.monotonic() + min(max(_MOST_SECONDS, _MOST_RUNS * self._took), _MOST_RETRY)
        while self._notice(_QUIET) and time.monotonic() < end:
            pass

    def _tick(self) -> None:
        """See whether everything must be looked at."""
        wall, monotonic = time.time(), time.monotonic()
        slept = wall - self._clocks[0] - (monotonic - self._clocks[1]) > _TICK
        self._clocks = wall, monotonic
        if (marks := self._territory.marks()) != self._marks or slept:
            self._marks, self._moved, self._changed = marks, True, True
        elif self._territory.has_changed():
            self._cover()
            self._announce()
        elif monotonic >= self._look_at:
            before = self._checksum
            self._cover()
            self._changed |= self._checksum != before

    def _cover(self) -> None:
        """Look at everything, and watch all its directories: again where new ones have come, as more may be in them."""
        began = time.process_time()
        look = self._territory.look()
        for _ in range(5):
            if not self._notices.cover(look.directories, look.above):
                break
            look = self._territory.look()
        took = time.process_time() - began
        self._checksum, self._moved = look.checksum, False
        self._tell_problems()
        least, rest = (_LOOK_SECONDS_UNTOLD, _REST_UNTOLD) if self._problems else (_LOOK_SECONDS, _REST)
        self._look_at = time.monotonic() + (self._every or min(max(least, rest * took), 3600.0))

    def _run(self) -> None:
        """Bring the index up to date, so that everything can be searched."""
        self._territory.has_changed()
        if self._moved:
            self._cover()
        self._changed = False
        ended = index_run([*self._words, "--quiet", "--ready"])
        self._end(ended)
        if not self._quiet and (sentence := telling.changes(ended.report)):
            streams.say(sentence)

    def _refine(self) -> None:
        """Make vectors exact, until something changes."""
        began = time.monotonic()
        if not self._quiet and self._provisional >= _MANY:
            streams.say(telling.begin_refining(self._provisional))

        def until(seconds: float) -> bool:
            self._notice(seconds)
            return self._changed and time.monotonic() - began >= self._patience

        ended = index_run([*self._words, "--quiet"], until=until)
        self._end(ended)
        refined = int(ended.report.get("refined", 0))
        self._patience = 0.0 if refined or not self._changed else max(_PATIENCE, 2 * self._patience)
        if not self._quiet and (sentence := telling.refinement(ended.report, ended.seconds)):
            streams.say(sentence)

    def _end(self, ended: Ended) -> None:
        """Note how a run ended, and say what it said unless the last one said the same."""
        self._took = ended.seconds
        self._provisional = int(ended.report.get("provisional", self._provisional))
        stopped = self._changed and ended.code in {128 + signal.SIGTERM, -signal.SIGTERM}
        if ended.code == ExitCode.BUSY:
            self._put_off(_RETRY_BUSY)
            return
        if not stopped:
            for line in ended.lines:
                if line not in self._told:
                    streams.to_stderr(f"{line}\n")
            self._told = ended.lines
        if stopped or ended.code in {ExitCode.DONE, ExitCode.PARTIAL}:
            self._retry = self._retry_at = 0.0
        else:
            self._put_off(_RETRY)

    def _put_off(self, seconds: float) -> None:
        """Try again after so many seconds, and after twice as many each time."""
        self._changed = True
        self._retry = min(max(seconds, 2 * self._retry), _MOST_RETRY)
        self._retry_at = time.monotonic() + self._retry

    def _announce(self) -> None:
        if not self._quiet:
            streams.say(telling.watching(list(map(os.fsdecode, self._territory.roots))))

    def _tell_problems(self) -> None:
        """Say once why some changes are not noticed at once."""
        every = f"everything is looked at each {telling.interval(self._every or _LOOK_SECONDS_UNTOLD)}"
        problems = [f"{self._notices.problem}: {every}"] if self._notices.problem else []
        for root in self._territory.roots:
            if kind := network_file_system(root):
                place = os.fsdecode(root)
                problems.append(f"{place} is a network disk ({kind}), which does not tell of all changes: {every}")
        for problem in problems:
            if problem not in self._problems:
                streams.say(problem)
                if "no more than" in problem:
                    streams.hint("to watch more: sudo sysctl fs.inotify.max_user_watches=1000000")
        self._problems = tuple(problems)
